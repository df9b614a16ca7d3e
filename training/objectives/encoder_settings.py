"""What the encoder objective can be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.errors import TrainingInputError
from training.loop.settings import FitSettings
from training.models.known_models import ENCODERS

NAME = "shopguide-e5-small"
SMALL: Mapping[str, Any] = {
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
