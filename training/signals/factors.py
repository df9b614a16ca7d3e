"""Implicit matrix factorisation of who took what (Hu, Koren and Volinsky 2008)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.signals.database import SignalDatabase
from training.signals.settings import SignalSettings

FloatMatrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Factors:
    """Vectors of products, and what folding a history in needs beside them.

    Attributes:
        ids: Product ids, ``[products]``, sorted.
        vectors: ``[products, factors]``, float32.
        gram: ``vectors.T @ vectors``, ``[factors, factors]``, float32.
        regularization: Added to the diagonal.
        alpha: Confidence of an interaction of weight 1, where what was not taken has 1.
    """

    ids: NDArray[np.str_]
    vectors: FloatMatrix
    gram: FloatMatrix
    regularization: float
    alpha: float


def make_factors(database: SignalDatabase, settings: SignalSettings, threads: int) -> Factors:
    """Factorise ``taken``: a confidence of ``alpha * weight`` for each product that was taken.

    The same interactions give the same vectors, whatever the number of threads: each row is solved
    by itself, and the random beginning has a seed.
    """
    taken = database.read(
        "SELECT shopper, product, weight FROM taken WHERE weight > 0 ORDER BY shopper, product"
    )
    shoppers, rows = np.unique(taken["shopper"], return_inverse=True)
    products, columns = np.unique(taken["product"], return_inverse=True)
    ids = database.read("SELECT product_id FROM products ORDER BY product")["product_id"]
    vectors = _solve(
        rows, columns, taken["weight"], (len(shoppers), len(products)), settings, threads
    )
    return Factors(
        ids=np.array(ids[products - 1].tolist(), dtype=np.str_),
        vectors=vectors,
        gram=(vectors.T.astype(np.float64) @ vectors).astype(np.float32),
        regularization=settings.factor_regularization,
        alpha=settings.factor_alpha,
    )


def _solve(
    rows: NDArray[np.int64],
    columns: NDArray[np.int64],
    weights: NDArray[np.generic],
    shape: tuple[int, int],
    settings: SignalSettings,
    threads: int,
) -> FloatMatrix:
    """Alternating least squares; ``[0, factors]`` where nobody took anything."""
    from scipy.sparse import csr_matrix

    if not len(rows):
        return np.zeros((0, settings.factors), dtype=np.float32)
    from implicit.als import AlternatingLeastSquares
    from threadpoolctl import threadpool_limits

    matrix = csr_matrix((weights.astype(np.float32), (rows, columns)), shape=shape)
    with threadpool_limits(1, "blas"):  # implicit has threads of its own; two sorts are slower
        model = AlternatingLeastSquares(
            factors=settings.factors,
            regularization=settings.factor_regularization,
            alpha=settings.factor_alpha,
            iterations=settings.factor_rounds,
            num_threads=threads,
            random_state=settings.factor_seed,
        )
        model.fit(matrix, show_progress=False)
    return np.ascontiguousarray(model.item_factors, dtype=np.float32)
