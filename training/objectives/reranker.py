"""A cross-encoder that grades how well a text serves a query or a question.

    shopguide train reranker --channel public=../shared/data --channel teacher=E5 \
        --channel teacher_en=MINILM --set lists=3000 --set steps=300 --local --out public
    shopguide train reranker --channel public=../shared/data --set data=epqa --set steps=98 \
        --set learning_rate=3e-4 --channel start=public/model/shopguide-reranker --local --out all
    shopguide train reranker --data SHOP --channel start=public/model/shopguide-reranker --local

The first command leaves out all that ePQA's development part asks; the second goes on from there
with that part, for `held_out=0` … `4` without one fold of its products, so that
`python -m training.evaluate.reranker_quality` can measure by cross-validation; the third goes on
with a shop's own questions and rated searches. The channels ``teacher`` and ``teacher_en`` (English
lists alone) may hold encoder bundles to distil from, ``base`` base weights. LoRA (Hu et al. 2021,
https://arxiv.org/abs/2106.09685) on the layers that read query and text together, and the whole
head. Loss: the listwise softmax (ListNet; Cao et al. 2007) over a query's texts, and binary
cross-entropy of each text that a person judged.
"""

import hashlib
import json
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from training.data.relevance import RelevanceList
from training.data.relevance_mixture import (
    RelevanceMixture,
    RelevanceSizes,
    epqa_lists,
    public_lists,
    shop_lists,
)
from training.data.relevance_rows import collate_lists, encode_lists, group_by_length
from training.data.relevance_targets import list_shares, read_teachers
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.loop.settings import FitSettings
from training.models.adapter_card import AdapterCard, DataSource, read_card
from training.models.adapters import add_adapter, load_adapter, write_adapter
from training.models.base_weights import BaseWeights, resolve_base_weights
from training.models.encoder_weights import read_encoder_weights
from training.models.known_models import RERANKERS, RerankerRecipe
from training.models.progress import Progress
from training.models.reranker import cross_encoder, reranker_weights

NAME = "shopguide-reranker"
SMALL = {"steps": 20, "lists": 120, "group": 4, "rank": 8}


