"""Which side a search query is on, though it is rated with many products."""

from typing import TYPE_CHECKING

from training.data.cleaning.normal_forms import letters_of
from training.data.cleaning.splits import SplitShares, split_by

if TYPE_CHECKING:
    import polars as pl


def with_query_groups(rows: "pl.LazyFrame") -> "pl.LazyFrame":
    """Rows with `query_group`: the group of the product that the query is best rated with.

    So all rows of a query are on one side, that of its best product. Holds each distinct query.
    """
    import polars as pl

    keyed = rows.with_columns(query_key=letters_of("query"))
    best = pl.col("group").sort_by(pl.col("rating").neg(), "product_id").first()
    chosen = keyed.group_by("query_key").agg(query_group=best)
    return keyed.join(chosen, on="query_key", how="left", maintain_order="left").drop("query_key")


def about_held_out_products(rows: "pl.LazyFrame", shares: SplitShares) -> "pl.DataFrame":
    """`row` of ratings that train (by `split`), but with a product that is held out.

    A held-out query keeps all of its products, because it is ranked among them.
    """
    import polars as pl

    side = split_by(pl.col("group"), shares)
    torn = (pl.col("split") == "train") & (side != "train")
    return rows.filter(torn).select("row").collect()
