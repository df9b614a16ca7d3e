"""Reviews with what they think of their product: labelled Chinese ones, English ones with stars."""

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shopguide.text.normalise import clean_text

LONGEST = 160
"""Characters of a Chinese review: what one clause says, a whole page does not teach."""

LONGEST_ENGLISH = 400
AMAZON_SETS = ("Magazine_Subscriptions_5", "Gift_Cards_5")


@dataclass(frozen=True, slots=True)
class LabelledReview:
    """A review as the encoder sees it, of which category, and whether it praises."""

    category: str
    text: str
    praises: bool


@dataclass(frozen=True, slots=True)
class RatedReview:
    """An English review with its stars, 1 to 5, and the product it is about."""

    product_id: str
    text: str
    stars: float


def read_zh_reviews(path: Path, per_class: int) -> list[LabelledReview]:
    """At most `per_class` reviews of each category and label, drawn with seed 0; short first."""
    rows = [row for row in _zh_rows(path) if 2 <= len(row.text) <= LONGEST]
    random.Random(0).shuffle(rows)
    kept: dict[tuple[str, bool], list[LabelledReview]] = {}
    for row in rows:
        kept.setdefault((row.category, row.praises), []).append(row)
    chosen = [row for those in kept.values() for row in those[:per_class]]
    return sorted(chosen, key=lambda row: len(row.text))


def read_amazon(folder: Path) -> list[LabelledReview]:
    """English reviews of both sets: four stars and more praise, two and fewer do not."""
    rows = [
        LabelledReview(name, row.text[:LONGEST_ENGLISH], row.stars > 3)
        for name in AMAZON_SETS
        for row in read_rated(folder / f"{name}.json.gz")
        if row.stars != 3
    ]
    return sorted(rows, key=lambda row: len(row.text))


def read_rated(path: Path) -> Iterator[RatedReview]:
    """The reviews of one set."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = clean_text(f"{row.get('summary', '')}. {row.get('reviewText', '')}")
            yield RatedReview(row["asin"], text, float(row["overall"]))


def _zh_rows(path: Path) -> Iterator[LabelledReview]:
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as file:
        for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig")):
            yield LabelledReview(row["cat"], clean_text(row["review"]), row["label"] == "1")
