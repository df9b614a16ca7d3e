"""What a shopper has done lately, product by product."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.interaction import INTERACTION_WEIGHTS, InteractionKind, seen_product
from shopguide.domain.record_key import history_partition
from shopguide.ports.record_table import RecordTable

MAX_INTERACTIONS = 500
"""How far back a history is read; older products may be recommended again."""

PROFILE_PRODUCTS = 50
"""How many products of the history make the profile."""

STEP_DECAY = 0.8
"""What each further product back counts, relative to the one after it."""


@dataclass(frozen=True, slots=True)
class HistoryProduct:
    """One product of a history: the weightiest thing done with it, and its weight by recency."""

    product_id: str
    kind: InteractionKind
    weight: float


@dataclass(frozen=True, slots=True)
class History:
    """The products of a history, newest first, and all products to leave out as seen."""

    products: Sequence[HistoryProduct]
    seen: Sequence[str]


def read_history(records: RecordTable, shopper_id: str) -> History:
    """The history of a shopper or session; empty for an unknown one."""
    rows = records.query(history_partition(shopper_id), newest_first=True, limit=MAX_INTERACTIONS)
    strongest: dict[str, InteractionKind] = {}
    for _, record in rows:
        product_id, kind = seen_product(record)
        known = strongest.setdefault(product_id, kind)
        if INTERACTION_WEIGHTS[kind] > INTERACTION_WEIGHTS[known]:
            strongest[product_id] = kind
    products = [
        HistoryProduct(product_id, kind, INTERACTION_WEIGHTS[kind] * STEP_DECAY**step)
        for step, (product_id, kind) in enumerate(strongest.items())
        if INTERACTION_WEIGHTS[kind] > 0  # turned down: not a taste, and not to be shown again
    ]
    return History(products[:PROFILE_PRODUCTS], tuple(strongest))
