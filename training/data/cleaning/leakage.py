"""What training must not see of what it is measured on.

Splitting by product keeps products apart, not texts: a shop answers the same question under many
products, and shoppers copy reviews. What a held-out row says, no training row may say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.data.cleaning.normal_forms import letters_of
from training.data.reading.columns import Kind

if TYPE_CHECKING:
    import polars as pl

_TELLING_CHARACTERS = 20
"""Shorter reviews ("很好", "works well") are written by many people, and give nothing away."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Rows of train whose `key` (where it is not null) also stands on a held-out side."""

    reason: str
    meaning: str
    key: "pl.Expr"


def leak_of(kind: Kind) -> Leak | None:
    """How rows of one kind can leak, if splitting them by product does not prevent it."""
    import polars as pl

    if kind == "qa":
        meaning = "questions of train with the words and the answer of a held-out one"
        return Leak("leaked_question", meaning, letters_of("question", "answer"))
    if kind == "reviews":
        letters = letters_of("title", "text")
        telling = pl.when(letters.str.len_chars() > _TELLING_CHARACTERS).then(letters)
        return Leak("leaked_review", "reviews of train with the words of a held-out one", telling)
    return None


def leaked_rows(rows: "pl.LazyFrame", leak: Leak) -> "pl.DataFrame":
    """`row` of the training rows that leak; holds 16 bytes a row."""
    import polars as pl

    keys = rows.select("row", "split", key=leak.key).filter(pl.col("key").is_not_null())
    hashes = keys.with_columns(pl.col("key").hash()).collect()
    is_train = pl.col("split") == "train"
    held_out = hashes.filter(~is_train).select("key").unique()
    return hashes.filter(is_train).join(held_out, on="key", how="semi").select("row")


def queries_like_titles(queries: "pl.LazyFrame", products: "pl.LazyFrame") -> "pl.DataFrame":
    """`row` of queries that are the title of the very product they are rated with.

    They teach to find a text by itself. Holds a hash of each title.
    """
    import polars as pl

    titles = products.select(product_id=pl.col("id"), key=letters_of("title").hash())
    asked = queries.select("row", "product_id", key=letters_of("query").hash())
    return asked.join(titles, on=["product_id", "key"], how="semi").select("row").collect()


def questions_heard_before(qa: "pl.LazyFrame") -> int:
    """How many held-out questions are asked in the same words about a product of train.

    They stay: another product has another answer. But what is measured on them alone is easier.
    """
    import polars as pl

    keys = qa.select("split", key=letters_of("question").hash()).collect()
    is_train = pl.col("split") == "train"
    heard = keys.filter(~is_train).join(keys.filter(is_train), on="key", how="semi")
    return heard.height


def products_on_both_sides(tables: Mapping[Kind, "pl.LazyFrame"]) -> int:
    """How many products train in one table and are held out in another."""
    import polars as pl

    held_out = pl.col("split") != "train"
    sides = [table.select("group", held_out=held_out).unique() for table in tables.values()]
    both = pl.concat(sides).unique().group_by("group").len().filter(pl.col("len") > 1)
    return int(both.select(pl.len()).collect().item())


def late_interactions(interactions: "pl.LazyFrame") -> int:
    """How many interactions of train are not before every held-out one."""
    import polars as pl

    is_train = pl.col("split") == "train"
    first = interactions.filter(~is_train).select(pl.col("time").min()).collect().item()
    if first is None:
        return 0
    late = interactions.filter(is_train & (pl.col("time") >= first))
    return int(late.select(pl.len()).collect().item())
