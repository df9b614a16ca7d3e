"""Answers: grounded in cited evidence, or an honest abstention."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shopguide.domain.passage import Passage


class ComposedBy(StrEnum):
    """How the text of an answer came about."""

    EXTRACTION = "extraction"
    GENERATION = "generation"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Citation:
    """Sentence number `sentence` (0-based) of the answer stands in `passage`."""

    sentence: int
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention (`abstained`, with the closest passages in `closest`).

    `confidence` is the calibrated probability that the evidence answers the question. `notes` say
    in stable words what was degraded, e.g. ``generator_unavailable``.
    """

    answer_id: str
    question: str
    text: str
    abstained: bool
    confidence: float
    composed_by: ComposedBy
    language: str
    product_id: str = ""
    citations: Sequence[Citation] = ()
    closest: Sequence[Passage] = ()
    notes: Sequence[str] = field(default_factory=tuple)
