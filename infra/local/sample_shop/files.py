"""The sample shop's files, as a catalogue team and an app would hand them over."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date
from pathlib import Path

from infra.local.sample_shop.broken import broken_rows
from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.questions import sample_questions
from infra.local.sample_shop.reviews import sample_reviews
from infra.local.sample_shop.rows import PRODUCT_COLUMNS, product_row
from infra.local.sample_shop.shoppers import SHOP_TIME, SampleInteraction, sample_interactions
from infra.local.sample_shop.vocabulary import load_vocabulary

LAST_DAY = date(2026, 10, 31)
"""The shop's last day unless told otherwise: nothing in it is younger."""


def write_sample_shop(folder: Path, last_day: date = LAST_DAY) -> list[Path]:
    """Write every file into `folder` (created if need be); their paths in the order of use.

    Equal arguments give equal bytes. `last_day` only moves dates: with today's, the interactions
    look as if they had just happened.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in FILES.items():
        path = folder / name
        path.write_text(content(last_day), encoding="utf-8", newline="")
        paths.append(path)
    return paths


def _products(_: date) -> str:
    return _csv(PRODUCT_COLUMNS, map(product_row, sample_products()))


def _questions(last_day: date) -> str:
    return _csv(
        ("id", "product_id", "question", "answer", "date"),
        (
            {
                "id": pair.question_id,
                "product_id": pair.product_id,
                "question": pair.question,
                "answer": pair.answer,
                "date": pair.asked_on.isoformat(),
            }
            for pair in sample_questions(last_day)
        ),
    )


def _reviews(last_day: date) -> str:
    return _csv(
        ("id", "product_id", "rating", "text", "date"),
        (
            {
                "id": review.review_id,
                "product_id": review.product_id,
                "rating": str(review.rating),
                "text": review.text,
                "date": review.written_on.isoformat(),
            }
            for review in sample_reviews(last_day)
        ),
    )


def _articles(last_day: date) -> str:
    return _csv(
        ("id", "title", "text", "date"),
        (
            {
                "id": f"{article.key}-{language}",
                "title": article.title[language],
                "text": article.text[language],
                "date": last_day.isoformat(),
            }
            for article in load_vocabulary().articles
            for language in article.title
        ),
    )


def _interactions(last_day: date) -> str:
    """One event a line, as ``POST /v1/events`` takes them in batches."""
    return "".join(
        json.dumps(_event(number, event)) + "\n"
        for number, event in enumerate(sample_interactions(last_day), start=1)
    )


def _event(number: int, event: SampleInteraction) -> Mapping[str, object]:
    paid = {} if event.value is None else {"value": f"{event.value}.00", "currency": "CNY"}
    return {
        "event_id": f"sample-{number:05}",
        "event_name": event.kind.value,
        "shopper_id": event.shopper_id,
        "product_id": event.product_id,
        "timestamp": event.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        **paid,
        "context": {
            "device": event.device,
            "hour": event.occurred_at.astimezone(SHOP_TIME).hour,
            "country": event.country,
        },
    }


def _broken(_: date) -> str:
    return _csv(PRODUCT_COLUMNS, broken_rows())


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


FILES: Mapping[str, Callable[[date], str]] = {
    "products.csv": _products,
    "qa.csv": _questions,
    "reviews.csv": _reviews,
    "articles.csv": _articles,
    "interactions.jsonl": _interactions,
    "broken.csv": _broken,
}
"""What makes each file's text, given the shop's last day."""
