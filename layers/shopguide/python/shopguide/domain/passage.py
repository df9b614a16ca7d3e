"""Passages: the pieces of text that answers are built from, and cite."""

from dataclasses import dataclass
from enum import StrEnum

from shopguide.domain.json_value import JsonObject, JsonValue


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
    is the question that a Q&A pair answers, `title` that of a review or an article. `language` is
    ``zh`` or ``en``. `source` names the row it came from, e.g. ``qa:17``. `date` is ISO 8601, or
    empty.
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
    title: str = ""


def passage_to_json(passage: Passage) -> dict[str, JsonValue]:
    """The passage as a JSON object, without empty members; `passage_from_json` reads it back."""
    record: dict[str, JsonValue] = {
        "passage_id": passage.passage_id,
        "kind": passage.kind.value,
        "text": passage.text,
        "product_id": passage.product_id,
        "question": passage.question,
        "language": passage.language,
        "source": passage.source,
        "date": passage.date,
        "rating": passage.rating,
        "title": passage.title,
    }
    return {name: value for name, value in record.items() if value not in ("", None)}


def passage_from_json(record: JsonObject) -> Passage:
    """Read what `passage_to_json` wrote.

    Raises:
        KeyError: where the id, the kind or the text is missing.
    """
    rating = record.get("rating")
    return Passage(
        passage_id=str(record["passage_id"]),
        kind=PassageKind(str(record["kind"])),
        text=str(record["text"]),
        product_id=str(record.get("product_id", "")),
        question=str(record.get("question", "")),
        language=str(record.get("language", "en")),
        source=str(record.get("source", "")),
        date=str(record.get("date", "")),
        rating=float(rating) if isinstance(rating, int | float) else None,
        title=str(record.get("title", "")),
    )
