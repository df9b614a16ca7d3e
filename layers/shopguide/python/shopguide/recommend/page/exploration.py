"""Places for products that few have been shown: what nobody sees, nobody can take.

Which products get them is drawn anew each day and for each shopper, so that a page is the same
whenever it is loaded on a day, and all of them get their chance.
"""

import hashlib
import math
from collections.abc import Sequence
from datetime import date
from typing import cast

import numpy as np

from shopguide.domain.popularity import SCORE
from shopguide.domain.record_key import shown_key
from shopguide.ports.record_table import RecordTable

MOST_EXPLORED = 300
"""Candidates below the page that exploration draws from."""


def kept_places(limit: int, share: float) -> int:
    """How many places of a page are kept for something else than the best; never the first one."""
    return min(max(0, limit - 1), math.floor(share * limit + 0.5))


def explored(
    records: RecordTable, product_ids: Sequence[str], count: int, shopper_id: str, day: date
) -> Sequence[int]:
    """Rows of candidates to explore, `count` at most.

    Each candidate draws ``u ** (1 + n)`` with u even in 0 to 1 and n how often it was shown lately,
    beside the mean of all: the more often a product was shown, the lower its draw, as in sampling
    by weight (Efraimidis & Spirakis 2006).

    Args:
        records: Know how often products were shown.
        product_ids: Candidates below the page, any of which the shopper may like.
        count: How many to choose.
        shopper_id: Whose page it is.
        day: The day's draw.
    """
    if count <= 0 or not product_ids:
        return []
    keys = [shown_key(product_id) for product_id in product_ids]
    found = records.get_many(keys)
    shown = np.array([cast("float", found.get(key, {}).get(SCORE, 0.0)) for key in keys])
    relative = shown / (shown.mean() or 1.0)
    drawn = np.array([_even(f"{day}/{shopper_id}/{each}") for each in product_ids])
    return [int(row) for row in np.argsort(-(drawn ** (1 + relative)), kind="stable")[:count]]


def _even(name: str) -> float:
    """A number in 0 to 1 that is the same for the same name."""
    digest = hashlib.blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest) + 0.5) / 2**64
