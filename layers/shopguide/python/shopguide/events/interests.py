"""What shoppers say to be interested in, before they have done anything."""

from collections.abc import Sequence
from typing import cast

from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.record_key import interests_key
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.text.normalise import clean_text, fold

MAX_INTERESTS = 20
MAX_INTEREST_CHARACTERS = 100


class InterestService:
    """Keeps the declared interests of shoppers for as long as histories are kept."""

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def declare(self, shopper_id: str, interests: Sequence[str]) -> Sequence[str]:
        """Put a shopper's interests in the place of the former ones, and return what is kept.

        Kept is each once, whatever its case and width, in its order; blanks are left out.
        """
        by_meaning: dict[str, str] = {}
        for interest in filter(None, map(clean_text, interests)):
            by_meaning.setdefault(fold(interest), interest)
        kept = list(by_meaning.values())
        ends = int((self._clock.now() + HISTORY_KEPT).timestamp())
        self._records.put(interests_key(shopper_id), {"interests": kept}, expires_at=ends)
        return kept

    def of(self, shopper_id: str) -> Sequence[str]:
        """What a shopper declared, in that order; empty for one who did not."""
        record = self._records.get(interests_key(shopper_id)) or {}
        return cast("list[str]", record.get("interests", []))

    def forget(self, shopper_id: str) -> None:
        """Delete a shopper's interests."""
        self._records.delete([interests_key(shopper_id)])
