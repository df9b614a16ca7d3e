"""A shopper's taste as the weighted mean of the vectors of what they looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.ranking import REASON_TYPES, Reason
from shopguide.recommend.history import HistoryProduct


@dataclass(frozen=True, slots=True)
class Profile:
    """Products of a history with their unit `vectors` ``[len(products), dimension]``.

    The unnormalised score of a product with unit vector h is ``sum_i w_i * cos(v_i, h)``. It is a
    sum over the history, so each product's share of it is known exactly. The index ranks by the
    cosine with `vector`, which is that sum divided by a number that is the same for all products.
    """

    products: Sequence[HistoryProduct]
    vectors: Matrix

    @property
    def vector(self) -> Vector:
        """The weighted sum of the vectors, ``[dimension]``."""
        return np.asarray(self._weights @ self.vectors, dtype=np.float32)

    def contributions(self, hit: Vector) -> Vector:
        """What each product of the history adds to the score of a hit, ``[len(products)]``."""
        return np.asarray(self._weights * (self.vectors @ hit), dtype=np.float32)

    def reason(self, hit: Vector) -> Reason | None:
        """The product that adds most to the score of a hit; None where none adds anything."""
        contributions = self.contributions(hit)
        strongest = int(np.argmax(contributions))
        if contributions[strongest] <= 0:
            return None
        share = contributions[strongest] / np.maximum(contributions, 0).sum()
        product = self.products[strongest]
        return Reason(REASON_TYPES[product.kind], product.product_id, round(float(share), 4))

    @property
    def _weights(self) -> Vector:
        return np.array([product.weight for product in self.products], dtype=np.float32)
