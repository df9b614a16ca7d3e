"""Products that many looked at lately, by their numbers in a table of suggestions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.record_key import POPULARITY_LEADERS
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.text.prefix_table import Places
from shopguide.text.suggestion_table import SuggestionTable

_REFRESH_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leaders:
    """Popular products of one table.

    Attributes:
        are: Whether the product with a number is one; shape ``[products]``.
        places: The place of each among them, by its number.
    """

    are: NDArray[np.bool_]
    places: Mapping[int, int]

    def first(self, numbers: Places, limit: int) -> list[int]:
        """The leaders among these products, the most popular first."""
        found = {int(number) for number in numbers[self.are[numbers]]} if self.places else set()
        return sorted(found, key=self.places.__getitem__)[:limit]


class PopularProducts:
    """Reads which products lead, at most once in five minutes.

    Args:
        records: Has the leaders, as events keep them.
        clock: Tells when to look again.
    """

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._known: tuple[SuggestionTable, datetime, Leaders] | None = None

    def among(self, table: SuggestionTable) -> Leaders:
        """The leaders that the table has."""
        now = self._clock.now()
        known = self._known
        if known is None or known[0] is not table or now - known[1] > _REFRESH_AFTER:
            known = self._known = (table, now, leaders_in(table, self._product_ids()))
        return known[2]

    def _product_ids(self) -> Sequence[str]:
        record = self._records.get(POPULARITY_LEADERS) or {}
        return cast("Sequence[str]", record.get("product_ids", ()))


def leaders_in(table: SuggestionTable, product_ids: Sequence[str] = ()) -> Leaders:
    """These products, the most popular first, as the table numbers them; unknown ones left out."""
    are = np.zeros(len(table.product_ids), bool)
    numbers = table.numbers_of(product_ids)
    are[numbers] = True
    return Leaders(are, {number: place for place, number in enumerate(numbers)})
