"""What a shopper may ask of products, and the filter that the index evaluates."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.filters import Condition, Filter, Match, Range
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.money import CURRENCIES
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.text.colours import colour_names
from shopguide.text.genders import gender_names
from shopguide.text.normalise import fold

MAX_RATING = 5
"""Ratings go from 0 to this."""


@dataclass(frozen=True, slots=True)
class ProductConstraints:
    """Constraints on products; a default asks nothing.

    Attributes:
        price_min: Lowest current price, inclusive, in the product's own currency.
        price_max: Highest current price, inclusive.
        currency: ISO 4217 code; products priced in another one do not match.
        brands: Any of these, however they are written.
        categories: Any of these: full paths, or the name of one level anywhere in the path.
        in_stock_only: Only what can be delivered from stock.
        colours: Any of these, by any of their names in English or Chinese.
        sizes: Any of these, however they are written.
        genders: Any of ``female``, ``male``, ``unisex``, ``kids``, by any of their names.
        rating_min: Lowest rating out of five; products without one do not match.

    Raises:
        InvalidParameterError: names the parameter that cannot be used, as the API calls it.
    """

    price_min: float | None = None
    price_max: float | None = None
    currency: str = ""
    brands: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    in_stock_only: bool = False
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    rating_min: float | None = None

    def __post_init__(self) -> None:
        for name, price in (("price_min", self.price_min), ("price_max", self.price_max)):
            if price is not None and not (math.isfinite(price) and price >= 0):
                raise _wrong(name, f"{price} is not a price.", "Send a number of 0 or more.")
        if self.price_min and self.price_max is not None and self.price_min > self.price_max:
            message = f"price_min {self.price_min:g} is above price_max {self.price_max:g}."
            raise _wrong("price_min", message, "Swap them.")
        if self.currency and self.currency.upper() not in CURRENCIES:
            message = f"{self.currency!r} is not a currency of product feeds."
            raise _wrong("currency", message, "Send an ISO 4217 code such as USD or CNY.")
        if self.rating_min is not None and not 0 <= self.rating_min <= MAX_RATING:
            message = f"{self.rating_min:g} is not a rating."
            raise _wrong("rating_min", message, "Send a number from 0 to 5.")
        lists = {
            "brand": self.brands,
            "category": self.categories,
            "colour": self.colours,
            "size": self.sizes,
            "gender": self.genders,
        }
        for name, texts in lists.items():
            if not all(map(fold, texts)):
                raise _wrong(name, f"A {name} is empty.", "Leave it out or send a name.")


ANY_PRODUCT = ProductConstraints()


def constraints_to_json(constraints: ProductConstraints) -> JsonObject:
    """What the constraints ask, by the names of `ProductConstraints`; defaults are left out."""
    record: dict[str, JsonValue] = {}
    for each in fields(constraints):
        value = getattr(constraints, each.name)
        if value != getattr(ANY_PRODUCT, each.name):
            record[each.name] = list(value) if isinstance(value, tuple) else value
    return record


def product_filter(constraints: ProductConstraints) -> Filter:
    """The filter over the fields of `text.index_layout` that holds where the constraints do."""
    must: list[Condition] = []
    if constraints.price_min is not None or constraints.price_max is not None:
        must.append(Range("price", constraints.price_min, constraints.price_max))
    if constraints.currency:
        must.append(Match("currency", (constraints.currency.upper(),)))
    if constraints.brands:
        must.append(Match("brand", tuple(map(fold, constraints.brands))))
    if constraints.categories:
        must.append(Match("categories", tuple(map(fold_category, constraints.categories))))
    if constraints.in_stock_only:
        must.append(Match("in_stock", (True,)))
    if constraints.colours:
        must.append(Match("colours", _named(constraints.colours, _colours())))
    if constraints.sizes:
        must.append(Match("sizes", tuple(map(fold, constraints.sizes))))
    if constraints.genders:
        must.append(Match("genders", _named(constraints.genders, _genders())))
    if constraints.rating_min is not None:
        must.append(Range("rating", at_least=constraints.rating_min))
    return Filter(must=tuple(must))


def fold_category(text: str) -> str:
    """A category, or its path from the root, as the index has it."""
    levels = (level.strip() for level in fold(text).split(CATEGORY_SEPARATOR.strip()))
    return CATEGORY_SEPARATOR.join(level for level in levels if level)


def _named(texts: Iterable[str], value_of: Mapping[str, str]) -> tuple[str, ...]:
    """The values that the index has for these names; an unknown one stands for itself."""
    return tuple(value_of.get(fold(text), fold(text)) for text in texts)


@cache
def _colours() -> Mapping[str, str]:
    return _value_of(colour_names())


@cache
def _genders() -> Mapping[str, str]:
    return _value_of(gender_names())


def _value_of(names: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    return {fold(name): value for value, all_names in names.items() for name in all_names}


def _wrong(name: str, message: str, fix: str) -> InvalidParameterError:
    return InvalidParameterError(message, fix=fix, field=name)
