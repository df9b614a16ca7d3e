"""Which rows train, and which measure: by product for texts, by time for interactions."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from training.data.examples import Split

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class SplitShares:
    """How much is kept apart: to choose by (`dev`) and to measure once (`test`)."""

    dev: float = 0.1
    test: float = 0.1


def stable_share(name: str, purpose: bytes) -> float:
    """A number from 0 to 1 that belongs to a name: equal everywhere, and for ever."""
    digest = hashlib.blake2b(name.encode(), digest_size=8, person=purpose).digest()
    return int.from_bytes(digest, "big") / 2**64


def split_of(group: str, shares: SplitShares) -> Split:
    """The side of a product, or of any group that must not be torn apart.

    It depends on the name and the shares alone (a hash of the name), so a product is on one side in
    every file, on every machine and for ever.
    """
    share = stable_share(group, b"split")
    if share < shares.test:
        return "test"
    return "dev" if share < shares.test + shares.dev else "train"


def split_by(group: "pl.Expr", shares: SplitShares) -> "pl.Expr":
    """`split_of` for each row."""
    import polars as pl

    def sides(groups: pl.Series) -> pl.Series:
        values = [split_of(group, shares) for group in groups]
        return pl.Series(groups.name, values, dtype=pl.String)

    return group.map_batches(sides, return_dtype=pl.String, is_elementwise=True)


def split_by_time(dev_from: datetime, test_from: datetime) -> "pl.Expr":
    """Interactions before `dev_from` train, those from `test_from` on measure."""
    import polars as pl

    time = pl.col("time")
    return (
        pl.when(time >= test_from)
        .then(pl.lit("test"))
        .when(time >= dev_from)
        .then(pl.lit("dev"))
        .otherwise(pl.lit("train"))
    )


def time_borders(
    interactions: "pl.LazyFrame", shares: SplitShares
) -> tuple[datetime, datetime] | None:
    """When dev and test begin, such that the last `shares` of the events are theirs.

    Holds the times of all events in memory, 8 bytes each. None where there are no events.
    """
    import polars as pl

    times = interactions.select(pl.col("time").sort()).collect()["time"]
    if times.is_empty():
        return None
    after_all = times[-1] + timedelta(microseconds=1)

    def border(share: float) -> datetime:
        place = round((1 - share) * len(times))
        moment: datetime = times[place] if place < len(times) else after_all
        return moment

    return border(shares.dev + shares.test), border(shares.test)
