"""A shopper's wish to be forgotten: what is kept of it until nothing of the shopper is left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shopguide.domain.journal import utc_text
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import ERASURES, Key

COMPLETE_AFTER = timedelta(days=2)
"""When an erasure is complete at the latest, where the lake is written every night."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """All of a shopper that came before `requested_at` (UTC) is to go.

    Attributes:
        shopper_id: Who.
        requested_at: When; what the same shopper does after it is new.
        records_gone: Whether what answers requests was deleted; else the sweep does that as well.
        swept_through: The last day (ISO 8601) of the lake that is clean; empty for none.
    """

    shopper_id: str
    requested_at: datetime
    records_gone: bool = False
    swept_through: str = ""

    @property
    def complete_by(self) -> datetime:
        """When nothing will be left."""
        return self.requested_at + COMPLETE_AFTER

    @property
    def last_day(self) -> str:
        """The last day of receipt that can hold something to erase, ISO 8601."""
        return self.requested_at.date().isoformat()

    @property
    def until(self) -> str:
        """The time of the request as it sorts among the lines of the journal."""
        return utc_text(self.requested_at)


def erasure_key(shopper_id: str) -> Key:
    """Where the wish of a shopper is kept until it is fulfilled."""
    return Key(ERASURES, shopper_id)


def erasure_to_json(erasure: Erasure) -> JsonObject:
    """The record at `erasure_key`."""
    return {
        "requested_at": erasure.requested_at.isoformat(),
        "records_gone": erasure.records_gone,
        "swept_through": erasure.swept_through,
    }


def erasure_from_json(shopper_id: str, record: JsonObject) -> Erasure:
    """The wish as `erasure_to_json` wrote it."""
    requested_at = datetime.fromisoformat(str(record["requested_at"]))
    return Erasure(
        shopper_id, requested_at, bool(record["records_gone"]), str(record["swept_through"])
    )
