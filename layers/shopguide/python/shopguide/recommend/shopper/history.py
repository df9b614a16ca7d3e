"""What a shopper has done lately, product by product."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shopguide.domain.interaction import INTERACTION_WEIGHTS, InteractionKind, seen_product
from shopguide.domain.recommending import STEP_DECAY
from shopguide.domain.record_key import Key, dismissed_partition, history_partition
from shopguide.ports.record_table import RecordTable

MAX_INTERACTIONS = 500
"""How far back a history is read; older products may be recommended again."""

PROFILE_PRODUCTS = 50
"""How many products of the history make the profile."""


@dataclass(frozen=True, slots=True)
class HistoryProduct:
    """One product of a history: the weightiest thing done with it, and its weight by recency.

    `occurred_at` is when something was last done with it; None where that is not known.
    """

    product_id: str
    kind: InteractionKind
    weight: float
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The products of a history, newest first, and all products to leave out as seen.

    What the shopper turned down is among those to leave out, and makes no taste.
    """

    products: Sequence[HistoryProduct]
    seen: Sequence[str]


NO_HISTORY = History((), ())


def read_history(records: RecordTable, shopper_id: str) -> History:
    """The history of a shopper or session; empty for an unknown one."""
    rows = records.query(history_partition(shopper_id), newest_first=True, limit=MAX_INTERACTIONS)
    strongest: dict[str, InteractionKind] = {}
    last: dict[str, Key] = {}
    for key, record in rows:
        product_id, kind = seen_product(record)
        last.setdefault(product_id, key)
        known = strongest.setdefault(product_id, kind)
        if INTERACTION_WEIGHTS[kind] > INTERACTION_WEIGHTS[known]:
            strongest[product_id] = kind
    dismissed = dismissed_products(records, shopper_id)
    liked = [
        (product_id, kind)
        for product_id, kind in strongest.items()
        if INTERACTION_WEIGHTS[kind] > 0 and product_id not in dismissed
    ]
    products = [
        HistoryProduct(product_id, kind, weight_of(kind, step), _moment(last[product_id]))
        for step, (product_id, kind) in enumerate(liked)
    ]
    return History(products[:PROFILE_PRODUCTS], (*strongest, *sorted(dismissed - set(strongest))))


def weight_of(kind: InteractionKind, step: int) -> float:
    """What a product counts in a taste, `step` products back."""
    return float(INTERACTION_WEIGHTS[kind] * STEP_DECAY**step)


def alone(products: Iterable[HistoryProduct]) -> list[HistoryProduct]:
    """Products as they would count if the history had no others."""
    return [
        HistoryProduct(it.product_id, it.kind, weight_of(it.kind, step), it.occurred_at)
        for step, it in enumerate(products)
    ]


def dismissed_products(records: RecordTable, shopper_id: str) -> frozenset[str]:
    """What a shopper has turned down, all of it."""
    return frozenset(key.sort for key, _ in records.query(dismissed_partition(shopper_id)))


def _moment(key: Key) -> datetime | None:
    """When it was, by the sort key that `domain.interaction.history_key` writes."""
    try:
        return datetime.fromisoformat(key.sort.partition("#")[0]).astimezone(UTC)
    except ValueError:
        return None
