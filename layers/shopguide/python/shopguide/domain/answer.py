"""Answers: grounded in cited evidence, or an honest abstention."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shopguide.domain import degraded
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.question import QuestionKind


class Compose(StrEnum):
    """How the caller wants an answer to be put into words."""

    AUTO = "auto"
    EXTRACT = "extract"
    GENERATE = "generate"


class ComposedBy(StrEnum):
    """How the text of an answer came about."""

    EXTRACTION = "extraction"
    """Quoted from passages."""

    GENERATION = "generation"
    """Put into words from passages, and checked against them."""

    COMPUTATION = "computation"
    """Counted or compared over the products of the shop."""

    TEMPLATE = "template"
    """A sentence of ours around values that passages have; refusals and greetings too."""

    NONE = "none"
    """Not at all: an abstention."""


class Verdict(StrEnum):
    """What a yes-or-no question is answered with."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class AnswerNote(StrEnum):
    """What a caller should know about how an answer came about."""

    GENERATOR_UNAVAILABLE = degraded.GENERATOR_UNAVAILABLE
    """Generation was asked for, but no generator answered in time: extracted instead."""

    GENERATION_UNSUPPORTED = "generation_unsupported"
    """The generated text said what the evidence does not: extracted instead."""

    GENERATION_ABSTAINED = "generation_abstained"
    """The generator was asked and found no answer in the evidence: the answer is an abstention."""

    GENERATION_NOT_IN_LANGUAGE = "generation_not_in_language"
    """No generator speaks the language of the question: extracted instead."""

    EVIDENCE_IN_OTHER_LANGUAGE = "evidence_in_other_language"
    """The quoted evidence is not in the language of the answer."""

    PRODUCT_NOT_NAMED = "product_not_named"
    """The question named no product: the answer is about `Answer.product_id`, the nearest one."""

    CONFIDENCE_NOT_CALIBRATED = "confidence_not_calibrated"
    """The encoder is not one that the confidence was fitted for: take it as a rank, not a share."""

    CASE_NOT_OPENED = "case_not_opened"
    """The abstention could not be handed to people."""

    ANSWER_NOT_KEPT = "answer_not_kept"
    """The answer could not be kept: no feedback on it is possible."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a shopper asks, about one product or (empty `product_id`) the shop.

    `language` is ``zh``, ``en``, or empty to find out from the text.
    """

    text: str
    product_id: str = ""
    compose: Compose = Compose.AUTO
    language: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """Sentence number `sentence` (0-based) of the answer stands in `passage`.

    `score` is the probability that this passage answers the question.
    """

    sentence: int
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, or an abstention (`abstained`, with the closest passages in `closest`).

    `confidence` is the calibrated probability that the evidence answers the question. `product_id`
    is the product that the answer is about. `notes` are values of `AnswerNote`. Price and stock are
    those of `answered_at` (UTC).

    `kind` is what the question was read as, None where it was not read; `verdict` is there for a
    question of yes or no. `products` are those that a computed answer or a comparison names, in its
    order. `parts` are the answers to the questions that one text asked, empty for a single one.
    `case_id` names the moderation case of an abstention, empty where none was opened.
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
    answered_at: datetime | None = None
    kind: QuestionKind | None = None
    verdict: Verdict | None = None
    products: Sequence[Product] = ()
    parts: "Sequence[Answer]" = ()
    case_id: str = ""
