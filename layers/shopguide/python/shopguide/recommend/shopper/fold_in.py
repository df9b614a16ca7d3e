"""A history in the space of the factors, without waiting for the next batch."""

from collections.abc import Sequence

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.interaction import INTERACTION_WEIGHTS
from shopguide.recommend.shopper.history import HistoryProduct
from shopguide.recommend.signals.factor_model import FactorModel

FOLD_IN_DECAY = 0.9
"""What each further product back counts here, relative to the one after it."""


def folded_in(
    products: Sequence[HistoryProduct], rows: Matrix, known: Vector, model: FactorModel
) -> Vector | None:
    """The factors of a history, ``[factors]``; None where none of its products has any.

    One step of alternating least squares (Hu, Koren & Volinsky 2008, equation 4) with the products
    held fixed, as the batch solved it: ``(Y^T Y + Y^T (C - I) Y + r I) x = Y^T C p``.

    Args:
        products: The history, newest first.
        rows: Factors of its products, ``[products, factors]``, 0 where there are none.
        known: 1 where there are, ``[products]``.
        model: Of the same version.
    """
    if not known.any():
        return None
    confidence = model.alpha * known * _weights(products)
    extra = (confidence - 1) * known
    left = model.gram + (rows.T * extra) @ rows
    left[np.diag_indices_from(left)] += model.regularization
    return np.asarray(np.linalg.solve(left, rows.T @ confidence), dtype=np.float32)


def _weights(products: Sequence[HistoryProduct]) -> Vector:
    return np.array(
        [INTERACTION_WEIGHTS[it.kind] * FOLD_IN_DECAY**step for step, it in enumerate(products)],
        dtype=np.float32,
    )
