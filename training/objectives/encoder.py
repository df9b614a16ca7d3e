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
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import BundleKind
from training.data.text_sets import TextSet, fingerprint
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.models.adapter_card import AdapterCard, DataSource
from training.models.adapters import add_adapter, load_adapter, write_adapter
from training.models.encoder import read_cut_base
from training.models.encoder_weights import EncoderWeights
from training.models.known_models import ENCODERS
from training.models.progress import Progress
from training.models.upper_layers import UpperLayers
from training.objectives.encoder_sets import prepared, read_sets, read_teacher
from training.objectives.encoder_settings import SMALL, EncoderSettings
from training.objectives.neighbourhoods import (
    CollateNeighbourhood,
    count_packed_tokens,
    neighbourhoods,
)

__all__ = ["SETTINGS", "SMALL", "run"]

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
        sets = read_sets(job, settings)
    torch.manual_seed(settings.seed)  # of the LoRA matrices
    source, weights = read_cut_base(recipe, local=job.channels.get("base"), progress=progress)
    adapted = _adapted(weights, settings, job.channels.get("start"))
    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    teacher = read_teacher(job)
    examples = []
    for texts in sets:
        with progress.step(f"encoder: {texts.name}: {len(texts.queries):,} queries judged"):
            examples += neighbourhoods(
                prepared(texts, teacher, adapted.get_base_model(), tokenizer, settings),
                tokens=settings.tokens,
                chance=Random(settings.seed),
            )
    upper = UpperLayers(adapted.get_base_model(), settings.frozen_layers)
    loss = TeacherLoss(upper, settings.temperature)
    collate = CollateNeighbourhood(settings.queries)
    report = fit(job, loss, examples, collate, settings, tokens=count_packed_tokens)
    if job.is_main:
        seconds = time.perf_counter() - began
        card = _card(job, source, settings, sets, teacher, report, seconds)
        write_adapter(job.model_dir / settings.name, adapted, card)
        figures = asdict(report) | {"neighbourhoods": len(examples), "all_seconds": seconds}
        (job.model_dir / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")


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


def _card(
    job: Job,
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
        base=ENCODERS[settings.base_model].hub.repository,
        base_source=source,
        licence=ENCODERS[settings.base_model].licence,
        data=tuple(data),
        data_fingerprint=fingerprint(sets),
        command=_command(job),
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


def _command(job: Job) -> str:
    """The command that repeats the job; folders of this machine go by their channels' names."""
    channels = [f"--channel {name}={name.upper()}" for name in sorted(job.channels)]
    given = sorted(job.hyperparameters.items())
    values = [f"--set {name}={value}" for name, value in given if name != "objective"]
    return " ".join(["shopguide train encoder", *channels, *values, "--local"])