@dataclass(frozen=True, kw_only=True)
class RerankerSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        batch_size: Groups of lists a process and step.
        data: Of the public channel: all but ePQA, or ePQA's development part.
        held_out: Fold of ePQA's products that is left out; None: none.
        group: Lists of like length that stand in one batch together.
        lists: At most so many of the mixture; 0 takes all.
        max_tokens: Of a pair; the text loses its end.
        rank: Of the LoRA matrices; their scale is twice that.
        judged_weight: Of the loss of each judged text, beside that of the lists.
        teacher_share: Of the teachers in what a list's scores shall be, where they are given.
    """

    steps: int = 400
    batch_size: int = 1
    learning_rate: float = 5e-4
    warmup_share: float = 0.06
    data: Literal["public", "epqa"] = "public"
    held_out: int | None = None
    group: int = 10
    lists: int = 0
    max_tokens: int = 96
    rank: int = 32
    judged_weight: float = 0.5
    teacher_share: float = 0.5


SETTINGS = RerankerSettings


class RelevanceLoss(nn.Module):
    """A cross-encoder with the loss of lists.

    Args:
        model: A `CrossEncoder`, or peft's wrapper around one.
        judged_weight: Of the second part of the loss.
    """

    def __init__(self, model: Any, judged_weight: float) -> None:
        super().__init__()
        self.model = model
        self.judged_weight = judged_weight

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        token_type_ids: Tensor,
        slots: Tensor,
        grades: Tensor,
        judged: Tensor,
        taught: Tensor,
    ) -> dict[str, Tensor]:
        """The mean loss of a batch of `collate_lists`."""
        logits = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).float()[:, 0]
        present = slots >= 0
        scores = logits[slots.clamp_min(0)].masked_fill(~present, -torch.inf)
        wanted = torch.where(present, taught[slots.clamp_min(0)], 0.0)
        apart = binary_cross_entropy_with_logits(logits, grades, reduction="none")
        mean_apart = (apart * judged).sum() / judged.sum().clamp(min=1)
        return {"loss": listwise_loss(scores, wanted) + self.judged_weight * mean_apart}


def listwise_loss(scores: Tensor, shares: Tensor) -> Tensor:
    """Cross-entropy of the softmax of each list's scores.

    Args:
        scores: ``[lists, longest]``, minus infinity where a list has no text.
        shares: What the softmax shall be, ``[lists, longest]``; a list of zeros does not count.

    Returns:
        The mean over the lists that count.
    """
    some = shares.sum(1) > 0
    logs = scores[some].log_softmax(1).masked_fill(shares[some] == 0, 0.0)
    return -(shares[some] * logs).sum() / some.sum().clamp(min=1)


def run(job: Job, settings: RerankerSettings) -> None:
    """Train, and write ``<model_dir>/shopguide-reranker/`` and ``metrics.json``.

    Raises:
        TrainingInputError: no data, or a part of it is missing.
        BundleError: no base weights, or an adapter of another architecture to start from.
    """
    recipe = RERANKERS[NAME]
    mixture = _mixture(job, settings)
    mixture = replace(mixture, lists=mixture.lists[: settings.lists or None])
    torch.manual_seed(settings.seed)  # of the LoRA matrices and the head
    with tempfile.TemporaryDirectory() as name:
        base = _base_weights(job, recipe, Path(name))
        weights = reranker_weights(read_encoder_weights(base.folder), recipe)
    start = job.channel("start") if "start" in job.channels else None
    model = adapted(cross_encoder(weights, recipe), recipe, settings.rank, start)
    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    teachers = read_teachers(job.channels)
    shares = list_shares(mixture.lists, teachers, teacher_share=settings.teacher_share)
    rows = encode_lists(mixture.lists, shares, tokenizer, max_tokens=settings.max_tokens)
    groups = group_by_length(rows, settings.group)
    report = fit(job, RelevanceLoss(model, settings.judged_weight), groups, collate_lists, settings)
    if job.is_main:
        card = _card(recipe, base, mixture, report, start)
        write_adapter(job.model_dir / NAME, model, card)
        figures = asdict(report) | {"lists": len(rows), "left_out": mixture.left_out}
        text = json.dumps(figures, indent=2)
        (job.model_dir / "metrics.json").write_text(f"{text}\n", "utf-8")


def adapted(model: Any, recipe: RerankerRecipe, rank: int, start: Path | None) -> Any:
    """The cross-encoder with new LoRA matrices in its upper layers, or with those in a folder."""
    from peft import LoraConfig

    for part in model.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0  # measured: costs a third of the time, and one pass overfits nothing
    if start is not None:
        return load_adapter(model, start, trainable=True)
    upper = "|".join(map(str, range(recipe.local_layers, recipe.layers)))
    target = rf"bert\.encoder\.layer\.({upper})\..*(query|key|value|dense)"
    layers = LoraConfig(
        r=rank, lora_alpha=2 * rank, target_modules=target, modules_to_save=["head"]
    )
    return add_adapter(model, layers)


def _mixture(job: Job, settings: RerankerSettings) -> RelevanceMixture:
    if "train" in job.channels:
        return _shop_mixture(job.channel("train"), settings.seed)
    folder = job.channel("public")
    if settings.data == "public":
        return public_lists(folder, RelevanceSizes(), seed=settings.seed)
    longest = RelevanceSizes().longest
    return epqa_lists(folder, held_out=settings.held_out, longest=longest, seed=settings.seed)


def _shop_mixture(folder: Path, seed: int) -> RelevanceMixture:
    from training.data.cleaning.preparation import prepare
    from training.data.pairs import query_product_pairs, question_evidence_pairs
    from training.data.reading.shop_tables import read_shop

    shop = prepare(read_shop(folder))
    return shop_lists(question_evidence_pairs(shop), query_product_pairs(shop), others=5, seed=seed)


def _base_weights(job: Job, recipe: RerankerRecipe, scratch: Path) -> BaseWeights:
    return resolve_base_weights(
        recipe,
        local=job.channels.get("base"),
        scratch=scratch,
        progress=Progress(quiet=not job.is_main),
    )


def _card(
    recipe: RerankerRecipe,
    base: BaseWeights,
    mixture: RelevanceMixture,
    report: FitReport,
    start: Path | None,
) -> AdapterCard:
    before = read_card(start) if start else None
    own = tuple(
        DataSource(name, mixture.licences[name], rows) for name, rows in mixture.rows().items()
    )
    fingerprint = _fingerprint(mixture.lists, before)
    return AdapterCard(
        name=NAME,
        kind=recipe.kind,
        base=recipe.hub.repository,
        base_source=base.source,
        licence=recipe.licence,
        data=(*(before.data if before else ()), *own),
        data_fingerprint=fingerprint,
        command=COMMAND if not before else f"{before.command}\n{SECOND_COMMAND}",
        seconds=round(report.seconds + (before.seconds if before else 0)),
        machine=f"{platform.machine()}, {torch.get_num_threads()} threads",
        figures={
            "training loss, first": report.first_loss,
            "training loss, last": report.last_loss,
        },
        intended_use="Orders passages by how well they answer a shopper's question, and products "
        "by how well they serve a query. English and Chinese.",
        limits="Judged questions were English alone; Chinese comes from the base model and from "
        "pseudo-queries. A score says nothing about whether the text is true.",
    )


COMMAND = """\
shopguide train reranker --channel public=../shared/data --channel teacher=E5 \\
    --channel teacher_en=MINILM --set lists=3000 --set steps=300 --local --out public"""
SECOND_COMMAND = """\
shopguide train reranker --channel public=../shared/data --set data=epqa --set steps=98 \\
    --set learning_rate=3e-4 --channel start=public/model/shopguide-reranker --local --out all"""


def _fingerprint(lists: Sequence[RelevanceList], before: AdapterCard | None) -> str:
    content = json.dumps([asdict(each) for each in lists], sort_keys=True)
    earlier = before.data_fingerprint if before else ""
    return hashlib.sha256(f"{earlier}{content}".encode()).hexdigest()[:12]
