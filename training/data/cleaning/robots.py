"""Shoppers who are none: so many events that no person makes them."""

from typing import TYPE_CHECKING

from shopguide.domain.interaction import ROBOT_EVENTS_A_DAY

if TYPE_CHECKING:
    import polars as pl

MAX_EVENTS_AN_HOUR = 600
"""One every six seconds: nobody opens pages so fast for a whole hour."""


def find_robots(interactions: "pl.LazyFrame") -> "pl.DataFrame":
    """`shopper_id` of those with more events than a person makes in any hour or day (UTC).

    Memory grows with the number of shoppers times the hours in which they did something.
    """
    import polars as pl

    shopper, time = pl.col("shopper_id"), pl.col("time")
    limits = (("1h", MAX_EVENTS_AN_HOUR), ("1d", ROBOT_EVENTS_A_DAY))
    found = [
        interactions.group_by(shopper, time.dt.truncate(every))
        .len()
        .filter(pl.col("len") > limit)
        .select("shopper_id")
        for every, limit in limits
    ]
    return pl.concat(found).unique().collect()
