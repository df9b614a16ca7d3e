"""What a stated need asks of products: attributes, and limits for what these say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shopguide.compare.facts import BRAND, PRICE
from shopguide.compare.values import Measure, measure_of
from shopguide.domain.query import SortOrder
from shopguide.text.attribute_concepts import concept, concepts_asked
from shopguide.text.bounds import Side, bound_at
from shopguide.text.colours import find_colours
from shopguide.text.needs import attributes_needed, has
from shopguide.text.normalise import fold
from shopguide.text.quantities import find_quantities
from shopguide.text.query.prices import find_prices
from shopguide.text.query.sorts import find_sorts
from shopguide.text.query.understand import lower_in_place
from shopguide.text.simplified import simplify

_LAPTOP = re.compile(r"[\s-]*(?:laptop|notebook|macbook|的?笔记本|的?电脑)")
"""What a bag must hold, behind its size."""

_OF_FAMILY = {
    "mass": ("weight",),
    "time": ("battery_life", "charging_time", "keeps_hot", "setup_time"),
    "volume": ("capacity", "water_tank"),
    "decibel": ("noise_level",),
    "length": ("laptop_size",),
    "data": ("memory", "storage"),
    "milliamp-hour": ("battery_capacity",),
    "person": ("people",),
    "term": ("warranty",),
    "watt": ("output_power", "power", "fast_charging_power"),
}
"""Attributes that a limit may mean, first the one of a bare limit: "under 1 kg" is the weight."""


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that a need asks for.

    Attributes:
        names: Attributes that it may mean, any of which a product may state; the first one that
            products do state counts.
        words: The need's own words for a limit, as ``under 1 kg``; empty for a preference.
        at_least: The limit from below, of a limit.
        at_most: The limit from above.
        values: Of a colour or a brand: canonical values, one of which it must be.
        named: Whether the need names the attribute itself, and not what it is good for.
    """

    names: Sequence[str]
    words: str = ""
    at_least: Measure | None = None
    at_most: Measure | None = None
    values: frozenset[str] = frozenset()
    named: bool = False

    @property
    def is_limit(self) -> bool:
        """Whether a product meets it or does not; else one can only be better than another."""
        return bool(self.at_least or self.at_most or self.values)


def read_wants(need: str, brands: Sequence[str]) -> list[Want]:
    """What a need asks for, its limits first, each attribute once.

    Args:
        need: Cleaned text in either language.
        brands: Those of the products.
    """
    text = simplify(lower_in_place(need))
    limits = [*_prices(need, text), *_measured(text), *_named(need, text, brands)]
    taken = {want.names[0] for want in limits}
    asked = dict.fromkeys(name for name in _asked(text) if name not in taken)
    return [*limits, *(Want((name,), named=_is_named(name, text)) for name in asked)]


def _is_named(name: str, text: str) -> bool:
    known = concept(name)
    return known is not None and any(
        has(text, each) for each in (known.english.lower(), known.chinese)
    )


def _prices(need: str, text: str) -> Iterator[Want]:
    for found in find_prices(text):
        at_least, at_most = (
            None if bound is None else Measure(found.currency, Decimal(str(bound)))
            for bound in (found.at_least, found.at_most)
        )
        yield Want((PRICE,), need[found.start : found.end].strip(), at_least, at_most)


def _measured(text: str) -> Iterator[Want]:
    """Limits such as "at least 20 hours" and 1公斤以内; of a bare number only "for 4 people"."""
    for start, end, quantity in find_quantities(text):
        measure = measure_of(str(quantity)) if quantity.unit else None
        names = _names_near(text, measure.family) if measure else ()
        if measure is None or not names:
            continue
        if measure.family == "length" and _LAPTOP.match(text, end):
            yield Want(("laptop_size",), text[start:end].strip(), at_least=measure)
            continue
        side, first, last = bound_at(text, start, end)
        words = text[first:last].strip()
        if side in (Side.BELOW, Side.AT_MOST):
            yield Want(names, words, at_most=measure)
        elif side in (Side.ABOVE, Side.AT_LEAST) or measure.family == "person":
            yield Want(names, words, at_least=measure)


def _names_near(text: str, family: str) -> tuple[str, ...]:
    """What a limit in units of this family may mean: what the need names, else the likeliest."""
    possible = _OF_FAMILY.get(family, ())
    asked = {each.concept_id for each in concepts_asked(text)}
    return tuple(name for name in possible if name in asked) or possible[:1]


def _named(need: str, text: str, brands: Sequence[str]) -> Iterator[Want]:
    for colour in find_colours(text)[:1]:
        words = need[colour.start : colour.end]
        yield Want(("color",), words, values=frozenset((colour.value,)))
    named = [brand for brand in dict.fromkeys(brands) if brand and has(text, fold(brand))]
    if named:
        yield Want((BRAND,), ", ".join(named), values=frozenset(map(fold, named)))


def _asked(text: str) -> Iterator[str]:
    """Attributes in the order in which the need's words for them stand."""
    yield from attributes_needed(text)
    yield from (each.concept_id for each in concepts_asked(text))
    if any(each.sort is SortOrder.PRICE_ASCENDING for each in find_sorts(text)):
        yield PRICE
