"""Impressions of the lake as rows to learn from: what was known when each list was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.recommending import STEP_DECAY, Context, Signal
from shopguide.text.click_features import (
    CLICK_COLUMNS,
    SCENES,
    ClickProducts,
    click_features,
    click_shopper,
    text_cosines,
)
from training.data.database import Database
from training.objectives.click_lists import DAY, Past, ShownList, read_interactions, read_lists
from training.objectives.click_signals import EarlierSignals
from training.objectives.product_table import ProductTable

Label = Literal["click", "purchase"]

_FOLLOWED = list(Signal).index(Signal.FOLLOWED)


@dataclass(frozen=True, eq=False)
class ClickExamples:
    """Products that were shown, a row each, in the order of time.

    Attributes:
        features: ``[rows, len(CLICK_COLUMNS)]``.
        positions: Place in its list from 0, ``[rows]``.
        scenes: Place in `SCENES`; their number where it is another, ``[rows]``.
        labels: 1 where it was clicked or bought, else 0, ``[rows]``.
        lists: Number of its list, ``[rows]``.
    """

    features: Matrix
    positions: NDArray[np.int64]
    scenes: NDArray[np.int64]
    labels: Vector
    lists: NDArray[np.int64]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.labels)

    def collate(self, rows: list[int] | None) -> dict[str, Tensor]:
        """These rows, or all, as keyword arguments of the network."""
        chosen = slice(None) if rows is None else rows
        return {
            "features": torch.from_numpy(self.features[chosen]),
            "positions": torch.from_numpy(self.positions[chosen]),
            "scenes": torch.from_numpy(self.scenes[chosen]),
            "labels": torch.from_numpy(self.labels[chosen]),
        }

    def part(self, first: float, last: float) -> "ClickExamples":
        """The rows of a share of the lists, by time; e.g. from 0.8 to 0.9."""
        count = int(self.lists[-1]) + 1 if len(self) else 0
        low, high = np.searchsorted(self.lists, [round(first * count), round(last * count)])
        rows = slice(int(low), int(high))
        return ClickExamples(
            self.features[rows],
            self.positions[rows],
            self.scenes[rows],
            self.labels[rows],
            self.lists[rows],
        )


def click_examples(lake: Database, most_lists: int, rows: "ListRows") -> ClickExamples:
    """Rows of the newest lists; products that the catalogue does not know any more are left out.

    Args:
        lake: Of `open_lake`.
        most_lists: Lists that are read.
        rows: How a list becomes rows.
    """
    past = Past(read_interactions(lake), rows.products)
    since = rows.signals.known_until if rows.signals else -np.inf
    shown = (each for each in read_lists(lake, most_lists) if each.shown_at > since)
    parts = [rows.of(each, past, number) for number, each in enumerate(shown)]
    if not parts:
        none = np.empty(0, dtype=np.int64)
        features = np.empty((0, len(CLICK_COLUMNS)), np.float32)
        return ClickExamples(features, none, none, np.empty(0, np.float32), none)
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return ClickExamples(*joined)


@dataclass(frozen=True)
class ListRows:
    """How a list becomes rows.

    Attributes:
        products: The shop's.
        label: What counts as success.
        vectors: Unit text vectors ``[products, dimension]``; None: texts do not count.
        signals: Of an earlier night; None: signals do not count.
    """

    products: ProductTable
    label: Label
    vectors: Matrix | None = None
    signals: EarlierSignals | None = None

    def of(self, shown: ShownList, past: Past, number: int) -> tuple[NDArray[Any], ...]:
        """Columns of `ClickExamples`, of the list with this number."""
        known = self.products.numbers
        places = [place for place, each in enumerate(shown.product_ids) if each in known]
        answers = shown.clicked if self.label == "click" else shown.bought
        scene = SCENES.index(shown.scene) if shown.scene in SCENES else len(SCENES)
        return (
            self._features(shown, past, [known[shown.product_ids[place]] for place in places]),
            np.array(places, dtype=np.int64),
            np.full(len(places), scene),
            np.array([answers[place] for place in places], dtype=np.float32),
            np.full(len(places), number),
        )

    def _features(self, shown: ShownList, past: Past, numbers: list[int]) -> Matrix:
        told = past.history(shown.shopper_id, shown.shown_at)
        history = list(told)
        products = self.products
        columns = ClickProducts(
            prices=products.prices[numbers],
            in_stock=np.ones(len(numbers), dtype=bool),
            ratings=products.ratings[numbers],
            ages_days=np.float32(shown.shown_at / DAY) - products.released[numbers],
            popularity=past.popularity(numbers, shown.shown_at),
            shown=np.full(len(numbers), np.nan, dtype=np.float32),
            text_cosines=self._text_cosines(told, numbers),
            categories=[products.categories[each] for each in numbers],
            brands=[products.brands[each] for each in numbers],
            signals=self._signals(told, numbers),
        )
        shopper = click_shopper(
            products.prices[history],
            [products.categories[each] for each in history],
            [products.brands[each] for each in history],
            Context(shown.device, shown.hour, shown.country),
            shown.scene,
        )
        return click_features(columns, shopper)

    def _signals(self, history: Mapping[int, float], shown: Sequence[int]) -> Matrix:
        """NaN for all but what an earlier night's files say."""
        found = np.full((len(shown), len(Signal)), np.nan, dtype=np.float32)
        if self.signals:
            ids = self.products.ids
            known = {ids[number]: weight for number, weight in history.items()}
            found[:, _FOLLOWED] = self.signals.followed_scores(known, [ids[it] for it in shown])
        return found

    def _text_cosines(self, history: Mapping[int, float], shown: Sequence[int]) -> Vector:
        if self.vectors is None:
            return np.full(len(shown), np.nan, dtype=np.float32)
        newest = np.array(list(history)[::-1], dtype=np.int64)
        weights = np.array(list(history.values())[::-1]) * STEP_DECAY ** np.arange(len(newest))
        products = self.vectors[np.array(shown, dtype=np.int64)]
        return text_cosines(products, self.vectors[newest], weights)
