"""Tunes the encoder to rank as a teacher does that knows more ways to find a text than it.

    shopguide train encoder --channel public=../shared/data --channel teacher=MINILM_BUNDLE --local
    shopguide train encoder --data SHOP --channel start=out/model/shopguide-e5-small --local

Listwise distillation: over a batch of near texts, the softmax of the encoder's cosines follows that
of the teacher's scores (KL divergence; Hofstätter et al. 2020, https://arxiv.org/abs/2010.02666,
distil a pair's margin). The teacher is the untuned encoder plus BM25 (for Chinese) plus the encoder
in the channel ``teacher`` (for English), plus what a pair says: see `hard_negatives`. LoRA (Hu et
al. 2021, https://arxiv.org/abs/2106.09685) on the upper layers; the lower ones and the word vectors
stay, so that their work on each text is done once. The channel ``base``, if it is there, holds base
weights; ``start`` an adapter to go on from.
"""

import json
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from training.data.text_sets import TextSet, TextSetSizes, fingerprint, public_sets, shop_sets
from training.errors import TrainingInputError
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.loop.precision import choose_precision
from training.loop.settings import FitSettings
from training.models.adapter_card import AdapterCard, DataSource
from training.models.adapters import add_adapter, load_adapter, write_adapter
from training.models.encoder import read_cut_base
from training.models.encoder_weights import EncoderWeights
from training.models.known_models import ENCODERS, EncoderRecipe
from training.models.progress import Progress
from training.models.upper_layers import UpperLayers, split_states
from training.objectives.hard_negatives import judge, lexical_scores
from training.objectives.neighbourhoods import (
    CollateNeighbourhood,
    PreparedSet,
    count_packed_tokens,
    neighbourhoods,
)

