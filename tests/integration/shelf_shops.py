"""Shops to ask shelf questions of: catalogue rows in an index, with the words of them."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np

from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.rows import product_row
from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.answer.shelf.service import ShelfAnswers
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.indexing.lexicon import LexiconBuilder
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.active import ActiveMerchandising
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema
from shopguide.text.query.starter_synonyms import starter_synonyms
from training.evaluate.public_sets import write_icecat_products

_COLUMNS = ("color", "size", "gender", "material")
_ABOUT_NOTHING = np.ones(2, dtype=np.float32)
"""No shelf question looks at a vector."""


@dataclass(frozen=True, slots=True)
class ShelfShop:
    """Rows of a catalogue, and what answers questions about them."""

    rows: Sequence[Mapping[str, str]]
    shelf: ShelfAnswers
    index: VectorIndex


def sample_rows() -> list[dict[str, str]]:
    """All rows of the sample shop."""
    return [product_row(product) for product in sample_products()]


def icecat_rows(data: Path) -> list[dict[str, str]]:
    """All 19,406 rows of the Icecat catalogue."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "products.csv"
        write_icecat_products(data, file)
        with file.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))


def product_of_row(row: Mapping[str, str]) -> Product:
    """A row as an import makes a product of it."""
    attributes = json.loads(row["attributes"]) if row["attributes"] else {}
    columns = {name: row[name] for name in _COLUMNS if row.get(name)}
    return Product(
        row["id"],
        row["title"],
        description=row["description"],
        brand=row["brand"],
        product_type=row["product_type"],
        price=_money(row["price"]),
        sale_price=_money(row.get("sale_price", "")),
        availability=Availability(row["availability"]),
        item_group_id=row.get("item_group_id", ""),
        attributes={**columns, **attributes},
    )


@contextmanager
def shelf_shop(rows: Sequence[Mapping[str, str]]) -> Iterator[ShelfShop]:
    """A shop of these rows over the engine of one machine."""
    products = map(product_of_row, rows)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(EdgeVectorIndex(Path(folder))) as index,
    ):
        fill(index, products)
        yield ShelfShop(rows, shelf_over(index), index)


def fill(index: VectorIndex, products: Iterable[Product]) -> None:
    """Make these the live products."""
    index.create("shelf", products_schema(_ABOUT_NOTHING.size, "none"))
    documents = [
        IndexedDocument(each.product_id, product_fields(each), {TEXT_VECTOR: _ABOUT_NOTHING})
        for each in products
    ]
    for start in range(0, len(documents), 500):
        index.upsert("shelf", documents[start : start + 500])
    index.point_aliases({PRODUCTS: "shelf"})


def shelf_over(
    index: VectorIndex, merchandising: ActiveMerchandising | None = None
) -> ShelfAnswers:
    """Answers over an index, with the words of its products and the starter synonyms."""
    lexicon = LexiconBuilder(index).build(1).lexicon
    active = merchandising or ActiveMerchandising(synonyms=starter_synonyms())
    clock = FixedClock()
    records = InMemoryRecordTable(clock)
    records.put(LIVE_CATALOGUE, {"version": 1})
    return ShelfAnswers(
        index,
        records,
        cast("LexiconReader", SimpleNamespace(keyed=lambda: ("words", lexicon))),
        cast("MerchandisingService", SimpleNamespace(active=lambda: active)),
        clock,
    )


def _money(text: str) -> Money | None:
    if not text:
        return None
    amount, currency = text.split()
    return Money(Decimal(amount), currency)
