"""Round price ranges that hold about equally many products each."""

from collections.abc import Sequence

import numpy as np

from shopguide.domain.filters import Range

RANGES = 5

_ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
_CENT = 0.01


def price_ranges(field: str, prices: Sequence[float], count: int = RANGES) -> tuple[Range, ...]:
    """Ranges over a field, without gap or overlap for amounts in cents, open at both ends.

    Args:
        field: Name of the field that has the price.
        prices: A sample of them, in one currency.
        count: Most ranges; fewer where the sample leaves no room for so many round bounds.

    Returns:
        In rising order; none where all prices are alike.
    """
    bounds = _round_bounds(prices, count)
    if not bounds:
        return ()
    below = (*(round(bound - _CENT, 2) for bound in bounds), None)
    return tuple(Range(field, low, high) for low, high in zip((None, *bounds), below, strict=True))


def range_word(wanted: Range) -> str:
    """The bounds in one word: ``-49.99``, ``50-99.99``, ``100-``."""
    return f"{_amount(wanted.at_least)}-{_amount(wanted.at_most)}"


def _round_bounds(prices: Sequence[float], count: int) -> list[float]:
    if not prices:
        return []
    low, high = min(prices), max(prices)
    shares = np.arange(1, count) / count
    quantiles = np.quantile(np.asarray(prices, dtype=np.float64), shares)
    bounds = {_rounded(float(quantile)) for quantile in quantiles if quantile > 0}
    return sorted(bound for bound in bounds if low < bound <= high)


def _rounded(price: float) -> float:
    """The round number nearest by ratio."""
    power = 10.0 ** np.floor(np.log10(price))
    nearest = min(_ROUND, key=lambda step: abs(np.log(price / (step * power))))
    return round(float(nearest * power), 2)


def _amount(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".removesuffix("00").removesuffix(".")
