"""A history as the recommender model reads it, and what it makes of one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix


@dataclass(frozen=True, slots=True, eq=False)
class HistoryVectors:
    """The last products of a history, oldest first.

    Attributes:
        text: Text vectors, ``[steps, text dimension]``.
        learned: Vectors that the recommender has learned of the products, ``[steps, dimension]``;
            anything where it has not.
        is_known: Whether it has, ``[steps]``; the others are read by their text alone.
        actions: Place of each step's kind among `InteractionKind`, ``[steps]``, int64.
        ages_days: How long ago each step was, ``[steps]``.
        log_prices: Natural logarithm of each price, ``[steps]``; NaN where there is none.
    """

    text: Matrix
    learned: Matrix
    is_known: NDArray[np.bool_]
    actions: NDArray[np.int64]
    ages_days: NDArray[np.float32]
    log_prices: NDArray[np.float32]

    def __len__(self) -> int:
        """How many steps there are."""
        return len(self.text)


@dataclass(frozen=True, slots=True, eq=False)
class SequenceProfiles:
    """What histories ask for, in both spaces; inner products with products are scores.

    Attributes:
        learned: ``[histories, dimension]``, for products that the recommender knows.
        text: ``[histories, text dimension]``, for all products, new ones included.
    """

    learned: Matrix
    text: Matrix
