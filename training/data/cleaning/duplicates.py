"""Rows that say again what another row says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.data.cleaning.normal_forms import letters_of
from training.data.reading.columns import Kind

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """Rows with equal `key` say the same; the first in the order of `order` is kept."""

    reason: str
    key: "pl.Expr"
    order: Sequence["pl.Expr"]


def rules_of(kind: Kind) -> list[DuplicateRule]:
    """The rules of one kind of row, in the order in which they apply."""
    import polars as pl

    if kind == "products":
        return [
            DuplicateRule("duplicate_id", pl.col("id"), _last_file_first_line()),
            DuplicateRule(
                "near_duplicate", letters_of("title", "brand", "description"), [pl.col("id")]
            ),
        ]
    if kind == "interactions":
        same = pl.concat_str("shopper_id", "product_id", "type", "time", separator="\x1f")
        return [DuplicateRule("duplicate", same, [pl.col("row")])]
    about, texts = _SAYS[kind]
    exact = pl.concat_str(*about, *texts, separator="\x1f")
    near = pl.concat_str(*about, letters_of(*texts), separator="\x1f")
    best = [pl.col("rating").neg()] if kind == "queries" else []
    order = [*best, exact.hash()]  # by content, so that the order of rows decides nothing
    return [DuplicateRule("duplicate", exact, order), DuplicateRule("near_duplicate", near, order)]


_SAYS: dict[Kind, tuple[Sequence[str], Sequence[str]]] = {
    "qa": (("product_id",), ("question", "answer")),
    "reviews": (("product_id",), ("title", "text")),
    "articles": ((), ("title", "text")),
    "queries": (("product_id",), ("query",)),
}
"""Which columns name what a row is about, and which say it."""


def find_duplicates(rows: "pl.LazyFrame", kind: Kind) -> "pl.DataFrame":
    """`row` and `reason` of those rows that say again what a kept row says.

    Memory: 8 bytes a row for its number, and 8 for each hash that is compared or sorted by; ids of
    products are held as they are.
    """
    import polars as pl

    found = [pl.DataFrame(schema={"row": pl.UInt32, "reason": pl.String})]
    left = rows
    for rule in rules_of(kind):
        keys = left.select("row", rule.key.hash().alias("key"), *_sortable(rule.order)).collect()
        again = keys.sort("^order_.*$", "row").filter(~pl.col("key").is_first_distinct())
        found.append(again.select("row", pl.lit(rule.reason).alias("reason")))
        left = left.join(again.select("row").lazy(), on="row", how="anti")
    return pl.concat(found)


def _sortable(order: Sequence["pl.Expr"]) -> list["pl.Expr"]:
    return [expression.alias(f"order_{place}") for place, expression in enumerate(order)]


def _last_file_first_line() -> list["pl.Expr"]:
    """Of rows with one id, that of the last file; in one file, as imports do it, the first."""
    import polars as pl

    return [pl.col("row").min().over("file").cast(pl.Int64).neg(), pl.col("row")]
