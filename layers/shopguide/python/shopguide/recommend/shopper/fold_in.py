"""A history in the space of the factors, without waiting for the next batch."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix, Vector
from shopguide.domain.interaction import INTERACTION_WEIGHTS
from shopguide.domain.recommending import FOLD_IN_DECAY
from shopguide.recommend.shopper.history import HistoryProduct
from shopguide.recommend.signals.factor_model import FactorModel


def folded_in(
    products: Sequence[HistoryProduct], rows: Matrix, known: Vector, model: FactorModel
) -> Vector | None:
    """The factors of a history, ``[factors]``; None where none of its products has any.

    One step of alternating least squares (Hu, Koren & Volinsky 2008, equation 4) with the products
    held fixed, as the batch solved it: ``(Y^T Y + Y^T (C - I) Y + r I) x = Y^T C 1``. What does not
    depend on the history is inverted once, and the history put in by the formula of Woodbury: a
    system of as many unknowns as it has products.

    Args:
        products: The history, newest first.
        rows: Factors of its products, ``[products, factors]``, 0 where there are none.
        known: 1 where there are, ``[products]``.
        model: Of the same version.
    """
    if not known.any():
        return None
    there = known > 0
    factors = rows[there].astype(np.float64)
    confidence = model.alpha * _weights(products)[there]
    spread = _without_history(model) @ factors.T
    before = spread @ confidence
    extra = confidence - 1
    left = np.eye(len(factors)) + extra[:, None] * (factors @ spread)
    found = before - spread @ np.linalg.solve(left, extra * (factors @ before))
    return np.asarray(found, dtype=np.float32)


@lru_cache(maxsize=4)
def _without_history(model: FactorModel) -> NDArray[np.float64]:
    """``(Y^T Y + r I)^-1``, of a version; factors that are all zero have none, and stay zero."""
    whole = model.gram.astype(np.float64)
    whole[np.diag_indices_from(whole)] += model.regularization
    return np.asarray(np.linalg.pinv(whole, hermitian=True))


def _weights(products: Sequence[HistoryProduct]) -> NDArray[np.float64]:
    return np.array(
        [INTERACTION_WEIGHTS[it.kind] * FOLD_IN_DECAY**step for step, it in enumerate(products)]
    )
