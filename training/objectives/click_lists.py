"""Lists that shoppers were shown, and what was known of them at that moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from shopguide.domain.indexed import Vector
from shopguide.domain.interaction import INTERACTION_WEIGHTS
from training.data.database import Database
from training.data.lake import SHOPPER_INTERACTIONS
from training.objectives.product_table import ProductTable

CLICK_WINDOW = timedelta(minutes=30)
"""After which an interaction that names no ranking answers no list any more."""

PURCHASE_WINDOW = timedelta(days=1)
SHOPPER_LISTS = 200
"""Lists of one shopper that count, the last ones: a robot is one shopper among others."""

HISTORY = 50
"""Products of a history that count, the last ones, each once; as serving reads them."""

DAY = 86_400.0
"""Seconds."""

_WEIGHTS = {str(kind): weight for kind, weight in INTERACTION_WEIGHTS.items()}
_SQL = Path(__file__).parents[1] / "data" / "sql" / "click_lists.sql"


class ShownList(NamedTuple):
    """One list, and for each of its products, in order, whether it was clicked and bought."""

    shopper_id: str
    shown_at: float
    scene: str
    device: str
    hour: int | None
    country: str
    product_ids: Sequence[str]
    clicked: Sequence[bool]
    bought: Sequence[bool]


class Interacted(NamedTuple):
    """One interaction; `moment` in seconds since 1970, `weight` as `INTERACTION_WEIGHTS` has it."""

    moment: float
    shopper_id: str
    product_id: str
    weight: float


def read_interactions(lake: Database) -> Sequence[Interacted]:
    """Each interaction that says something of a taste, in the order of time.

    Of one shopper the last `SHOPPER_INTERACTIONS`.
    """
    found = lake.execute(
        "SELECT moment, shopper_id, product_id, kind FROM interaction WHERE kind <> 'dismiss'"
        " QUALIFY row_number() OVER (PARTITION BY shopper_id ORDER BY moment DESC, event_id)"
        " <= $most ORDER BY moment, event_id",
        {"most": SHOPPER_INTERACTIONS},
    )
    rows = found.fetchall()
    return [Interacted(*of, weight=_WEIGHTS.get(kind, 1.0)) for *of, kind in rows]


def read_lists(lake: Database, most: int) -> list[ShownList]:
    """The newest lists, in the order of time.

    Args:
        lake: Of `open_lake`.
        most: Lists that are read.
    """
    values = {
        "window": CLICK_WINDOW.total_seconds(),
        "purchase_window": PURCHASE_WINDOW.total_seconds(),
        "shopper_lists": SHOPPER_LISTS,
        "lists": most,
    }
    found = lake.execute(_SQL.read_text("utf-8"), values).fetchall()
    return list(map(ShownList._make, found))


class Past:
    """What was known at a moment: histories up to it, popularity up to the midnight before it.

    Asked in the order of time. Popularity is that of the midnight before because serving counts it
    in the nightly batch.
    """

    def __init__(self, interactions: Sequence[Interacted], products: ProductTable) -> None:
        self._interactions = interactions
        self._numbers = products.numbers
        self._read = self._counted = 0
        self._histories: dict[str, dict[int, float]] = {}
        self._popularity: Counter[int] = Counter()

    def history(self, shopper_id: str, moment: float) -> Mapping[int, float]:
        """Numbers of the last products of before `moment`, oldest first, each with the weight of
        the weightiest thing done with it.
        """
        while self._read < len(self._interactions):
            told = self._interactions[self._read]
            if told.moment >= moment:
                break
            self._read += 1
            if told.product_id in self._numbers:
                self._note(self._histories.setdefault(told.shopper_id, {}), told)
        return dict(self._histories.get(shopper_id, {}))

    def _note(self, history: dict[int, float], told: Interacted) -> None:
        number = self._numbers[told.product_id]
        weight = max(told.weight, history.pop(number, 0.0))
        history[number] = weight
        if len(history) > HISTORY:
            del history[next(iter(history))]

    def popularity(self, shown: Sequence[int], moment: float) -> Vector:
        """Interactions with each product before the day of `moment` (UTC), ``[shown]``."""
        midnight = moment - moment % DAY
        while self._counted < len(self._interactions):
            told = self._interactions[self._counted]
            if told.moment >= midnight:
                break
            self._counted += 1
            if told.product_id in self._numbers:
                self._popularity[self._numbers[told.product_id]] += 1
        return np.array([self._popularity[number] for number in shown], dtype=np.float32)
