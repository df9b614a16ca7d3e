"""Which of two interleaved rankings shoppers prefer, from the products they took."""

import math
from dataclasses import dataclass

import numpy as np

from shopguide.experiments.statistics.ratio import Array, Interval

BOOTSTRAPS = 2_000
_SEED = 20_080_826


@dataclass(frozen=True, slots=True)
class Preference:
    """The outcome of an interleaving.

    Attributes:
        interval: Share of the products taken that the variant had picked, less one half, with its
            95% interval from a bootstrap over shoppers.
        control_wins: Shoppers who took more products of the control's.
        variant_wins: Shoppers who took more of the variant's.
        ties: Shoppers who took as many of both.
        p_value: Two-sided sign test over the shoppers who prefer one; for one look alone.
    """

    interval: Interval
    control_wins: int
    variant_wins: int
    ties: int
    p_value: float


def preference(control: Array, variant: Array) -> Preference:
    """Judge an interleaving.

    Args:
        control: Products that each shopper took of those the control had picked, ``[shoppers]``.
        variant: Likewise of the variant's.
    """
    better, worse = int((variant > control).sum()), int((variant < control).sum())
    return Preference(
        _bootstrap(control, variant),
        worse,
        better,
        len(control) - better - worse,
        sign_test(better, worse),
    )


def sign_test(wins: int, losses: int) -> float:
    """Probability of as uneven a split or worse where both are as likely (binomial, two-sided)."""
    count, few = wins + losses, min(wins, losses)
    logs = [_log_choose(count, taken) - count * math.log(2) for taken in range(few + 1)]
    return min(1.0, 2 * math.fsum(math.exp(each) for each in logs))


def _bootstrap(control: Array, variant: Array) -> Interval:
    total = control + variant
    if total.sum() == 0:
        return Interval(0.0, -0.5, 0.5)
    value = float(variant.sum() / total.sum()) - 0.5
    rng = np.random.default_rng(_SEED)
    # How often each shopper is drawn, which is all that the sums need.
    shares = []
    for _ in range(BOOTSTRAPS):
        drawn = np.bincount(rng.integers(len(total), size=len(total)), minlength=len(total))
        if (taken := drawn @ total) > 0:
            shares.append(float(drawn @ variant / taken) - 0.5)
    low, high = np.quantile(shares, [0.025, 0.975])
    return Interval(value, float(low), float(high))


def _log_choose(count: int, taken: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(taken + 1) - math.lgamma(count - taken + 1)
