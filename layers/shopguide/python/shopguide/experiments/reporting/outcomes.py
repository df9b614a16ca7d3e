"""What the events of shoppers add up to, by day: clicks, sessions, purchases, revenue."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shopguide.experiments.definition import Metric
from shopguide.experiments.reporting.shopper_events import ShopperEvents
from shopguide.experiments.statistics.ratio import Array

SESSION_GAP = timedelta(minutes=30)
"""A session is over after so long without an event, as Google Analytics 4 has it."""

SHOWN, CLICKED, SESSIONS, CONVERTED, REVENUE = range(5)

RATIOS: Mapping[Metric, tuple[int, int]] = {
    Metric.CLICK_RATE: (CLICKED, SHOWN),
    Metric.CONVERSION_RATE: (CONVERTED, SESSIONS),
    Metric.REVENUE_PER_SESSION: (REVENUE, SESSIONS),
}
"""Numerator and denominator of each metric, as columns of `Outcomes.sums`."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What shoppers did, added up by shopper and day.

    Attributes:
        shoppers: Their ids.
        days: ISO 8601, in order, one for each look.
        sums: ``[rows, 5]``: products shown, clicked, sessions, sessions with a purchase, revenue.
        shopper: Which of `shoppers` a row is of, ``[rows]``.
        day: Which of `days` a row is of, ``[rows]``.
        currency: Of the revenue.
        other_currencies: Purchases that were left out of it.
        without_value: Purchases that did not say what was paid.
    """

    shoppers: Sequence[str]
    days: Sequence[date]
    sums: Array
    shopper: NDArray[np.int64]
    day: NDArray[np.int64]
    currency: str
    other_currencies: int
    without_value: int

    def totals_by_day(self) -> Iterator[tuple[date, Array]]:
        """What each shopper had done by the end of each day, ``[shoppers, 5]``; the array grows."""
        totals = np.zeros((len(self.shoppers), 5))
        for number, day in enumerate(self.days):
            here = self.day == number
            np.add.at(totals, self.shopper[here], self.sums[here])
            yield day, totals


def outcomes(events: Mapping[str, ShopperEvents], days: Sequence[date]) -> Outcomes:
    """Add up what shoppers did.

    Args:
        events: By shopper.
        days: All on which something may have happened, in order.
    """
    counts = Counter(
        currency for each in events.values() for _, value, currency in each.purchases if value
    )
    currency = counts.most_common(1)[0][0] if counts else ""
    numbers = {day: number for number, day in enumerate(days)}
    rows, owners, when = [], [], []
    for owner, each in enumerate(events.values()):
        for day, sums in _by_day(each, currency).items():
            rows.append(sums)
            owners.append(owner)
            when.append(numbers[min(max(day, days[0]), days[-1])])
    return Outcomes(
        tuple(events),
        days,
        np.array(rows, dtype=np.float64).reshape(-1, 5),
        np.array(owners, dtype=np.int64),
        np.array(when, dtype=np.int64),
        currency,
        sum(counts.values()) - counts[currency],
        sum(value == 0 for each in events.values() for _, value, _ in each.purchases),
    )


def _by_day(events: ShopperEvents, currency: str) -> Mapping[date, Array]:
    found: dict[date, Array] = {}

    def add(at: datetime, column: int, amount: float = 1.0) -> None:
        found.setdefault(at.date(), np.zeros(5))[column] += amount

    shown = set[tuple[str, str]]()
    for at, ranking, products in sorted(events.shown):
        new = {(ranking, product) for product in products} - shown
        shown |= new
        add(at, SHOWN, len(new))
    # A product that is clicked twice in one list was clicked; one that was not in it was not.
    for at, ranking, product in sorted(events.clicks):
        if (ranking, product) in shown:
            shown.discard((ranking, product))
            add(at, CLICKED)
    _add_sessions(events, currency, add)
    return found


def _add_sessions(events: ShopperEvents, currency: str, add: "_Add") -> None:
    """Sessions and what was bought in them, on the days on which they began."""
    purchases = sorted(events.purchases)
    next_purchase = 0
    for begin, end in _sessions(sorted(events.moments)):
        add(begin, SESSIONS)
        first = next_purchase
        while next_purchase < len(purchases) and purchases[next_purchase][0] <= end:
            _, value, paid_in = purchases[next_purchase]
            add(begin, REVENUE, value if paid_in == currency else 0.0)
            next_purchase += 1
        add(begin, CONVERTED, float(next_purchase > first))


def _sessions(moments: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """First and last moment of each session."""
    if not moments:
        return
    begin = last = moments[0]
    for moment in moments[1:]:
        if moment - last > SESSION_GAP:
            yield begin, last
            begin = moment
        last = moment
    yield begin, last


class _Add(Protocol):
    """Adds an amount to a column of the day of a moment."""

    def __call__(self, at: datetime, column: int, amount: float = 1.0) -> None: ...
