"""Shoppers who are none: so many events that no person makes them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

MAX_EVENTS_AN_HOUR = 600
MAX_EVENTS_A_DAY = 2_000
"""A keen shopper opens a page every ten seconds; for a whole hour, or for hours, nobody does."""


def find_robots(interactions: "pl.LazyFrame") -> "pl.DataFrame":
    """`shopper_id` of those with more events than a person makes in any hour or day (UTC).

    Memory grows with the number of shoppers times the hours in which they did something.
    """
    import polars as pl

    shopper, time = pl.col("shopper_id"), pl.col("time")
    limits = (("1h", MAX_EVENTS_AN_HOUR), ("1d", MAX_EVENTS_A_DAY))
    found = [
        interactions.group_by(shopper, time.dt.truncate(every))
        .len()
        .filter(pl.col("len") > limit)
        .select("shopper_id")
        for every, limit in limits
    ]
    return pl.concat(found).unique().collect()
