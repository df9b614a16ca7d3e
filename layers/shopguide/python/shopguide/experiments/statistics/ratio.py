"""Ratios over shoppers, such as clicks by products shown, and how sure they are.

A shopper's clicks depend on each other, so the shopper is what is drawn at random, and the variance
is that of a ratio of means over shoppers (delta method; Deng, Knoblich & Lu 2018, *Applying the
delta method in metric analytics*).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the ends of its 95% interval; infinite where nothing is known."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RatioEstimate:
    """A ratio over shoppers.

    Attributes:
        value: Sum of the numerators by sum of the denominators; 0 where there are none.
        variance: Of `value`; infinite with fewer than two shoppers, or nothing to divide by.
        shoppers: Who were drawn.
        active: Shoppers whose numerator is above 0.
    """

    value: float
    variance: float
    shoppers: int
    active: int

    @property
    def interval(self) -> Interval:
        """The value with its 95% confidence interval, for one look at it.

        Where nobody did it, their variance is 0, and how rare it is is not known.
        """
        return _normal(self.value, self.variance if self.active else math.inf)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a variant has more than the control.

    Attributes:
        value: Ratio of the variant less that of the control.
        variance: Of `value`: the sum of both, for no shopper is in both.
        shoppers: Of both.
        active: Of both.
        control: Ratio of the control.
    """

    value: float
    variance: float
    shoppers: int
    active: int
    control: float

    @property
    def interval(self) -> Interval:
        """The value with its 95% confidence interval, for one look at it."""
        return _normal(self.value, self.variance)

    @property
    def relative(self) -> float | None:
        """`value` by the control's ratio; None where that is 0."""
        return self.value / self.control if self.control else None


def ratio_estimate(numerators: Array, denominators: Array) -> RatioEstimate:
    """The ratio of two sums over shoppers.

    Args:
        numerators: One a shopper, 0 or more, ``[shoppers]``.
        denominators: Likewise; shoppers with 0 count for how many there are.
    """
    shoppers = len(numerators)
    total = float(denominators.sum())
    active = int((numerators > 0).sum())
    if total <= 0:
        return RatioEstimate(0.0, math.inf, shoppers, active)
    value = float(numerators.sum()) / total
    if shoppers < 2:
        return RatioEstimate(value, math.inf, shoppers, active)
    residuals = numerators - value * denominators
    variance = float(residuals @ residuals) * shoppers / (shoppers - 1) / total**2
    return RatioEstimate(value, variance, shoppers, active)


def difference(control: RatioEstimate, variant: RatioEstimate) -> Difference:
    """The variant's ratio less the control's."""
    return Difference(
        variant.value - control.value,
        control.variance + variant.variance,
        control.shoppers + variant.shoppers,
        control.active + variant.active,
        control.value,
    )


def _normal(value: float, variance: float) -> Interval:
    half = NORMAL_95 * math.sqrt(variance)
    return Interval(value, value - half, value + half)
