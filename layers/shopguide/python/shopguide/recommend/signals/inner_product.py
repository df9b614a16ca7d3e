"""Inner products in an index that knows only cosines.

Every product's vector gets one dimension more, such that all have one length; a query gets a zero.
The cosine is then the inner product divided by that length and the query's (Bachrach et al. 2014,
*Speeding up the Xbox recommender system using a Euclidean transformation for inner-product
spaces*).
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix, Vector


def filled_up(vectors: Matrix) -> tuple[Matrix, float]:
    """Vectors ``[count, dimension + 1]`` that all have the length of the longest, and that length.

    Vectors that are all zero (or none at all) have length 1.
    """
    longest = longest_of([vectors])
    return filled_up_to(vectors, longest), longest


def longest_of(parts: Iterable[Matrix]) -> float:
    """Length of the longest vector of all parts; 1 where all are zero."""
    return max((float(_lengths(part).max(initial=0.0)) for part in parts), default=0.0) or 1.0


def filled_up_to(vectors: Matrix, longest: float) -> Matrix:
    """Vectors ``[count, dimension + 1]`` that all have this length, which none may exceed."""
    rest = np.sqrt(np.maximum(longest**2 - _lengths(vectors) ** 2, 0.0))
    return np.column_stack([vectors, rest]).astype(np.float32)


def as_query(vector: Vector) -> Vector:
    """A vector ``[dimension]`` to search products with, ``[dimension + 1]``."""
    return np.append(vector, np.float32(0.0))


def inner_product(cosine: float, query: Vector, longest: float) -> float:
    """What a cosine with `as_query` of `query` stands for; `longest` is that of `filled_up`."""
    return cosine * float(np.linalg.norm(query)) * longest


def taken_back(vectors: Matrix, longest: float) -> Matrix:
    """What `filled_up` was given, of unit vectors ``[count, dimension + 1]`` out of an index."""
    return np.asarray(vectors[:, :-1] * np.float32(longest), dtype=np.float32)


def _lengths(vectors: Matrix) -> NDArray[np.float64]:
    return np.asarray(np.linalg.norm(vectors.astype(np.float64), axis=1), dtype=np.float64)
