"""Reads the shared benchmark data; each function is told the folder it lies in."""

import csv
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.evaluate.metrics import Qrels


def icecat_products(data: Path) -> Iterator[dict[str, Any]]:
    """All Icecat products as they lie in the files, some of them twice."""
    for number in (1, 2, 3, 4):
        with zipfile.ZipFile(data / "icecat" / f"{number}.json.zip") as archive:
            yield from json.loads(archive.read(archive.namelist()[0]))


def icecat_texts(data: Path) -> dict[str, str]:
    """Product id -> title, short description and supplier of all Icecat products."""
    return {
        product["id"]: ". ".join(
            filter(None, (product.get(n) for n in ("title", "short_description", "supplier")))
        )
        for product in icecat_products(data)
    }


def icecat_ratings(data: Path) -> Iterator[tuple[str, str, int]]:
    """Query, product id and human rating 0-3 of the development queries."""
    with (data / "icecat" / "ratings-dev.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["query"], row["docid"], int(row["rating"])


def icecat_qrels(data: Path) -> Qrels:
    """Ratings of the development queries that have a rating above 0."""
    qrels: dict[str, dict[str, int]] = {}
    for query, product, rating in icecat_ratings(data):
        qrels.setdefault(query, {})[product] = rating
    return {query: grades for query, grades in qrels.items() if max(grades.values()) > 0}


def zh_texts(data: Path) -> dict[str, str]:
    """Id -> title of the Chinese marketplace products."""
    return dict(_tsv(data / "zh-retrieval" / "docs.tsv"))


def zh_queries(data: Path) -> dict[str, str]:
    """Shopper query -> the id of its one right product."""
    return dict(_tsv(data / "zh-retrieval" / "queries-dev.tsv"))


def _tsv(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [(first, second) for first, second in (line.split("\t") for line in lines if line)]
