"""How far one shopper may move what all shoppers see: popularity, and what counts as shown.

Of what a shopper does with one product on one day the weightiest counts, once; all that the
shopper does on a day counts `MOST_A_DAY` at most. The day is that of receipt, for an app may name
any time. So one that sends 100,000 events moves no more than a busy shopper does, and costs the
others nothing. Requests of the same moment may each count what the other counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import Interaction
from shopguide.domain.json_value import JsonObject
from shopguide.domain.popularity import MOST_A_DAY, MOST_SHOWN_A_DAY
from shopguide.domain.record_key import Key, allowance_key, counted_key
from shopguide.ports.record_table import Increment, Put, RecordTable, Write

_KEPT = timedelta(days=2)
"""A day of receipt, and a little for clocks that differ."""

WEIGHT = "weight"
SHOWN = "shown"


class DayAllowances:
    """What the events of one batch may count, asked in the order of the batch.

    Args:
        records: Read once, for all events of the batch.
        events: All that will be asked for.
        now: Time of receipt.
    """

    def __init__(
        self,
        records: RecordTable,
        events: Iterable[Interaction | ReportedImpression],
        now: datetime,
    ) -> None:
        self._day = now.astimezone(UTC).date().isoformat()
        self._ends = int((now + _KEPT).timestamp())
        keys = {key: None for event in events for key in self._keys(event)}
        self._found = records.get_many(list(keys)) if keys else {}
        self._counted: dict[Key, float] = {}
        self._used: dict[Key, dict[str, float]] = {}

    def count(self, interaction: Interaction) -> float:
        """By which weight an interaction counts for the popularity of its product, 0 or more."""
        key = self._counted_key(interaction)
        counted = self._counted.get(key, _number(self._found.get(key), WEIGHT))
        more = max(interaction.weight - counted, 0.0)
        share = self._use(interaction.shopper_id, WEIGHT, more, MOST_A_DAY)
        if share:
            self._counted[key] = counted + share
        return share

    def counted_write(self, interaction: Interaction) -> Put:
        """Notes what `count` has just counted; belongs to the group of the event."""
        key = self._counted_key(interaction)
        return Put(key, {WEIGHT: self._counted[key]}, expires_at=self._ends)

    def shown(self, impression: ReportedImpression) -> Sequence[str]:
        """Those products of an impression that count as shown, the first ones."""
        wanted = float(len(impression.product_ids))
        share = self._use(impression.shopper_id, SHOWN, wanted, MOST_SHOWN_A_DAY)
        return impression.product_ids[: int(share)]

    def writes(self) -> list[tuple[Write, ...]]:
        """Groups of their own that note what was used; an event that fails gives nothing back.

        Of two requests that begin a shopper's day at the same moment one is not noted.
        """
        return [
            (Increment(key, used),)
            if key in self._found
            else (Put(key, used, if_absent=True, expires_at=self._ends),)
            for key, used in self._used.items()
        ]

    def _use(self, shopper_id: str, member: str, wanted: float, most: float) -> float:
        key = allowance_key(shopper_id, self._day)
        used = self._used.get(key, {}).get(member, 0.0)
        left = max(most - _number(self._found.get(key), member) - used, 0.0)
        share = min(wanted, left)
        if share:
            self._used.setdefault(key, {})[member] = used + share
        return share

    def _keys(self, event: Interaction | ReportedImpression) -> Iterable[Key]:
        yield allowance_key(event.shopper_id, self._day)
        if isinstance(event, Interaction):
            yield self._counted_key(event)

    def _counted_key(self, interaction: Interaction) -> Key:
        return counted_key(interaction.shopper_id, self._day, interaction.product_id)


def _number(record: JsonObject | None, member: str) -> float:
    known: Mapping[str, object] = record or {}
    return float(cast("float", known.get(member, 0.0)))
