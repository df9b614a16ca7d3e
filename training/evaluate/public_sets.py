"""Public data sets as files of the kind that `shopguide evaluate` takes.

    python -m training.evaluate.public_sets icecat --data ../shared/data --out icecat
    shopguide evaluate search --products icecat/products.csv --queries icecat/queries.csv

Sets: ``icecat`` (electronics, English, human ratings) and ``zh-retrieval`` (marketplace titles,
Chinese, one right product a query).
"""

import argparse
import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from training.evaluate.benchmark_data import icecat_products, icecat_ratings, zh_queries, zh_texts

_COLUMNS = ("id", "title", "description", "brand", "price", "availability", "image_link")

_TYPE = "attr_t_product_type"
"""What a twelfth of the products says that it is: the only category that the set has."""


def main() -> None:
    """Write the files and say where."""
    parser = argparse.ArgumentParser(description="Writes public data sets as files to evaluate on.")
    parser.add_argument("set", choices=sorted(_SETS))
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    options = parser.parse_args()
    if not (options.data / options.set).is_dir():
        parser.error(f"there is no folder {options.set} in {options.data}")
    options.out.mkdir(parents=True, exist_ok=True)
    write_products, write_queries = _SETS[options.set]
    products = write_products(options.data, options.out / "products.csv")
    queries = write_queries(options.data, options.out / "queries.csv")
    print(f"{options.out / 'products.csv'}: {products:,} products")
    print(f"{options.out / 'queries.csv'}: {queries:,} ratings")


def write_icecat_products(data: Path, target: Path) -> int:
    """Write the 19,406 Icecat products as one products file; returns their number."""
    unique = {product["id"]: product for product in reversed(list(icecat_products(data)))}
    rows = (_icecat_row(product) for product in reversed(unique.values()))
    return _write(target, (*_COLUMNS, "product_type", "attributes"), rows)


def write_zh_products(data: Path, target: Path) -> int:
    """Write the 2,083 Chinese marketplace titles as one products file; returns their number."""
    return _write(target, ("id", "title"), zh_texts(data).items())


def write_icecat_queries(data: Path, target: Path) -> int:
    """Write all ratings of the development queries; returns their number."""
    return _write(target, ("query", "product_id", "rating"), icecat_ratings(data))


def write_zh_queries(data: Path, target: Path) -> int:
    """Write the one right product of each development query; returns the number of queries."""
    rows = ((query, product, 1) for query, product in zh_queries(data).items())
    return _write(target, ("query", "product_id", "rating"), rows)


def _icecat_row(product: dict[str, Any]) -> Iterator[str]:
    attributes = {
        name.split("_", 2)[2]: str(value)
        for name, value in product.items()
        if name.startswith("attr_") and name != _TYPE
    }
    cents = int(product.get("price") or 0)
    yield product["id"]
    yield product.get("title") or product["name"]
    yield product.get("short_description") or ""
    yield product.get("supplier") or ""
    yield f"{cents / 100:.2f} USD" if cents else ""
    yield "in_stock"
    yield product.get("img_500x500") or ""
    yield product.get(_TYPE) or ""
    yield json.dumps(attributes, ensure_ascii=False)


def _write(target: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


_SETS: dict[str, tuple[Callable[[Path, Path], int], Callable[[Path, Path], int]]] = {
    "icecat": (write_icecat_products, write_icecat_queries),
    "zh-retrieval": (write_zh_products, write_zh_queries),
}


if __name__ == "__main__":
    main()
