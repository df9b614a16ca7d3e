"""How often products were shown lately, for what explores to prefer those that hardly were."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from shopguide.domain.popularity import SCORE, popularity_increment
from shopguide.domain.record_key import shown_key
from shopguide.ports.record_table import Increment, RecordTable


def count_shown(records: RecordTable, product_ids: Iterable[str], now: datetime) -> None:
    """Add one to the decayed count of each product, as often as it is named.

    It comes after the impressions themselves, and not in their group: a crash in between leaves a
    count that is a little low, which nothing but exploration reads.
    """
    once = popularity_increment(1.0, now)
    times = Counter(product_ids)
    if times:
        records.write_groups(
            [[Increment(shown_key(name), {SCORE: once * n})] for name, n in times.items()]
        )
