"""A shopper's taste as the weighted mean of the vectors of what they looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.recommend.shopper.history import HistoryProduct


@dataclass(frozen=True, slots=True)
class Profile:
    """Products of a history with their unit `vectors` ``[len(products), dimension]``.

    A product with unit vector h scores ``sum_i w_i * cos(v_i, h)``, which is the inner product with
    `vector`: search orders by it where it personalises.
    """

    products: Sequence[HistoryProduct]
    vectors: Matrix

    @property
    def vector(self) -> Vector:
        """The weighted sum of the vectors, ``[dimension]``."""
        return np.asarray(self._weights @ self.vectors, dtype=np.float32)

    @property
    def _weights(self) -> Vector:
        return np.array([product.weight for product in self.products], dtype=np.float32)
