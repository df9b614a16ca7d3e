"""A history folded in is what alternating least squares would have given the shopper."""

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from shopguide.domain.interaction import INTERACTION_WEIGHTS, InteractionKind
from shopguide.domain.recommending import FOLD_IN_DECAY
from shopguide.recommend.shopper.fold_in import folded_in
from shopguide.recommend.shopper.history import HistoryProduct
from shopguide.recommend.signals.factor_model import FactorModel

PRODUCTS, WIDTH = 30, 5
CART, VIEW = InteractionKind.ADD_TO_CART, InteractionKind.VIEW_ITEM


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(PRODUCTS, WIDTH)).astype(np.float32)


def model_of(rows: np.ndarray, alpha: float = 3.0) -> FactorModel:
    return FactorModel(rows.T @ rows, regularization=0.7, alpha=alpha)


def history(*kinds: InteractionKind) -> list[HistoryProduct]:
    return [HistoryProduct(f"p{step}", kind, 1.0) for step, kind in enumerate(kinds)]


def test_fold_in_is_the_step_of_implicit(rows: np.ndarray) -> None:
    products = history(CART, VIEW, VIEW)
    weights = [
        INTERACTION_WEIGHTS[it.kind] * FOLD_IN_DECAY**step for step, it in enumerate(products)
    ]
    confidence = np.array(weights, np.float32) * 3  # the batch multiplies by alpha, too
    counts = csr_matrix((confidence, ([0] * 3, range(3))), (1, PRODUCTS))
    with threadpool_limits(1, "blas"):  # implicit warns where it shares the processors
        other = AlternatingLeastSquares(WIDTH, regularization=0.7, num_threads=1)
        other.item_factors = rows
        expected = other.recalculate_user(0, counts)
    found = folded_in(products, rows[:3], np.ones(3, np.float32), model_of(rows))
    np.testing.assert_allclose(found, np.ravel(expected), rtol=1e-3, atol=1e-4)


def test_products_without_factors_count_for_nothing(rows: np.ndarray) -> None:
    known = np.array([1, 0, 0], np.float32)
    given = rows[:3] * known[:, None]
    both = [
        folded_in(history(CART, VIEW, VIEW)[:count], given[:count], known[:count], model_of(rows))
        for count in (1, 3)
    ]
    np.testing.assert_allclose(both[0], both[1], rtol=1e-5)


def test_history_without_any_factors_has_no_profile(rows: np.ndarray) -> None:
    zeros = np.zeros(2, np.float32)
    assert folded_in(history(VIEW, VIEW), rows[:2] * 0, zeros, model_of(rows)) is None
