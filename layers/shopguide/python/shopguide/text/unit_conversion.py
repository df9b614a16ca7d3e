"""Quantities of one dimension in one unit, so that 0.254 kg and 254 g are equal.

Factors are exact, as the units are defined; what has none (a person, a percentage) is compared as
it is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shopguide.text.quantities import Quantity

_FACTORS: dict[str, dict[str, str]] = {
    "mass": {
        "kilogram": "1000",
        "gram": "1",
        "pound": "453.59237",
        "ounce": "28.349523125",
    },
    "length": {
        "kilometre": "1000000",
        "metre": "1000",
        "centimetre": "10",
        "millimetre": "1",
        "inch": "25.4",
        "foot": "304.8",
    },
    "volume": {"litre": "1000", "millilitre": "1"},
    "time": {"second": "1", "minute": "60", "hour": "3600", "day": "86400", "week": "604800"},
    "term": {"month": "1", "year": "12"},
    "data": {"megabyte": "1", "gigabyte": "1000", "terabyte": "1000000"},
}
_BY_UNIT = {
    unit: (dimension, Decimal(factor))
    for dimension, units in _FACTORS.items()
    for unit, factor in units.items()
}


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount in the smallest unit of its dimension (grams, millimetres, seconds, …).

    Units without others beside them are a dimension of their own (``watt``, ``dollar``).
    """

    dimension: str
    amount: Decimal


def in_smallest(unit: str) -> tuple[str, Decimal]:
    """The dimension of a unit, and how many of its smallest unit it is."""
    return _BY_UNIT.get(unit, (unit, Decimal(1)))


def smallest_unit(dimension: str) -> str:
    """The unit that measures of a dimension are in; one without others is its own."""
    units = _FACTORS.get(dimension, {})
    return next((unit for unit, factor in units.items() if factor == "1"), dimension)


def measure_of(quantity: Quantity) -> Measure | None:
    """The quantity in its dimension; None for one without a unit, or a code such as "XM5"."""
    if not quantity.unit or not quantity.number.replace(".", "", 1).isdecimal():
        return None
    amount = Decimal(quantity.number)
    dimension, factor = in_smallest(quantity.unit)
    return Measure(dimension, amount * factor)


def is_equal_to_one_of(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    """Whether another quantity is the same amount, in whatever unit, exactly."""
    measure = measure_of(quantity)
    return measure is not None and any(measure_of(other) == measure for other in others)
