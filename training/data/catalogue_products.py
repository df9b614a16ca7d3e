"""Products of a prepared shop as the types and texts that are served."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from shopguide.domain.product import Product
from shopguide.text.product_text import product_text
from training.data.cleaning.splits import stable_share

if TYPE_CHECKING:
    import polars as pl

_BATCH_ROWS = 20_000
PRODUCT_COLUMNS = ("id", "title", "description", "brand", "product_type", "gtin", "attributes")


def rows_of(table: "pl.LazyFrame", columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows as dictionaries, a batch at a time, in the order of the table."""
    for batch in table.select(columns).collect_batches(chunk_size=_BATCH_ROWS, maintain_order=True):
        yield from batch.iter_rows(named=True)


def product_of_row(row: Mapping[str, Any]) -> Product:
    """The product of a row that has `PRODUCT_COLUMNS`."""
    return Product(
        product_id=row["id"],
        title=row["title"],
        description=row["description"],
        brand=row["brand"],
        product_type=row["product_type"],
        gtin=row["gtin"],
        attributes=attributes_of_row(row),
    )


def attributes_of_row(row: Mapping[str, Any]) -> dict[str, str]:
    """A row's attributes by name."""
    text = row["attributes"]
    return {str(name): str(value) for name, value in json.loads(text).items()} if text else {}


def embedded_text(row: Mapping[str, Any]) -> str:
    """What the index embeds of the row's product."""
    return product_text(product_of_row({**row, "attributes": ""}))


def with_products(
    rows: "pl.LazyFrame", products: "pl.LazyFrame", how: Literal["inner", "left"] = "inner"
) -> "pl.LazyFrame":
    """Rows beside the product that their `product_id` names; its columns are ``product_<name>``.

    With ``inner``, rows about no known product go. The join holds the products' texts once.
    """
    import polars as pl

    named = products.select(pl.col(name).alias(f"product_{name}") for name in PRODUCT_COLUMNS)
    return rows.join(named, on="product_id", how=how, maintain_order="left")


def joined_product(row: Mapping[str, Any]) -> dict[str, Any]:
    """The product's columns of a row of `with_products`."""
    return {name: row[f"product_{name}"] for name in PRODUCT_COLUMNS}


def sampled(table: "pl.LazyFrame", limit: int | None, key: str) -> "pl.LazyFrame":
    """About `limit` rows (all where there are fewer), by a hash of `key`: always the same ones."""
    import polars as pl

    rows = int(table.select(pl.len()).collect().item())
    if limit is None or rows <= limit:
        return table

    def is_chosen(names: pl.Series) -> pl.Series:
        chosen = [stable_share(name, b"sample") < limit / rows for name in names]
        return pl.Series(names.name, chosen, dtype=pl.Boolean)

    return table.filter(
        pl.col(key).map_batches(is_chosen, return_dtype=pl.Boolean, is_elementwise=True)
    )
