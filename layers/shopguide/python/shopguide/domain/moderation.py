"""Moderation cases: questions that people answer where ShopGuide could not, or answered badly."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
        product_fingerprint: Of the product when it was verified; another one now makes it stale.
        note: Why it was rejected, or what the shopper said.
        opened_at: When it was first asked.
        changed_at: When it last changed.
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
