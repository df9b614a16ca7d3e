"""Which product stands for which, and which belong together on one side of a split."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

from training.data.cleaning.normal_forms import letters_of


def product_groups(checked: "pl.LazyFrame", duplicates: "pl.DataFrame") -> "pl.DataFrame":
    """`id`, `kept_id` and `group` of every product; ids and groups of all products are in memory.

    A near duplicate is stood for by the product that was kept, `kept_id`. Products of one
    ``item_group_id`` (or else of one ``gtin``) are variants or translations of one thing: their
    questions and reviews hold for each other, so they are one `group`. Any other is its own.
    """
    import polars as pl

    near = duplicates.filter(pl.col("reason") == "near_duplicate").select("row", again=pl.lit(1))
    twice = duplicates.filter(pl.col("reason") == "duplicate_id").select("row")
    group = (
        pl.when(pl.col("item_group_id") != "")
        .then("group:" + pl.col("item_group_id"))
        .when(pl.col("gtin") != "")
        .then("gtin:" + pl.col("gtin"))
        .otherwise("product:" + pl.col("id"))
    )
    products = (
        checked.join(twice.lazy(), on="row", how="anti")
        .join(near.lazy(), on="row", how="left")
        .select("id", "again", group=group, key=letters_of("title", "brand", "description").hash())
        .collect()
        .sort("id")
    )
    kept = products.filter(pl.col("again").is_null()).select(
        "key", kept_id=pl.col("id"), group=pl.col("group")
    )
    return products.select("id", "key").join(kept, on="key", how="left").drop("key")


def joined_to_groups(rows: "pl.LazyFrame", groups: "pl.DataFrame") -> "pl.LazyFrame":
    """Rows with the `product_id` that was kept and its `group`; `known` says whether there is one.

    A row about a product that the catalogue does not have (any more) keeps its id.
    """
    import polars as pl

    named = groups.lazy().rename({"id": "product_id"}).with_columns(known=pl.lit(value=True))
    return (
        rows.join(named, on="product_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("kept_id", "product_id").alias("product_id"),
            pl.coalesce("group", pl.concat_str(pl.lit("product:"), "product_id")).alias("group"),
            pl.col("known").fill_null(value=False),
        )
        .drop("kept_id")
    )
