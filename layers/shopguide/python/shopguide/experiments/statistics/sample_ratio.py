"""Whether variants have the shares of shoppers that they should have; if not, read nothing else."""

import math
from collections.abc import Sequence

SUSPICIOUS = 0.001
"""A p-value below which shares are not taken for chance.

As small as Fabijan et al. 2019, *Diagnosing sample ratio mismatch in online controlled
experiments*, have it, because the check is made again at every look.
"""


def sample_ratio_p_value(counts: Sequence[int], shares: Sequence[float]) -> float:
    """How likely counts this far from the shares are (Pearson's chi-square); 1 without shoppers.

    Args:
        counts: Shoppers of each variant.
        shares: What they should be of the sum, above 0; they add up to 1.
    """
    total = sum(counts)
    if not total or len(counts) < 2:
        return 1.0
    pairs = zip(counts, shares, strict=True)
    statistic = sum((count - total * share) ** 2 / (total * share) for count, share in pairs)
    return chi_square_tail(statistic, len(counts) - 1)


def chi_square_tail(statistic: float, freedom: int) -> float:
    """Probability that chi-square with so many degrees of freedom is above `statistic`.

    The finite series of whole degrees (Abramowitz & Stegun 26.4.4 and 26.4.5).
    """
    half = statistic / 2
    if freedom % 2:
        tail, term = math.erfc(math.sqrt(half)), math.sqrt(half / math.pi) * 2 * math.exp(-half)
        first = 3
    else:
        tail, term = 0.0, math.exp(-half)
        first = 2
    for degree in range(first, freedom + 1, 2):
        tail += term
        term *= statistic / degree
    return min(1.0, tail)
