"""Prices by category, from a bounded sample that does not depend on the order of the rows."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from zlib import crc32

from shopguide.domain.json_value import JsonObject, JsonValue

MAX_SAMPLED = 30_000
SHOWN_CATEGORIES = 20
SHOWN_OUTLIERS = 12
_ALL = 1 << 32
_CATEGORY_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class CategoryPrices:
    """The prices of one leaf category in one currency: a box plot's figures.

    `count` is of the sample. `low` and `high` are the last prices within 1.5 times the ratio of the
    quartiles, on a scale of ratios; those beyond are outliers, and `outliers` has the furthest.
    """

    category: str
    currency: str
    count: int
    low: float
    lower_quartile: float
    median: float
    upper_quartile: float
    high: float
    outliers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Prices:
    """What products cost after the import.

    `sampled_share` of the products were looked at, 1 of up to `MAX_SAMPLED` with a price.
    `currencies` counts them there; `categories` are the largest.
    """

    sampled_share: float = 1.0
    currencies: tuple[tuple[str, int], ...] = ()
    categories: tuple[CategoryPrices, ...] = ()


def price_of(content: JsonObject | None) -> tuple[float, str] | None:
    """What a shopper pays by a product's JSON: amount and currency."""
    price: JsonValue = content and (content.get("sale_price") or content.get("price"))
    if not isinstance(price, dict):
        return None
    return float(price["amount"]), price["currency"]


class PriceSample:
    """Keeps the prices of the products whose ids have the smallest hashes.

    Once too many are kept, the bound on the hash is halved: what stays is the sample that any other
    order of the rows would have left, and memory has a limit.
    """

    def __init__(self) -> None:
        self._bound = _ALL
        self._kept: list[tuple[int, str, float, str]] = []

    def wants(self, row_id: str) -> bool:
        """Whether the product counts; who asks first need not read the content of others."""
        return self._bound == _ALL or _place(row_id) < self._bound

    def add(self, row_id: str, content: JsonObject) -> None:
        """Keep the price of a product, if it has one and counts."""
        place = _place(row_id)
        if place >= self._bound:
            return
        price = price_of(content)
        if price is None:
            return
        self._kept.append((place, _leaf_category(content), *price))
        while len(self._kept) > MAX_SAMPLED:
            self._bound //= 2
            self._kept = [kept for kept in self._kept if kept[0] < self._bound]

    def prices(self) -> Prices:
        """The figures of the sample."""
        groups: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        for _, category, amount, currency in self._kept:
            groups[category, currency].append(amount)
        currencies = Counter(currency for *_, currency in self._kept)
        largest = sorted(groups, key=lambda group: (-len(groups[group]), group))
        return Prices(
            sampled_share=self._bound / _ALL,
            currencies=tuple(sorted(currencies.items(), key=lambda each: (-each[1], each[0]))),
            categories=tuple(
                _box(*group, sorted(groups[group])) for group in largest[:SHOWN_CATEGORIES]
            ),
        )


def _place(row_id: str) -> int:
    return crc32(row_id.encode(errors="surrogatepass"))


def _leaf_category(content: JsonObject) -> str:
    path = str(content.get("product_type", ""))
    return path.rpartition(">")[2].strip()[:_CATEGORY_CHARACTERS]


def _box(category: str, currency: str, amounts: Sequence[float]) -> CategoryPrices:
    """Tukey's box plot of sorted amounts, by ratios.

    A price is far off both when it is a tenth of what others are and when it is ten times that.
    Where a quarter is free, ratios tell nothing, and no price is an outlier.
    """
    lower, median, upper = (
        quantiles(amounts, n=4, method="inclusive") if len(amounts) > 1 else [amounts[0]] * 3
    )
    reach = (upper / lower) ** 1.5 * (1 + 1e-9) if lower else 1.0  # quartiles are rounded
    usual = [it for it in amounts if not lower or lower / reach <= it <= upper * reach]
    outside = [amount for amount in amounts if not usual[0] <= amount <= usual[-1]]
    outside.sort(key=lambda amount: -abs(math.log(amount / median)) if amount else -math.inf)
    return CategoryPrices(
        category=category,
        currency=currency,
        count=len(amounts),
        low=usual[0],
        lower_quartile=round(lower, 4),
        median=round(median, 4),
        upper_quartile=round(upper, 4),
        high=usual[-1],
        outliers=tuple(sorted(set(outside[:SHOWN_OUTLIERS]))),
    )
