"""Reads the shared benchmark data and writes it as catalogue files of ours."""

import csv
import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_COLUMNS = ("id", "title", "description", "brand", "price", "availability", "image_link")


def data_folder() -> Path:
    """``SHOPGUIDE_DATA``, by default ``../shared/data``; exits saying so where it is absent."""
    folder = Path(os.environ.get("SHOPGUIDE_DATA", "../shared/data"))  # noqa: TID251
    if not (folder / "icecat").is_dir():
        sys.exit(f"Skipped: no benchmark data in {folder}. Set SHOPGUIDE_DATA to its folder.")
    return folder


def write_icecat_catalogue(target: Path) -> int:
    """Write the 19,406 Icecat products as one products file; returns their number."""
    seen: set[str] = set()
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*_COLUMNS, "attributes"])
        for product in _icecat_products():
            if product["id"] not in seen:
                seen.add(product["id"])
                writer.writerow(_icecat_row(product))
    return len(seen)


def icecat_qrels() -> dict[str, dict[str, int]]:
    """Human ratings 0-3 of the development queries that have a rating above 0."""
    qrels: dict[str, dict[str, int]] = {}
    path = data_folder() / "icecat" / "ratings-dev.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            qrels.setdefault(row["query"], {})[row["docid"]] = int(row["rating"])
    return {query: grades for query, grades in qrels.items() if max(grades.values()) > 0}


def write_zh_catalogue(target: Path) -> int:
    """Write the 2,083 Chinese marketplace titles as one products file; returns their number."""
    rows = _tsv(data_folder() / "zh-retrieval" / "docs.tsv")
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "title"])
        writer.writerows((row["doc_id"], row["title"]) for row in rows)
    return len(rows)


def zh_queries() -> dict[str, str]:
    """Shopper query -> the id of its one right product."""
    rows = _tsv(data_folder() / "zh-retrieval" / "queries-dev.tsv")
    return {row["query"]: row["doc_id"] for row in rows}


def _icecat_products() -> Iterator[dict[str, Any]]:
    for number in (1, 2, 3, 4):
        with zipfile.ZipFile(data_folder() / "icecat" / f"{number}.json.zip") as archive:
            yield from json.loads(archive.read(archive.namelist()[0]))


def _icecat_row(product: dict[str, Any]) -> list[str]:
    attributes = {
        name.split("_", 2)[2]: str(value)
        for name, value in product.items()
        if name.startswith("attr_")
    }
    cents = int(product.get("price") or 0)
    return [
        product["id"],
        product.get("title") or product["name"],
        product.get("short_description") or "",
        product.get("supplier") or "",
        f"{cents / 100:.2f} USD" if cents else "",
        "in_stock",
        product.get("img_500x500") or "",
        json.dumps(attributes, ensure_ascii=False),
    ]


def _tsv(path: Path) -> list[dict[str, str]]:
    text = path.read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
