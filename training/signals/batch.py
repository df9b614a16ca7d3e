"""The batch, one stage after the other: interactions in, a version of the signals out."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.signal_files import FACTORS, LIKE_MINDED, NEIGHBOURS, TRENDING
from training.signals.database import DEFAULT_MEMORY, DEFAULT_THREADS, SignalDatabase, open_database
from training.signals.factors import make_factors
from training.signals.followed import make_followed
from training.signals.interactions import InteractionCounts, make_interactions
from training.signals.like_minded import make_like_minded
from training.signals.settings import SignalSettings
from training.signals.settings_json import settings_to_json
from training.signals.statements import statement
from training.signals.together import TogetherCounts, make_together
from training.signals.trending import make_trending
from training.signals.version_folder import (
    add_files,
    finish,
    unfinished_folder,
    write_factors,
    write_lines,
)

STAGES = (
    "interactions",
    "histories",
    "followed",
    "together",
    "neighbours",
    "trending",
    "like-minded",
    "factors",
    "version",
)
"""In their order."""

Told = Callable[[str, float], None]
"""Told which stage is done, and how many seconds it took."""


@dataclass(frozen=True, slots=True)
class MadeSignals:
    """A version that was made.

    Attributes:
        folder: Where it lies.
        manifest: What ``signals.json`` says.
        seconds: What each of `STAGES` took.
    """

    folder: Path
    manifest: JsonObject
    seconds: Mapping[str, float] = field(default_factory=dict)


def make_signals(
    lake: Path,
    out: Path,
    settings: SignalSettings = SignalSettings(),  # noqa: B008 frozen
    *,
    now: datetime,
    recommender: str = "",
    also: Sequence[Path] = (),
    memory: str = DEFAULT_MEMORY,
    threads: int = DEFAULT_THREADS,
    told: Told = lambda _stage, _seconds: None,
) -> MadeSignals:
    """Make a version of the signals; the same interactions and settings make the same one.

    Args:
        lake: A file or folder of interactions, as `training.data.lake_files.read_files` takes it.
        out: The version's folder is made in here, under its name.
        settings: How the signals are made.
        now: Interactions from after it are left out.
        recommender: Fingerprint of the recommender that goes with it; empty for none.
        also: Files of other jobs that belong to it.
        memory: Of the database, before it goes to disk.
        threads: Of the database, and of factorisation.
        told: Called after each stage.

    Raises:
        TrainingInputError: The lake cannot be read, or `out` cannot be written.
    """
    clock = _Stopwatch(told)
    with (
        unfinished_folder(out) as place,
        open_database(memory=memory, threads=threads, spill=place) as database,
    ):
        folder = place / "version"
        folder.mkdir()
        with clock.stage("interactions"):
            add_files(folder, also)
            counts = make_interactions(database, lake, settings, now)
        together = _make_all(database, folder, settings, counts, threads, clock)
        with clock.stage("version"):
            manifest = _manifest(counts, together, settings, recommender, now)
            target, whole = finish(folder, out, manifest)
    return MadeSignals(target, whole, clock.seconds)


def _make_all(
    database: SignalDatabase,
    folder: Path,
    settings: SignalSettings,
    counts: InteractionCounts,
    threads: int,
    clock: "_Stopwatch",
) -> TogetherCounts:
    with clock.stage("histories"):
        make_histories(database, settings, counts.as_of)
    with clock.stage("followed"):
        make_followed(database, settings.followed)
    with clock.stage("together"):
        together = make_together(database, settings)
    with clock.stage("neighbours"):
        write_lines(folder / NEIGHBOURS, _lines(database, "neighbour_lines"))
        database.drop("steps", "followed", "product_steps")
    with clock.stage("trending"):
        make_trending(database, settings, counts.as_of)
        write_lines(folder / TRENDING, _lines(database, "trending_lines"))
        database.drop("trending", "interactions")
    with clock.stage("like-minded"):
        make_like_minded(database, settings, counts.as_of)
        write_lines(folder / LIKE_MINDED, _lines(database, "like_minded_lines"))
        database.drop("like_minded")
    with clock.stage("factors"):
        if settings.factors:
            write_factors(folder / FACTORS, make_factors(database, settings, threads))
    return together


def make_histories(database: SignalDatabase, settings: SignalSettings, as_of: int) -> None:
    """Make ``popularity``, ``taken`` and ``steps`` out of ``interactions``."""
    half_life = settings.followed.half_life_days
    database.make("popularity")
    database.make("taken")
    database.make(
        "steps",
        longest=settings.longest,
        kept_a_day=0.5 ** (1 / half_life) if half_life else 1.0,
        as_of=as_of,
    )


def _lines(database: SignalDatabase, name: str) -> Iterator[str]:
    return (str(line) for (line,) in database.rows(statement(name, {})))


def _manifest(
    counts: InteractionCounts,
    together: TogetherCounts,
    settings: SignalSettings,
    recommender: str,
    now: datetime,
) -> JsonObject:
    return {
        "made_at": now.isoformat(),
        "last_interaction_at": counts.last,
        "interactions": counts.interactions,
        "shoppers": counts.shoppers,
        "products": counts.products,
        "robots": counts.robots,
        "left_out": {
            "broken": counts.read.broken,
            **counts.flaws,
            "duplicate": counts.duplicates,
            "expired": counts.expired,
            "of_robots": counts.of_robots,
        },
        "read": cast("JsonObject", asdict(counts.read)),
        "baskets": together.baskets,
        "together": together.found,
        "recommender": recommender,
        "settings": settings_to_json(settings),
    }


class _Stopwatch:
    def __init__(self, told: Told) -> None:
        self._told = told
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - began
        self._told(name, self.seconds[name])
