"""Reviews with stars and the products they are about, of the Amazon review data of 2018.

Ni, Li & McAuley 2019, https://nijianmo.github.io/amazon/. It states no licence ("research use"), so
what is trained on it is measured and thrown away.
"""

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shopguide.text.language import detect_language
from shopguide.text.normalise import clean_text
from training.data.examples import RatedReview

LICENCE = "none stated (research use)"

_TAG = re.compile(r"<[^>]*>?")
_MAX_DESCRIPTION_CHARACTERS = 300


def read_rated_reviews(folder: Path, category: str) -> dict[str, list[RatedReview]]:
    """Reviews of ``<category>_5.json.gz`` beside what ``meta_<category>.json.gz`` says, by ASIN.

    Reviews without text, and those of the same words as one before, are left out.
    """
    products = {
        row["asin"]: _product_text(row) for row in _rows(folder / f"meta_{category}.json.gz")
    }
    reviews: dict[str, list[RatedReview]] = {}
    seen = set()
    for row in _rows(folder / f"{category}_5.json.gz"):
        text = _clean(f"{row.get('summary', '')}. {row.get('reviewText', '')}")
        if not row.get("reviewText") or text in seen:
            continue
        seen.add(text)
        product = products.get(row["asin"], "")
        rated = RatedReview(text, product, float(row["overall"]), detect_language(text))
        reviews.setdefault(row["asin"], []).append(rated)
    return reviews


def _product_text(row: dict[str, Any]) -> str:
    """Title (where it is no scraped HTML), brand and description."""
    parts = [row.get("title", ""), row.get("brand", ""), " ".join(row.get("description", ()))]
    cleaned = (_clean(part)[:_MAX_DESCRIPTION_CHARACTERS] for part in parts)
    return ". ".join(part for part in cleaned if part)


def _clean(text: str) -> str:
    return clean_text(_TAG.sub(" ", html.unescape(text)))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
