"""Lets the encoder read a shop's own texts: it guesses words that were hidden from it.

    shopguide train masked_language_model --data SHOP --local --out read
    shopguide train encoder --data SHOP --channel start=read/model/shop-reader --local

Masked language modelling (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) with LoRA on every
layer; the encoder objective can go on from the adapter. The head that guesses is made here and
thrown away: the encoders that are served come without one. Without a shop (channel ``train``) it
reads the texts of the public sets (channel ``public``). Whether it helps search: training/LOG.md.
"""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from shopguide.domain.bundle import BundleKind
from training.data.text_sets import TextSetSizes, public_sets
from training.errors import TrainingInputError
from training.loop.fit import FitReport, fit
from training.loop.job import Job
from training.loop.settings import FitSettings
from training.models.adapter_card import AdapterCard, DataSource
from training.models.adapters import add_adapter, write_adapter
from training.models.encoder import read_cut_base
from training.models.encoder_weights import EncoderWeights
from training.models.known_models import ENCODERS, EncoderRecipe
from training.models.progress import Progress

SMALL: Mapping[str, Any] = {
    "steps": 20, "batch_size": 8, "texts": 200, "max_tokens": 48, "rank": 8, "learning_rate": 2e-3,
}  # fmt: skip
_IGNORED = -100
_MARKS = 2
"""Tokens that stand around every text."""
_MASKED, _RANDOM = 0.8, 0.1
"""Of the chosen tokens: shares that become the mask and another token; the rest stays (Devlin)."""


@dataclass(frozen=True, kw_only=True)
class MaskedLanguageModelSettings(FitSettings):
    """As for every objective, and what this one adds.

    Attributes:
        batch_size: Texts a process and step.
        name: Of the adapter.
        base_model: The encoder that reads.
        rank: Of the LoRA matrices; their scale is 1.
        masked_share: Of the tokens that it must guess.
        max_tokens: Of a text; longer ones lose their end.
        texts: At most so many.
    """

    steps: int = 400
    batch_size: int = 32
    learning_rate: float = 5e-4
    name: str = "shop-reader"
    base_model: str = "multilingual-e5-small"
    rank: int = 32
    masked_share: float = 0.15
    max_tokens: int = 64
    texts: int = 50_000


SETTINGS = MaskedLanguageModelSettings


class GuessLoss(nn.Module):
    """An encoder with a head that guesses hidden tokens by their word vectors."""

    def __init__(self, bert: Any) -> None:
        super().__init__()
        width = bert.config.hidden_size
        self.bert = bert
        self.head = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.bias = nn.Parameter(torch.zeros(bert.config.vocab_size))

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor
    ) -> dict[str, Tensor]:
        """Mean cross-entropy of the hidden tokens; all arguments are ``[texts, length]``."""
        states = self.bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).last_hidden_state
        hidden = labels != _IGNORED
        # the vocabulary is the widest matrix, so only hidden tokens go through it
        words = self.bert.embeddings.word_embeddings.weight
        logits = self.head(states[hidden]) @ words.T + self.bias
        return {"loss": nn.functional.cross_entropy(logits.float(), labels[hidden])}


@dataclass(frozen=True, slots=True)
class HideTokens:
    """Token ids of some texts -> a padded batch with some tokens hidden, at random.

    Attributes:
        share: Of the tokens; at least one of each text.
        mask: Id of the mask.
        vocabulary: Number of tokens.
    """

    share: float
    mask: int
    vocabulary: int

    def __call__(self, texts: list[list[int]]) -> dict[str, Tensor]:
        """``input_ids, attention_mask, labels``, each ``[texts, longest]``."""
        lines = [torch.tensor(ids) for ids in texts]
        input_ids = nn.utils.rnn.pad_sequence(lines, batch_first=True)
        lengths = torch.tensor([len(line) for line in lines])[:, None]
        places = torch.arange(input_ids.shape[1])[None]
        inner = (places > 0) & (places < lengths - 1)  # all but the first and the last mark
        draw = torch.rand(input_ids.shape).masked_fill(~inner, 2.0)
        hidden = (draw < self.share) | ((draw == draw.amin(dim=1, keepdim=True)) & inner)
        labels = input_ids.masked_fill(~hidden, _IGNORED)
        fate = torch.rand(input_ids.shape)
        swapped = hidden & (fate >= _MASKED) & (fate < _MASKED + _RANDOM)
        input_ids = input_ids.masked_fill(hidden & (fate < _MASKED), self.mask)
        others = torch.randint(self.vocabulary, input_ids.shape)
        return {
            "input_ids": torch.where(swapped, others, input_ids),
            "attention_mask": (places < lengths).long(),
            "labels": labels,
        }


