"""Forgets a shopper: what answers requests at once, what batches read by the next sweep."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from shopguide.domain.erasure import Erasure, erasure_from_json, erasure_key, erasure_to_json
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import (
    ERASURES,
    LIVE_SIGNALS,
    Key,
    allowance_key,
    conversation_key,
    conversations_of_partition,
    counted_key,
    dismissed_partition,
    exposed_key,
    history_partition,
    interests_key,
    like_minded_key,
)
from shopguide.domain.signals import live_signals_from_json
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable

_MARKED_DAYS = 3
"""Days of which marks may be kept that name the shopper in their keys: they expire after two."""


class Erasures:
    """Takes wishes to be forgotten, and fulfils them as far as records go.

    A wish is written down first and taken back last, so that a crash at any point leaves it to the
    next sweep.
    """

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def erase(self, shopper_id: str) -> Erasure:
        """Delete all that requests read of a shopper, and note that the rest is to go.

        Deleted when this returns: history, dismissals, interests, conversations, what shoppers
        like this one took, and the marks of the day. Journal and lake follow (`JournalSweep`). A
        shopper of whom nothing is known is answered alike.

        Raises:
            RecordsUnavailableError: perhaps half way; call it again.
        """
        erasure = Erasure(shopper_id, self._clock.now().astimezone(UTC))
        self._records.put(erasure_key(shopper_id), erasure_to_json(erasure))
        self.delete_records(erasure)
        self._note(erasure, {"records_gone": True})
        return erasure

    def pending(self) -> Sequence[Erasure]:
        """Wishes of which something may be left, by shopper."""
        return [erasure_from_json(key.sort, wish) for key, wish in self._records.query(ERASURES)]

    def delete_records(self, erasure: Erasure) -> None:
        """Delete what records tell of a shopper from before the request."""
        for keys in self._dated(erasure.shopper_id, erasure.until):
            self._records.delete(keys)
        if not erasure.records_gone:
            self._records.delete(list(self._undated(erasure)))

    def note_swept(self, erasure: Erasure, day: str) -> None:
        """Note the last day of the lake that is clean of a shopper."""
        self._note(erasure, {"swept_through": day})

    def finish(self, erasure: Erasure) -> None:
        """Forget also that the shopper asked, unless they have asked again meanwhile."""
        wish = self._records.get(erasure_key(erasure.shopper_id))
        if wish is not None and wish["requested_at"] == erasure.requested_at.isoformat():
            self._records.delete([erasure_key(erasure.shopper_id)])

    def _note(self, erasure: Erasure, changes: JsonObject) -> None:
        """Nothing where the shopper has asked again meanwhile: then all of it begins anew."""
        asked: JsonObject = {"requested_at": erasure.requested_at.isoformat()}
        self._records.update(erasure_key(erasure.shopper_id), changes, expected=asked)

    def _dated(self, shopper_id: str, until: str) -> Iterator[list[Key]]:
        """What tells its time, so that what came after the request stays."""
        history = self._records.query(history_partition(shopper_id))
        yield [key for key, _ in history if key.sort[: len(until)] <= until]
        turned_down = self._records.query(dismissed_partition(shopper_id))
        yield [key for key, record in turned_down if str(record["dismissed_at"]) <= until]
        for place, record in self._records.query(conversations_of_partition(shopper_id)):
            if str(record["begun_at"]) <= until:
                # Its place in the list goes last, or what is left of it would not be found again.
                yield self._keys(conversation_key(place.sort).partition)
                yield [place]

    def _undated(self, erasure: Erasure) -> Iterator[Key]:
        who = erasure.shopper_id
        yield interests_key(who)
        if signals := self._records.get(LIVE_SIGNALS):
            live = live_signals_from_json(signals)
            for version in filter(None, (live.version, live.previous)):
                yield like_minded_key(version, who)
        for day in _days_until(erasure.requested_at):
            yield allowance_key(who, day)
            yield from self._keys(counted_key(who, day, "").partition)
            yield from self._keys(exposed_key(who, day, "", "").partition)

    def _keys(self, partition: str) -> list[Key]:
        return [key for key, _ in self._records.query(partition)]


def _days_until(moment: datetime) -> list[str]:
    days = (moment.date() - timedelta(days=ago) for ago in range(_MARKED_DAYS))
    return [day.isoformat() for day in days]
