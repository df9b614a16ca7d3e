"""What counts as an interaction: cleaned, told once, numbered, with robots held down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from training.data.lake_files import ReadCounts, read_files
from training.signals.database import SignalDatabase
from training.signals.settings import SignalSettings

COLUMNS = dict.fromkeys(
    (
        "type",
        "event_id",
        "shopper_id",
        "kind",
        "product_id",
        "occurred_at",
        "device",
        "hour",
        "country",
    ),
    "VARCHAR",
)
"""What is read of a line, all of it text; docs/signals.md describes each."""

NEEDED = ("shopper_id", "product_id", "occurred_at")
"""A table without one of these columns is refused."""

LONGEST_ID = 128
"""Characters of an id; the API takes no longer one."""

CLOCK_SKEW = timedelta(minutes=5)
"""Interactions may be this far ahead of our clock, as the API takes them."""

MICROSECONDS = 1_000_000
DAY = 86_400 * MICROSECONDS


@dataclass(frozen=True, slots=True)
class InteractionCounts:
    """What was counted, and what was not.

    Attributes:
        read: Files and lines.
        flaws: Interactions that cannot be used, by what is wrong: ``incomplete``,
            ``id_too_long``, ``unknown_kind``, ``no_time``, ``in_the_future``.
        expired: Older than is kept.
        duplicates: Told before, by their event ids.
        robots: Shoppers who do more than people do.
        of_robots: Interactions of theirs that were left out.
        interactions: What counts.
        shoppers: With an interaction.
        products: With an interaction.
        as_of: Microseconds since 1970 of the last interaction; 0 where there is none.
    """

    read: ReadCounts
    flaws: Mapping[str, int] = field(default_factory=dict)
    expired: int = 0
    duplicates: int = 0
    robots: int = 0
    of_robots: int = 0
    interactions: int = 0
    shoppers: int = 0
    products: int = 0
    as_of: int = 0

    @property
    def last(self) -> str:
        """When the last interaction was, ISO 8601; empty where there is none."""
        if not self.as_of:
            return ""
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=self.as_of)).isoformat()


def make_interactions(
    database: SignalDatabase, source: Path, settings: SignalSettings, now: datetime
) -> InteractionCounts:
    """Make ``interactions``, and the numbers of ``shoppers`` and ``products``.

    Ages are counted from the last interaction, not from `now`: the same interactions give the same
    signals tomorrow.

    Raises:
        TrainingInputError: as `read_files` says.
    """
    read = read_files(database, source, COLUMNS, NEEDED)
    _put_kinds(database, settings)
    latest = _microseconds(now + CLOCK_SKEW)
    database.make("judged", longest_id=LONGEST_ID, latest=latest)
    database.drop("lake")
    flaws = _flaws(database)
    as_of = database.number("SELECT MAX(moment) FROM judged WHERE flaw IS NULL")
    oldest = as_of - settings.kept_days * DAY
    expired = database.number(
        "SELECT COUNT(*) FROM judged WHERE flaw IS NULL AND moment < ?", oldest
    )
    database.make("accepted", oldest=oldest)
    accepted = database.number("SELECT COUNT(*) FROM accepted")
    _make_numbered(database, settings)
    kept = database.number("SELECT COUNT(*) FROM interactions")
    return InteractionCounts(
        read=read,
        flaws=flaws,
        expired=expired,
        duplicates=read.interactions - sum(flaws.values()) - expired - accepted,
        robots=database.number("SELECT COUNT(*) FROM robots"),
        of_robots=accepted - kept,
        interactions=kept,
        shoppers=database.number("SELECT COUNT(DISTINCT shopper) FROM interactions"),
        products=database.number("SELECT COUNT(DISTINCT product) FROM interactions"),
        as_of=as_of,
    )


def _put_kinds(database: SignalDatabase, settings: SignalSettings) -> None:
    names, weights = zip(*settings.kind_weights.items(), strict=True)
    database.put(
        "kinds", {"kind": np.array(names, dtype=object), "weight": np.array(weights, dtype=float)}
    )


def _flaws(database: SignalDatabase) -> dict[str, int]:
    found = database.execute(
        "SELECT flaw, COUNT(*) FROM judged WHERE flaw IS NOT NULL GROUP BY flaw ORDER BY flaw"
    ).fetchall()
    return {str(flaw): int(count) for flaw, count in found}


def _make_numbered(database: SignalDatabase, settings: SignalSettings) -> None:
    database.drop("judged")
    database.make("shoppers")
    database.make("products")
    database.make("placed")
    database.drop("accepted")
    database.make("robots", robot_day=settings.robot_day, robot_all=settings.robot_all)
    database.make("interactions", robot_keeps=settings.robot_keeps)
    database.drop("placed")


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * MICROSECONDS)