NAME = "shopguide-e5-small"
SMALL = {
    "steps": 12, "icecat": 60, "chinese": 60, "questions": 60, "shop_pairs": 60,
    "tokens": 500, "near": 8, "rank": 8, "learning_rate": 2e-3,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class EncoderSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        batch_size: Always 1: a batch is a neighbourhood, whose size is `tokens`.
        name: Of the adapter, and of the bundle that it makes.
        base_model: The encoder to tune.
        frozen_layers: Lower layers that stay as they are.
        rank: Of the LoRA matrices; their scale is 1.
        temperature: Cosines are divided by it in the loss.
        spread: How far apart the cosines shall lie; 1 as before.
        tokens: Of the texts of a batch, about.
        queries: Of a batch at most.
        near: Hard texts of a query by each of two rankings.
        lexical_zh: Weight of BM25 in the teacher of Chinese queries; the encoder's own is 1.
        lexical_en: The same for English.
        teacher_weight: Weight of the encoder in the channel ``teacher``.
        max_tokens: Of a text in training; longer ones lose their end.
        icecat: Products of Icecat at most.
        chinese: Tagged Chinese titles at most.
        questions: Answered questions of hetPQA at most.
        shop_pairs: Of a shop's own data at most, of each kind.
    """

    steps: int = 400
    batch_size: int = 1
    learning_rate: float = 6e-4
    warmup_share: float = 0.06
    name: str = NAME
    base_model: str = "multilingual-e5-small"
    frozen_layers: int = 6
    rank: int = 32
    temperature: float = 0.0125
    spread: float = 1.6
    tokens: int = 3000
    queries: int = 200
    near: int = 24
    lexical_zh: float = 0.6
    lexical_en: float = 0.0
    teacher_weight: float = 1.0
    max_tokens: int = 64
    icecat: int = 7000
    chinese: int = 6000
    questions: int = 4000
    shop_pairs: int = 6000

    def __post_init__(self) -> None:
        super().__post_init__()  # zero-argument super needs a class without slots
        if self.batch_size != 1:
            raise TrainingInputError(
                f"The hyperparameter batch_size is {self.batch_size}.",
                fix="A batch is one neighbourhood; raise tokens and queries instead.",
                field="batch_size",
            )
        if self.base_model not in ENCODERS:
            raise TrainingInputError(
                f"There is no encoder {self.base_model!r}.",
                fix=f"base_model may be {', '.join(ENCODERS)}.",
                field="base_model",
            )


SETTINGS = EncoderSettings


class TeacherLoss(nn.Module):
    """The upper layers of an encoder, and how far they rank from what a teacher ranks."""

    def __init__(self, encoder: UpperLayers, temperature: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.temperature = temperature

    def forward(
        self,
        query_states: Tensor,
        query_lengths: Tensor,
        text_states: Tensor,
        text_lengths: Tensor,
        targets: Tensor,
    ) -> dict[str, Tensor]:
        """KL divergence from the teacher's softmax to the encoder's, the mean over the queries.

        Args:
            query_states: ``[tokens, width]`` before the upper layers.
            query_lengths: ``[queries]``.
            text_states: As for the queries.
            text_lengths: ``[texts]``.
            targets: The teacher's logits, ``[queries, texts]``.
        """
        queries = self.encoder(query_states, query_lengths)
        texts = self.encoder(text_states, text_lengths)
        own = (queries.float() @ texts.float().T / self.temperature).log_softmax(dim=1)
        wanted = targets.log_softmax(dim=1)
        return {"loss": nn.functional.kl_div(own, wanted, log_target=True, reduction="batchmean")}


def run(job: Job, settings: EncoderSettings) -> None:
    """Train, and write ``<model_dir>/<name>/`` and ``metrics.json``.

    Raises:
        TrainingInputError: no data.
        BundleError: no base weights, or a teacher or adapter that cannot be used.
    """
    began = time.perf_counter()
    progress = Progress(quiet=not job.is_main)
    recipe = ENCODERS[settings.base_model]
    with progress.step("encoder: read the data"):
        sets = _sets(job, settings)
    torch.manual_seed(settings.seed)  # of the LoRA matrices
    source, weights = read_cut_base(recipe, local=job.channels.get("base"), progress=progress)
    adapted = _adapted(weights, settings, job.channels.get("start"))
    prepare = partial(_prepared, adapted.get_base_model(), weights, recipe, settings)
    teacher = _teacher(job)
    examples = []
    for texts in sets:
        with progress.step(f"encoder: {texts.name}: {len(texts.queries):,} queries judged"):
            examples += neighbourhoods(
                prepare(texts, teacher),
                tokens=settings.tokens,
                chance=Random(settings.seed),
            )
    upper = UpperLayers(adapted.get_base_model(), settings.frozen_layers)
    loss = TeacherLoss(upper, settings.temperature)
    collate = CollateNeighbourhood(settings.queries)
    report = fit(job, loss, examples, collate, settings, tokens=count_packed_tokens)
    if job.is_main:
        seconds = time.perf_counter() - began
        card = _card(recipe, source, settings, sets, teacher, report, seconds)
        write_adapter(job.model_dir / settings.name, adapted, card)
        figures = asdict(report) | {"neighbourhoods": len(examples), "all_seconds": seconds}
        (job.model_dir / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


def _sets(job: Job, settings: EncoderSettings) -> list[TextSet]:
    sizes = TextSetSizes(
        icecat=settings.icecat, chinese=settings.chinese, questions=settings.questions
    )
    sets = []
    if "public" in job.channels:
        sets += public_sets(job.channel("public"), sizes, seed=settings.seed)
    if "train" in job.channels or not sets:
        sets += _shop_sets(job.channel("train"), settings.shop_pairs)
    kept = [texts for texts in sets if len(texts.texts) > 1]
    if not kept:
        raise TrainingInputError(
            "The data holds no two texts to tell apart.",
            fix="Add products with descriptions, questions with answers, or rated queries.",
            field="train",
        )
    return kept


def _shop_sets(folder: Path, limit: int) -> list[TextSet]:
    from training.data.cleaning.preparation import prepare
    from training.data.pairs import question_evidence_pairs, title_description_pairs
    from training.data.reading.shop_tables import read_shop

    shop = prepare(read_shop(folder))
    pairs = title_description_pairs(shop, limit=limit)
    return shop_sets([*pairs, *question_evidence_pairs(shop, limit=limit)])


def _adapted(weights: EncoderWeights, settings: EncoderSettings, start: Path | None) -> Any:
    """The encoder with LoRA in its upper layers, on the device that trains it."""
    from peft import LoraConfig

    bert = weights.to_bert()
    for part in bert.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0  # a teacher's scores are not overfitted in one or two passes
    upper = range(settings.frozen_layers, bert.config.num_hidden_layers)
    if start is not None:
        adapted = load_adapter(bert, start, trainable=True)
        for layer in bert.encoder.layer[: settings.frozen_layers]:
            layer.requires_grad_(requires_grad=False)
    else:
        layers = LoraConfig(
            r=settings.rank,
            lora_alpha=settings.rank,
            target_modules=["query", "key", "value", "dense"],
            layers_to_transform=list(upper),
        )
        adapted = add_adapter(bert, layers)
    return adapted.to("cuda" if torch.cuda.is_available() else "cpu")


def _teacher(job: Job) -> OnnxEncoder | None:
    return OnnxEncoder(job.channel("teacher"), threads=2) if "teacher" in job.channels else None


def _prepared(
    bert: Any,
    weights: EncoderWeights,
    recipe: EncoderRecipe,
    settings: EncoderSettings,
    texts: TextSet,
    teacher: OnnxEncoder | None,
) -> PreparedSet:
    """Run the lower layers once over a set, and let the teacher judge it."""
    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(settings.max_tokens, recipe.max_tokens))

    def states(prefix: str, lines: Sequence[str]) -> tuple[list[Tensor], NDArray[np.float32]]:
        ids = [line.ids for line in tokenizer.encode_batch([prefix + text for text in lines])]
        device = next(bert.parameters()).device
        precision = settings.precision
        chosen = choose_precision(device) if precision == "auto" else precision
        with torch.autocast(device.type, torch.bfloat16, enabled=chosen == "bfloat16"):
            found, vectors = split_states(bert, ids, settings.frozen_layers)
        return found, vectors.numpy()

    query_states, query_vectors = states(recipe.query_prefix, texts.queries)
    text_states, text_vectors = states(recipe.passage_prefix, texts.texts)
    judged = judge(
        texts,
        query_vectors @ text_vectors.T,
        _others(texts, teacher, settings),
        temperature=settings.temperature,
        spread=settings.spread,
        near=settings.near,
    )
    return PreparedSet(judged, query_states, text_states)


def _others(
    texts: TextSet, teacher: OnnxEncoder | None, settings: EncoderSettings
) -> list[tuple[float, NDArray[np.float32]]]:
    """What the teacher of a set knows beside the encoder itself; of questions, only the pairs."""
    if texts.kind == "question_evidence":
        return []
    others = []
    lexical = settings.lexical_zh if texts.language == "zh" else settings.lexical_en
    if lexical:
        others.append((lexical, lexical_scores(texts)))
    if teacher is not None and texts.language == "en":
        vectors = teacher.encode_queries(texts.queries)
        others.append((settings.teacher_weight, vectors @ teacher.encode_passages(texts.texts).T))
    return others


def _card(
    recipe: EncoderRecipe,
    source: str,
    settings: EncoderSettings,
    sets: Sequence[TextSet],
    teacher: OnnxEncoder | None,
    report: FitReport,
    seconds: float,
) -> AdapterCard:
    data = [
        DataSource(texts.name, texts.licence or "the shop's own", len(texts.queries))
        for texts in sets
    ]
    if teacher is not None:
        rows = sum(len(texts.queries) for texts in sets if texts.language == "en")
        data.append(DataSource(f"scores of {teacher.bundle.name}", teacher.bundle.licence, rows))
    return AdapterCard(
        name=settings.name,
        kind=BundleKind.ENCODER,
        base=recipe.hub.repository,
        base_source=source,
        licence=recipe.licence,
        data=tuple(data),
        data_fingerprint=fingerprint(sets),
        command="shopguide train encoder --channel public=../shared/data "
        "--channel teacher=MODELS/encoder/all-MiniLM-L6-v2/VERSION --local",
        seconds=round(seconds),
        machine=f"{platform.machine()}, {torch.get_num_threads()} threads",
        figures={
            "training loss, first": report.first_loss,
            "training loss, last": report.last_loss,
        },
        intended_use="Finds products and passages for shoppers' queries and questions, in Chinese "
        "and English, with the prefixes, pooling and vocabulary of its base.",
        limits="Tuned on electronics (English) and marketplace titles (Chinese), with queries that "
        "were made from the texts; other shelves and real queries may gain less. Its vectors "
        "cannot be mixed with those of its base: another encoder needs a new index. Of Chinese "
        "titles it learned from, the source states no licence.",
    )
