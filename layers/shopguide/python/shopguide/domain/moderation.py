"""Moderation cases: questions that people answer where ShopGuide could not, or answered badly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shopguide.domain.passage import Passage


class CaseReason(StrEnum):
    """Why people should look at a question."""

    ABSTAINED = "abstained"
    """The shop's data has no answer."""

    DISLIKED = "disliked"
    """A shopper said that the answer, or the abstention, did not help."""

    HAND_OVER = "hand_over"
    """A shopper asked for a person."""

    STALE = "stale"
    """The product changed after somebody verified the answer."""


class CaseStatus(StrEnum):
    """How far a case is."""

    OPEN = "open"
    ANSWERED = "answered"
    REJECTED = "rejected"


class Rating(StrEnum):
    """What a shopper thinks of an answer or an abstention."""

    UP = "up"
    DOWN = "down"


VERIFIED_SOURCE = "verified:"
"""A verified answer's `Passage.source` and `Passage.passage_id` are this and its case's id."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What is remembered of an answer for a while: no shopper, no personal data.

    Attributes:
        answer_id: As the answer had it.
        question: What was asked, redacted.
        language: ``zh`` or ``en``.
        product_id: What it was about, empty for the shop.
        kind: Value of `QuestionKind`, empty where the question was not read.
        text: What it said, redacted.
        abstained: Whether it said that the shop's data does not say.
        composed_by: Value of `ComposedBy`.
        passages: Those that it cited, or that an abstention showed instead.
        case_id: Of its moderation case, empty where none was opened.
        answered_at: UTC.
    """

    answer_id: str
    question: str
    language: str
    product_id: str
    kind: str
    text: str
    abstained: bool
    composed_by: str
    passages: tuple[Passage, ...]
    case_id: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class AnswerBasis:
    """The product as it was when somebody verified an answer about it, in fingerprints.

    Attributes:
        offer: Of price and stock, empty where the answer states neither.
        attributes: Of every attribute, by name.
        rests_on: Names of the attributes that the answer is about, as far as its words tell.
    """

    offer: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModerationCase:
    """One question that waits for a person, or was dealt with by one.

    The same question about the same product is one case, however often it is asked.

    Attributes:
        case_id: 32 hex digits.
        status: How far it is.
        reason: Why it was opened.
        question: What was asked, without personal data.
        language: ``zh`` or ``en``.
        product_id: What it is about, empty for the shop.
        asked: How often.
        answer_id: The last answer that was given to it.
        answer_text: What that said.
        verified_text: What a person answered; empty while nobody has.
        verified_by: Who that was.
        product_fingerprint: Of the product's texts when it was verified; another one now makes it
            stale.
        note: Why it was rejected, or what the shopper said.
        opened_at: When it was first asked.
        changed_at: When it came to be of this status.
        closest: The passages that the last answer cited, or that an abstention showed instead.
        verified_at: When a person answered, None while nobody has.
        changed_by: Who brought it to this status, empty for ShopGuide itself.
        in_use: Whether shoppers are answered with `verified_text`.
        basis: What else of the product the verified answer rests on.
        revision: Raised by every change but that of `asked`.
        waited_seconds: How long it had been open when somebody answered it last.
    """

    case_id: str
    status: CaseStatus
    reason: CaseReason
    question: str
    language: str
    product_id: str
    asked: int
    answer_id: str
    answer_text: str
    verified_text: str
    verified_by: str
    product_fingerprint: str
    note: str
    opened_at: datetime
    changed_at: datetime
    closest: tuple[Passage, ...] = ()
    verified_at: datetime | None = None
    changed_by: str = ""
    in_use: bool = False
    basis: AnswerBasis = field(default_factory=AnswerBasis)
    revision: int = 0
    waited_seconds: float = 0.0
