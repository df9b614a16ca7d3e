"""Vectors that a batch has learned of products, and their inner products with a profile.

A shop of ordinary size has them in memory: each request needs the score of every candidate, and
one matrix product gives those of all products at once. A larger shop asks the index.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from shopguide.domain.errors import NotFoundError
from shopguide.domain.filters import EVERYTHING, HasId
from shopguide.domain.indexed import Matrix, NearestQuery, Vector
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.inner_product import as_query, taken_back


class Scored(Protocol):
    """Products by their inner product with one profile."""

    def best(self, count: int) -> Sequence[str]:
        """The `count` products with the highest ones, in any order."""

    def of(self, product_ids: Sequence[str]) -> Vector:
        """Inner products, ``[products]``; NaN where nothing was learned of a product."""


class VectorSpace(Protocol):
    """What was learned of products, one vector each."""

    def rows(self, product_ids: Sequence[str]) -> tuple[Matrix, Vector]:
        """Vectors ``[products, dimension]``, and 1 or 0 for whether there is one, ``[products]``.

        Where there is none the vector is 0.
        """

    def scored(self, profile: Vector) -> Scored:
        """All products against a profile ``[dimension]``."""


class HeldSpace:
    """Vectors in memory.

    Args:
        product_ids: Of the products.
        vectors: ``[products, dimension]``, float32.
    """

    def __init__(self, product_ids: Sequence[str], vectors: Matrix) -> None:
        self.product_ids = product_ids
        self.vectors = vectors
        self.numbers = {product_id: row for row, product_id in enumerate(product_ids)}

    def rows(self, product_ids: Sequence[str]) -> tuple[Matrix, Vector]:
        """As `VectorSpace` says."""
        places = self.places(product_ids)
        known = places >= 0
        found = np.where(known[:, None], self.vectors[np.maximum(places, 0)], np.float32(0))
        return found, known.astype(np.float32)

    def scored(self, profile: Vector) -> Scored:
        """As `VectorSpace` says."""
        return _HeldScores(self, self.vectors @ profile)

    def places(self, product_ids: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Row of each product, -1 where there is none."""
        return np.array([self.numbers.get(each, -1) for each in product_ids], dtype=np.int64)


class _HeldScores:
    def __init__(self, space: HeldSpace, scores: Vector) -> None:
        self._space = space
        self._scores = scores

    def best(self, count: int) -> Sequence[str]:
        if count >= len(self._scores):
            return self._space.product_ids
        rows = np.argpartition(-self._scores, count - 1)[:count]
        return [self._space.product_ids[row] for row in rows.tolist()]

    def of(self, product_ids: Sequence[str]) -> Vector:
        places = self._space.places(product_ids)
        found = self._scores[np.maximum(places, 0)]
        return np.where(places >= 0, found, np.float32(np.nan)).astype(np.float32)


class IndexedSpace:
    """Vectors in the index of a version of the signals.

    Args:
        index: Has it.
        name: The index.
        vector_name: Which of its vectors.
        longest: Length that they were filled up to.
        dimension: Of the vectors before they were filled up.
    """

    def __init__(
        self, index: VectorIndex, name: str, vector_name: str, longest: float, dimension: int
    ) -> None:
        self._index = index
        self.name = name
        self.vector_name = vector_name
        self._longest = longest
        self._dimension = dimension

    def rows(self, product_ids: Sequence[str]) -> tuple[Matrix, Vector]:
        """As `VectorSpace` says."""
        try:
            found = self._index.fetch(self.name, list(product_ids), with_vectors=True, fields=())
        except NotFoundError:  # lost, until the signals are published again
            found = ()
        unit = {
            each.document_id: each.vectors[self.vector_name]
            for each in found
            if self.vector_name in each.vectors
        }
        rows = np.zeros((len(product_ids), self._dimension), dtype=np.float32)
        known = np.array([float(each in unit) for each in product_ids], dtype=np.float32)
        places = np.flatnonzero(known)
        if places.size:
            filled = np.stack([unit[product_ids[place]] for place in places.tolist()])
            rows[places] = taken_back(filled, self._longest)
        return rows, known

    def scored(self, profile: Vector) -> Scored:
        """As `VectorSpace` says."""
        return _IndexedScores(self._index, self, profile, self._longest)


class _IndexedScores:
    def __init__(
        self, index: VectorIndex, space: IndexedSpace, profile: Vector, longest: float
    ) -> None:
        self._index = index
        self._space = space
        self._query = as_query(profile)
        self._factor = float(np.linalg.norm(profile)) * longest

    def best(self, count: int) -> Sequence[str]:
        return list(self._nearest(count))

    def of(self, product_ids: Sequence[str]) -> Vector:
        found = self._nearest(len(product_ids), product_ids) if product_ids else {}
        return np.array([found.get(each, np.nan) for each in product_ids], dtype=np.float32)

    def _nearest(self, count: int, among: Sequence[str] = ()) -> dict[str, float]:
        wanted = EVERYTHING.and_must(HasId(tuple(among))) if among else EVERYTHING
        query = NearestQuery(
            self._query, count, wanted, vector_name=self._space.vector_name, fields=()
        )
        try:
            found = self._index.nearest(self._space.name, query)
        except NotFoundError:
            return {}
        return {each.document.document_id: each.score * self._factor for each in found}
