"""Popularity: a count of interactions that fades, without ever being rewritten.

Forward decay (Cormode, Shkapenyuk, Srivastava, Xu, "Forward Decay: A Practical Time Decay Model for
Streaming Systems", ICDE 2009): an event at time t adds ``weight * 2 ** ((t - LANDMARK) /
HALF_LIFE)``. Dividing by the same factor of *now* gives the decayed count, so sums compare at any
time, events may arrive late or out of order, and writing is one addition.

Range: the sums double every 14 days. A float holds them until 2064, DynamoDB's numbers (below
1e126) until 2041; the landmark has to be moved, and all sums divided, before that.
"""

from datetime import UTC, datetime, timedelta

HALF_LIFE = timedelta(days=14)
LANDMARK = datetime(2026, 1, 1, tzinfo=UTC)

MOST_A_DAY = 100.0
"""Weight by which one shopper may move popularity on one day of receipt: a hundred views. Hardly
anybody looks at more, and a program that sends a hundred thousand moves nothing but that."""

MOST_SHOWN_A_DAY = 500.0
"""Products of one shopper's impressions that count as shown on one day of receipt."""

SCORE = "score"
"""Member of a popularity record that holds the sum."""


DAYS = "days"
"""Member of a query's count that says on how many days it was searched."""


def popularity_increment(weight: float, occurred_at: datetime) -> float:
    """What one interaction adds to the sum of its product."""
    return weight * _growth(occurred_at)


def decayed_count(popularity_sum: float, now: datetime) -> float:
    """The sum as a count of views: one view now is 1, one view 14 days ago 0.5."""
    return popularity_sum / _growth(now)


def _growth(time: datetime) -> float:
    return float(2.0 ** ((time - LANDMARK) / HALF_LIFE))
