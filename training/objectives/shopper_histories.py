"""The histories of a lake as the recommender learns from them, and what comes next in them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.interaction import InteractionKind
from training.data.database import Database
from training.data.lake import SHOPPER_INTERACTIONS
from training.models.sequence_batches import Steps
from training.objectives.product_table import ProductTable

DAY = 86_400.0
"""Seconds."""

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

_SQL = """
    SELECT dense_rank() OVER (ORDER BY shopper_id) - 1 AS shopper, number, action, moment
    FROM interaction
    JOIN known_product USING (product_id)
    JOIN known_kind USING (kind)
    QUALIFY row_number() OVER (PARTITION BY shopper_id ORDER BY moment DESC, event_id) <= $most
    ORDER BY shopper, moment, event_id
"""


@dataclass(frozen=True, slots=True, eq=False)
class Histories:
    """Steps of all shoppers, shopper by shopper, in the order of time; each ``[steps]``.

    Attributes:
        shoppers: Number of the shopper.
        items: Number of the product.
        actions: Place of the weightiest thing done in `InteractionKind`.
        moments: When, in seconds since 1970.
        log_prices: Natural logarithm of the product's price; NaN where there is none.
    """

    shoppers: IntArray
    items: IntArray
    actions: IntArray
    moments: FloatArray
    log_prices: NDArray[np.float32]

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self.items)

    def moment_at(self, share: float) -> float:
        """When this share of the steps had happened; 0 without steps."""
        return float(np.quantile(self.moments, share)) if len(self) else 0.0

    def before(self, moment: float) -> list[Steps]:
        """What each shopper had done before a moment; those who had done nothing are left out."""
        return [self._steps(rows) for rows in self._rows(np.flatnonzero(self.moments < moment))]

    def next_after(self, moment: float, most: int) -> list["NextProduct"]:
        """The first new product of each shopper after a moment who had a history before it.

        Args:
            moment: Seconds since 1970.
            most: Shoppers that are taken, evenly from all.
        """
        found = []
        for rows in self._rows(np.arange(len(self))):
            known = rows[self.moments[rows] < moment]
            later = rows[self.moments[rows] >= moment]
            new = later[~np.isin(self.items[later], self.items[known])]
            if len(known) and len(new):
                wait = (self.moments[new[0]] - self.moments[known[-1]]) / DAY
                found.append(NextProduct(self._steps(known, wait), int(self.items[new[0]])))
        return found[:: max(1, -(-len(found) // most))]

    def _rows(self, chosen: IntArray) -> list[IntArray]:
        """Chosen steps, a shopper each."""
        borders = np.flatnonzero(np.diff(self.shoppers[chosen])) + 1
        return np.split(chosen, borders) if len(chosen) else []

    def _steps(self, rows: IntArray, last_wait: float = 0.0) -> Steps:
        waits = np.append(np.diff(self.moments[rows]) / DAY, last_wait)
        return Steps(
            self.items[rows],
            self.actions[rows],
            waits.astype(np.float32),
            self.log_prices[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class NextProduct:
    """A history, and the number of the product that came after it."""

    history: Steps
    target: int


def read_histories(lake: Database, products: ProductTable) -> Histories:
    """All steps with products that the catalogue knows; what was turned down is none.

    One product several times in a row is one step, at the last of those times, with the weightiest
    thing done: to look, to choose a size and to buy says once that it was wanted. Of one shopper,
    the last `SHOPPER_INTERACTIONS` count.

    Args:
        lake: Of `open_lake`.
        products: The shop's.
    """
    kinds = [kind.value for kind in InteractionKind if kind is not InteractionKind.DISMISS]
    ids, names = np.array(products.ids, dtype=object), np.array(kinds, dtype=object)
    lake.put("known_product", {"product_id": ids, "number": np.arange(len(ids))})
    lake.put("known_kind", {"kind": names, "action": np.arange(len(names))})
    found = lake.execute(_SQL, {"most": SHOPPER_INTERACTIONS}).fetchnumpy()
    shoppers, items = (np.asarray(found[name], np.int64) for name in ("shopper", "number"))
    first = np.ones(len(items), dtype=bool)
    first[1:] = (np.diff(shoppers) != 0) | (np.diff(items) != 0)
    runs = np.flatnonzero(first)
    if not len(runs):
        none = np.empty(0, np.int64)
        return Histories(none, none, none, np.empty(0), np.empty(0, np.float32))
    with np.errstate(divide="ignore"):
        log_prices = np.log(products.prices)
    return Histories(
        shoppers[runs],
        items[runs],
        np.maximum.reduceat(np.asarray(found["action"], np.int64), runs),
        np.maximum.reduceat(np.asarray(found["moment"], np.float64), runs),
        np.where(np.isfinite(log_prices), log_prices, np.nan).astype(np.float32)[items[runs]],
    )
