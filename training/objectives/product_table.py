"""A shop's products as columns by number: what models of behaviour read of them.

Their values are those of today; what a product cost when it was looked at, nobody wrote down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from shopguide.adapters.onnx.bundle import open_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.domain.bundle import CURRENT_NAME, BundleKind
from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.product import Product
from shopguide.text.click_features import shown_category
from shopguide.text.normalise import fold
from shopguide.text.price_text import PriceTextError, read_price
from shopguide.text.product_text import product_text
from shopguide.text.product_values import named_columns, rating_of, released_of
from training.data.catalogue_products import PRODUCT_COLUMNS, product_of_row, rows_of
from training.data.reading.shop_tables import read_shop
from training.errors import TrainingInputError

_ENCODED_AT_ONCE = 512
_ANY_CURRENCY = "XXX"
"""Where a file names none: only how prices compare counts, and a shop has one currency."""


@dataclass(frozen=True)
class ProductTable:
    """Columns of all products, in one order; NaN and empty where unknown.

    Attributes:
        ids: Their ids, ``[products]``.
        texts: What an encoder reads of each, ``[products]``.
        prices: ``[products]``.
        ratings: Mean stars of 5, ``[products]``.
        released: Days from 1970 to the release, ``[products]``.
        categories: Category paths, folded.
        brands: Folded.
    """

    ids: Sequence[str]
    texts: Sequence[str]
    prices: Vector
    ratings: Vector
    released: Vector
    categories: Sequence[str]
    brands: Sequence[str]

    def __len__(self) -> int:
        """How many products there are."""
        return len(self.ids)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Each product's place."""
        return {product_id: number for number, product_id in enumerate(self.ids)}


def read_products(folder: Path) -> ProductTable:
    """The products of a shop's folder, each id once; the last row of an id counts.

    Raises:
        TrainingInputError: there are none, or their file cannot be read.
    """
    rows = rows_of(read_shop(folder).products, (*PRODUCT_COLUMNS, "price"))
    found = {row["id"]: (product_of_row(row), _price(row["price"])) for row in rows}
    if not found:
        raise TrainingInputError(
            f"{folder} holds no products.",
            fix="Give the shop's folder with --data: products.csv, or products/*.csv.",
            field="train",
        )
    return _table([product for product, _ in found.values()], [each for _, each in found.values()])


def encode_products(products: ProductTable, encoder: Path) -> Matrix:
    """Unit vectors of all texts, ``[products, dimension]``, with an encoder's bundle.

    Raises:
        BundleError: it is missing, damaged, or no encoder.
    """
    opened = OnnxEncoder(bundle_in(encoder), threads=2)
    parts = [
        opened.encode_passages(products.texts[start : start + _ENCODED_AT_ONCE])
        for start in range(0, len(products), _ENCODED_AT_ONCE)
    ]
    return np.concatenate(parts)


def encoder_fingerprint(encoder: Path) -> str:
    """Which encoder a channel holds.

    Raises:
        BundleError: it holds none.
    """
    return open_bundle(bundle_in(encoder), BundleKind.ENCODER).fingerprint


def bundle_in(folder: Path) -> Path:
    """The bundle in a channel: the folder itself, or the version that its ``current`` names."""
    current = folder / CURRENT_NAME
    return folder / current.read_text("utf-8").strip() if current.is_file() else folder


def _table(products: Sequence[Product], prices: Sequence[float]) -> ProductTable:
    columns = [named_columns(product) for product in products]
    return ProductTable(
        [product.product_id for product in products],
        [product_text(product) for product in products],
        np.array(prices, dtype=np.float32),
        _numbers([rating_of(each) for each in columns]),
        _numbers([released_of(each) for each in columns]),
        [shown_category(product) for product in products],
        [fold(product.brand) for product in products],
    )


def _numbers(values: Sequence[float | None]) -> Vector:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float32)


def _price(text: str) -> float:
    try:
        price = read_price(text or "", _ANY_CURRENCY).money
    except PriceTextError:
        return np.nan
    return np.nan if price is None else float(price.amount)