def run(job: Job, settings: MaskedLanguageModelSettings) -> None:
    """Train, and write ``<model_dir>/<name>/`` and ``metrics.json``.

    Raises:
        TrainingInputError: no texts.
        BundleError: no base weights.
    """
    recipe = ENCODERS[settings.base_model]
    source, weights = read_cut_base(
        recipe, local=job.channels.get("base"), progress=Progress(quiet=not job.is_main)
    )
    texts = read_texts(job, settings)
    torch.manual_seed(settings.seed)  # of the LoRA matrices and the head
    adapted = _adapted(weights, settings.rank)
    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    tokenizer.no_padding()
    tokenizer.enable_truncation(min(settings.max_tokens, recipe.max_tokens))
    lines = [line.ids for line in tokenizer.encode_batch(texts)]
    collate = HideTokens(settings.masked_share, mask_id(tokenizer), tokenizer.get_vocab_size())
    loss = GuessLoss(adapted.get_base_model())
    report = fit(job, loss, [ids for ids in lines if len(ids) > _MARKS], collate, settings)
    if job.is_main:
        card = _card(recipe, source, settings, texts, report)
        write_adapter(job.model_dir / settings.name, adapted, card)
        figures = json.dumps(asdict(report) | {"texts": len(texts)}, indent=2)
        (job.model_dir / "metrics.json").write_text(f"{figures}\n", "utf-8")


def read_texts(job: Job, settings: MaskedLanguageModelSettings) -> list[str]:
    """The shop's texts, or else those of the public sets.

    Raises:
        TrainingInputError: there are none.
    """
    if "train" in job.channels:
        texts = list(islice(_shop_texts(job.channel("train")), settings.texts))
    else:
        sets = public_sets(job.channel("public"), TextSetSizes(), seed=settings.seed)
        texts = [text for one in sets for text in one.texts][: settings.texts]
    kept = [text for text in dict.fromkeys(texts) if text]
    if not kept:
        raise TrainingInputError(
            "The shop's files hold no text to read.",
            fix="Add products with titles and descriptions, reviews or articles.",
            field="train",
        )
    return kept


def mask_id(tokenizer: Tokenizer) -> int:
    """Id of the token that hides another.

    Raises:
        TrainingInputError: the tokenizer has none.
    """
    for piece in ("<mask>", "[MASK]"):
        if (found := tokenizer.token_to_id(piece)) is not None:
            return found
    raise TrainingInputError(
        "The base model's tokenizer has no mask token.", fix="Choose another base_model."
    )


def _shop_texts(folder: Path) -> Any:
    from training.data.cleaning.preparation import prepare
    from training.data.pairs import language_model_texts
    from training.data.reading.shop_tables import read_shop

    return language_model_texts(prepare(read_shop(folder)))


def _adapted(weights: EncoderWeights, rank: int) -> Any:
    from peft import LoraConfig

    layers = LoraConfig(r=rank, lora_alpha=rank, target_modules=["query", "key", "value", "dense"])
    return add_adapter(weights.to_bert(), layers)


def _card(
    recipe: EncoderRecipe,
    source: str,
    settings: MaskedLanguageModelSettings,
    texts: Sequence[str],
    report: FitReport,
) -> AdapterCard:
    return AdapterCard(
        name=settings.name,
        kind=BundleKind.ENCODER,
        base=recipe.hub.repository,
        base_source=source,
        licence=recipe.licence,
        data=(DataSource("texts that it read", "that of the data", len(texts)),),
        data_fingerprint=hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12],
        command="shopguide train masked_language_model --data SHOP --local",
        seconds=round(report.seconds),
        machine=f"{platform.machine()}, {torch.get_num_threads()} threads",
        figures={
            "training loss, first": report.first_loss,
            "training loss, last": report.last_loss,
        },
        intended_use="A start for the encoder objective where a shop's words are rare elsewhere.",
        limits="By itself it ranks worse than its base: it was trained to guess words, not to "
        "compare texts.",
    )
