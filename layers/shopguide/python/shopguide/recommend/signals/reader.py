"""Reads the version of the signals that is live, for one request after another."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from shopguide.domain.errors import NotFoundError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import (
    LIVE_SIGNALS,
    factor_model_key,
    like_minded_key,
    neighbours_key,
    trending_key,
)
from shopguide.domain.signals import (
    LiveSignals,
    Neighbours,
    live_signals_from_json,
    neighbours_from_json,
)
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.recommend.signals.factor_model import FactorModel, factor_model_from_json

MOST_NEIGHBOURS_HELD = 2_000
"""Products whose neighbours are kept from one request to the next: about 40 MB with 200 each."""

LOOK_SECONDS = 5.0
"""How long a version is taken for the live one before the records are asked again."""


class SignalsReader:
    """What is live, and what it says; any number of threads may ask.

    Ask `live` once a request and hand it to the other methods: then the whole request reads one
    version, also while another one goes live. The one before stays readable.

    Args:
        records: Has the versions and the pointer to the live one.
        clock: Tells when to look at the pointer again.
        look_seconds: How long no look is taken at it.
    """

    def __init__(
        self, records: RecordTable, clock: Clock, *, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._records = records
        self._clock = clock
        self._looks_for = timedelta(seconds=look_seconds)
        self._held: tuple[datetime, LiveSignals | None] | None = None
        self._factor_model: tuple[str, FactorModel] | None = None
        self._held_neighbours: tuple[str, dict[str, Neighbours]] = ("", {})

    def live(self) -> LiveSignals | None:
        """The live version, at most `look_seconds` old; None where none was ever published."""
        held, now = self._held, self._clock.now()
        if held is not None and timedelta(0) <= now - held[0] < self._looks_for:
            return held[1]
        record = self._records.get(LIVE_SIGNALS)
        live = None if record is None else live_signals_from_json(record)
        self._held = (now, live)
        return live

    def look_again(self) -> None:
        """Let the next `live` ask the records: this process has published, or rolled back."""
        self._held = None
        self._held_neighbours = ("", {})

    def neighbours(self, live: LiveSignals, product_ids: Sequence[str]) -> Mapping[str, Neighbours]:
        """What follows these products and is bought with them; those without are left out."""
        held = self._neighbours_held(live.version)
        missing = [each for each in product_ids if each not in held]
        keys = {neighbours_key(live.version, each): each for each in missing}
        found = self._records.get_many(list(keys)) if keys else {}
        for key, record in found.items():
            held[keys[key]] = neighbours_from_json(record)
        return {each: held[each] for each in product_ids if each in held}

    def _neighbours_held(self, version: str) -> dict[str, Neighbours]:
        """What was read before of a version, which never changes; begun anew once it is much."""
        held = self._held_neighbours
        if held[0] != version or len(held[1]) >= MOST_NEIGHBOURS_HELD:
            held = (version, {})
            self._held_neighbours = held
        return held[1]

    def like_minded(self, live: LiveSignals, shopper_id: str) -> Sequence[tuple[str, float]]:
        """What shoppers like this one took, with scores, the best first; empty for a stranger."""
        return _scored(self._records.get(like_minded_key(live.version, shopper_id)))

    def trending(
        self, live: LiveSignals, segments: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[str, float]]]:
        """What many took lately in each of the segments that has enough of it, the best first."""
        keys = {trending_key(live.version, segment): segment for segment in segments}
        found = self._records.get_many(list(keys))
        return {keys[key]: _scored(record) for key, record in found.items()}

    def factor_model(self, live: LiveSignals) -> FactorModel:
        """What folds histories into the factors of this version; read once a version.

        Raises:
            NotFoundError: the version has no factors.
        """
        held = self._factor_model
        if held is None or held[0] != live.version:
            held = (live.version, self._read_factor_model(live.version))
            self._factor_model = held
        return held[1]

    def _read_factor_model(self, version: str) -> FactorModel:
        record = self._records.get(factor_model_key(version))
        if record is None:
            raise NotFoundError(f"Version {version} of the signals has no factors.")
        return factor_model_from_json(record)


def _scored(record: JsonObject | None) -> Sequence[tuple[str, float]]:
    if record is None:
        return ()
    products = cast("Sequence[str]", record["products"])
    scores = cast("Sequence[float]", record["scores"])
    return tuple(zip(products, scores, strict=True))
