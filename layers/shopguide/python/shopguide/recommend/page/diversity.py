"""Hits that differ from each other: maximal marginal relevance.

Carbonell & Goldstein 1998, *The use of MMR, diversity-based reranking for reordering documents and
producing summaries*.
"""

from collections.abc import Sequence

import numpy as np

from shopguide.domain.indexed import Matrix, Vector


def diversified(relevance: Vector, vectors: Matrix, diversity: float, count: int) -> Sequence[int]:
    """Rows in the order that they are shown in, `count` at most.

    The next one has the highest ``(1 - diversity) * relevance - diversity * cosine`` to the most
    similar of those before it. Relevance is first stretched to 0 to 1.

    Args:
        relevance: Of each row, ``[rows]``.
        vectors: Unit vectors, ``[rows, dimension]``.
        diversity: 0 gives the order of relevance, the earlier row first where two are equal; 1 the
            most different ones.
        count: How many to choose.
    """
    if diversity <= 0 or len(relevance) < 2:
        return [int(row) for row in np.argsort(-relevance, kind="stable")[:count]]
    spread = float(relevance.max() - relevance.min())
    worth = (relevance - relevance.min()) / (spread or 1.0) * (1 - diversity)
    alike = vectors @ vectors.T
    nearest = np.zeros(len(relevance), dtype=np.float32)
    chosen: list[int] = []
    open_rows = np.ones(len(relevance), dtype=np.bool_)
    while len(chosen) < min(count, len(relevance)):
        value = np.where(open_rows, worth - diversity * nearest, -np.inf)
        row = int(np.argmax(value))
        chosen.append(row)
        open_rows[row] = False
        nearest = np.maximum(nearest, alike[row])
    return chosen
