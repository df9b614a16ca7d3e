"""What the click model reads of products that are shown, and of the shopper they are shown to.

Training computes the rows from impressions that were logged, serving from the candidates of a
request: by this file alone, so that a column means the same to both. Whatever is unknown is NaN in
what the caller gives, and 0 in the row, with a column beside it that says so where 0 could be
mistaken. A column that never varied in training does not count in the model.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.product import Product
from shopguide.domain.recommending import NO_CONTEXT, Context, Signal
from shopguide.text.normalise import fold

DEVICES = ("mobile", "tablet", "desktop", "app")
SCENES = ("home", "product", "cart", "campaign", "search")

CLICK_COLUMNS: tuple[str, ...] = (
    "log_price_gap",
    "has_price_gap",
    "in_stock",
    "rating",
    "has_rating",
    "log_age",
    "has_age",
    "log_popularity",
    "log_shown",
    "text_cosine",
    "category_overlap",
    "brand_overlap",
    *(f"signal_{signal}" for signal in Signal),
    "log_steps",
    "hour_sine",
    "hour_cosine",
    *(f"device_{device}" for device in DEVICES),
    *(f"scene_{scene}" for scene in SCENES),
)
"""Columns of `click_features`, in order; a model names those that it was trained on."""

_WIDEST_GAP = 3.0
"""Of two prices, as a logarithm: 20 times as dear; what lies beyond is a mistake in the data."""


@dataclass(frozen=True, slots=True, eq=False)
class ClickProducts:
    """Products that one shopper is shown at once, column by column; NaN where unknown.

    Attributes:
        prices: What each costs now, in the shop's currency, ``[products]``.
        in_stock: ``[products]``.
        ratings: Mean stars of 5, ``[products]``.
        ages_days: Days since it came out, ``[products]``.
        popularity: Interactions with it that the signals counted, ``[products]``.
        shown: Impressions of it, ``[products]``.
        text_cosines: Of its text with the shopper's profile of texts, ``[products]``.
        categories: Its category path, folded; empty where it has none.
        brands: Folded; empty where it has none.
        signals: The blend's signals, each at most 1 over all candidates, ``[products, signals]``
            in the order of `Signal`.
    """

    prices: Vector
    in_stock: NDArray[np.bool_]
    ratings: Vector
    ages_days: Vector
    popularity: Vector
    shown: Vector
    text_cosines: Vector
    categories: Sequence[str]
    brands: Sequence[str]
    signals: Matrix

    def __len__(self) -> int:
        """How many products there are."""
        return len(self.prices)


@dataclass(frozen=True, slots=True)
class ClickShopper:
    """Who looks, and where.

    Attributes:
        usual_log_price: Median of the natural logarithms of the prices in the history; NaN: none.
        categories: Share of the history's products by category path.
        brands: Share of the history's products by brand.
        steps: Products of the history that count.
        context: Device, hour and country of the request.
        scene: Where the products are shown, one of `SCENES`.
    """

    usual_log_price: float = np.nan
    categories: Mapping[str, float] = field(default_factory=dict)
    brands: Mapping[str, float] = field(default_factory=dict)
    steps: int = 0
    context: Context = NO_CONTEXT
    scene: str = ""


def click_shopper(
    prices: Vector,
    categories: Sequence[str],
    brands: Sequence[str],
    context: Context = NO_CONTEXT,
    scene: str = "",
) -> ClickShopper:
    """The shopper that a history makes, of one price, category and brand for each of its products.

    Args:
        prices: ``[steps]``, in the shop's currency; NaN where unknown.
        categories: Folded category paths, empty where unknown.
        brands: Folded, empty where unknown.
        context: Of the request.
        scene: Where products are to be shown.
    """
    known = prices[_is_price(prices)]
    usual = float(np.median(np.log(known))) if len(known) else np.nan
    return ClickShopper(
        usual, _shares(categories), _shares(brands), len(categories), context, scene
    )


def text_cosines(products: Matrix, history: Matrix, weights: NDArray[Any]) -> Vector:
    """Cosine of each product's text with the weighted sum of a history's, ``[products]``.

    NaN without a history. The sum is of the vectors as they are, without the shop's mean taken off.

    Args:
        products: Unit text vectors, ``[products, dimension]``.
        history: Likewise of the history, ``[steps, dimension]``.
        weights: What each of its products counts in the taste, ``[steps]``.
    """
    profile = weights @ history
    length = float(np.linalg.norm(profile))
    if not length:
        return np.full(len(products), np.nan, dtype=np.float32)
    return np.asarray(products @ profile / length, dtype=np.float32)


def shown_category(product: Product) -> str:
    """The category path of a product as `ClickProducts` has it; empty where it has none."""
    paths = product.category_paths()
    return fold(paths[-1]) if paths else ""


def click_features(products: ClickProducts, shopper: ClickShopper) -> Matrix:
    """Rows ``[products, len(CLICK_COLUMNS)]``, finite whatever the input."""
    count, hour = len(products), _angle(shopper.context.hour)
    gaps = _price_gaps(products.prices, shopper.usual_log_price)
    columns: list[NDArray[Any] | Sequence[float] | float] = [
        gaps,
        np.isfinite(gaps),
        products.in_stock,
        products.ratings,
        np.isfinite(products.ratings),
        np.log1p(np.maximum(products.ages_days, 0.0)),
        np.isfinite(products.ages_days),
        np.log1p(np.maximum(products.popularity, 0.0)),
        np.log1p(np.maximum(products.shown, 0.0)),
        products.text_cosines,
        _looked_up(products.categories, shopper.categories),
        _looked_up(products.brands, shopper.brands),
        *np.asarray(products.signals).T,
        np.log1p(shopper.steps),
        0.0 if hour is None else np.sin(hour),
        0.0 if hour is None else np.cos(hour),
        *(float(shopper.context.device == device) for device in DEVICES),
        *(float(shopper.scene == scene) for scene in SCENES),
    ]
    rows = np.empty((count, len(CLICK_COLUMNS)), dtype=np.float32)
    for place, column in enumerate(columns):
        rows[:, place] = column
    return np.nan_to_num(rows, copy=False, nan=0.0, posinf=0.0, neginf=0.0)


def _price_gaps(prices: Vector, usual: float) -> Vector:
    """By how much each price lies above the shopper's usual one, as a logarithm; NaN: unknown."""
    known = np.where(_is_price(prices), prices, np.nan)
    return np.clip(np.log(known) - np.float32(usual), -_WIDEST_GAP, _WIDEST_GAP)


def _is_price(prices: Vector) -> NDArray[np.bool_]:
    return np.isfinite(prices) & (prices > 0)


def _angle(hour: int | None) -> float | None:
    return None if hour is None else 2 * np.pi * hour / 24


def _shares(values: Sequence[str]) -> dict[str, float]:
    counts = Counter(value for value in values if value)
    return {value: count / len(values) for value, count in counts.items()}


def _looked_up(values: Sequence[str], shares: Mapping[str, float]) -> list[float]:
    return [shares.get(value, 0.0) if value else 0.0 for value in values]
