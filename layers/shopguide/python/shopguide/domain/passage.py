"""Passages: the pieces of text that answers are built from, and cite."""

from dataclasses import dataclass
from enum import StrEnum


class PassageKind(StrEnum):
    """Where a passage comes from."""

    ATTRIBUTE = "attribute"
    DESCRIPTION = "description"
    QA = "qa"
    REVIEW = "review"
    ARTICLE = "article"
    VERIFIED_ANSWER = "verified_answer"


@dataclass(frozen=True, slots=True)
class Passage:
    """One citable piece of evidence.

    `product_id` is empty for shop-wide text. `text` is what may be quoted to a shopper; `question`
    is the question that a Q&A pair answers. `language` is ``zh`` or ``en``. `source` names the row
    it came from. `date` is ISO 8601, or empty.
    """

    passage_id: str
    kind: PassageKind
    text: str
    product_id: str = ""
    question: str = ""
    language: str = "en"
    source: str = ""
    date: str = ""
    rating: float | None = None
