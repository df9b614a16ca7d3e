"""Intervals and p-values that hold at every look, however often and whenever one looks.

A usual test allows one look: who looks daily and stops at the first p below 0.05 is wrong far more
often than that. Here the evidence is a mixture of likelihood ratios over effects drawn from a
normal distribution (mSPRT; Johari et al. 2017, *Peeking at A/B tests*), with the variance
estimated (asymptotic confidence sequences; Waudby-Smith et al. 2024, *Time-uniform central limit
theory and asymptotic confidence sequences*): under no effect it ever passes ``1 / alpha`` with
probability `alpha` at most, whenever one stops.
"""

import math
from dataclasses import dataclass

from shopguide.experiments.statistics.ratio import Difference, Interval

ALPHA = 0.05

PLANNED_SHOPPERS = 10_000
"""How many shoppers the interval is narrowest for; it holds for any number of them."""

MIN_SHOPPERS = 100
MIN_ACTIVE = 40
"""Shoppers, and those of them who did what is counted, before which sums are not yet normal."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known at one look.

    Attributes:
        interval: The difference with the confidence sequence as far as it has come.
        p_value: Always valid: the smallest of this look alone; take the smallest of all looks.
    """

    interval: Interval
    p_value: float


NOTHING_KNOWN = Look(Interval(0.0, -math.inf, math.inf), 1.0)


def look_at(found: Difference, alpha: float = ALPHA) -> Look:
    """The confidence sequence of a difference and its evidence, at one look.

    Without variance, or with too few shoppers, nothing is known yet: the interval is infinite and
    the p-value 1.

    Args:
        found: What the variants differ by so far.
        alpha: How often the sequence may miss the truth at any look at all.
    """
    variance = found.variance
    enough = found.shoppers >= 2 * MIN_SHOPPERS and found.active >= MIN_ACTIVE
    if not enough or not 0 < variance < math.inf:
        return Look(Interval(found.value, -math.inf, math.inf), 1.0)
    prior = _prior_ratio(alpha) * found.shoppers * variance
    both = variance + prior
    half = math.sqrt(
        variance * both / prior * (2 * math.log(1 / alpha) + math.log(both / variance))
    )
    evidence = prior * found.value**2 / (2 * variance * both) - math.log(both / variance) / 2
    interval = Interval(found.value, found.value - half, found.value + half)
    return Look(interval, min(1.0, math.exp(-max(evidence, 0.0))))


def _prior_ratio(alpha: float) -> float:
    """Variance of the mixture by that of one shopper (Waudby-Smith et al. 2024, appendix B.2)."""
    tight = -2 * math.log(alpha)
    return (tight + math.log(tight + 1)) / PLANNED_SHOPPERS
