"""Keeps the made-up queries that the served encoder finds their own product by.

Round-trip consistency (Alberti et al. 2019, https://aclanthology.org/P19-1620; for retrieval, Dai
et al. 2023, https://arxiv.org/abs/2209.11755): a query that does not bring its source back is too
vague, or made of words that do not belong to it.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix

_BATCH_TEXTS = 1_024


class TextEncoder(Protocol):
    """Texts to unit vectors ``[texts, dimension]``, as `OnnxEncoder` makes them."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """Vectors of queries or questions."""

    def encode_passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of what is searched."""


class RoundTrip:
    """Ranks a source among all texts.

    Args:
        encoder: The one that is served.
        texts: What is searched. Their vectors stay in memory, 4 bytes a dimension.
    """

    def __init__(self, encoder: TextEncoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._vectors = np.concatenate(
            [
                encoder.encode_passages(texts[start : start + _BATCH_TEXTS])
                for start in range(0, len(texts), _BATCH_TEXTS)
            ]
        )

    def ranks(
        self,
        queries: Sequence[str],
        sources: Sequence[int],
        among: Sequence[Sequence[int]] | None = None,
    ) -> NDArray[np.int64]:
        """Rank of each query's source, 1 for the best, equals counting for it.

        Args:
            queries: As a shopper would type them.
            sources: Position in `texts` of the one that each query was made from.
            among: For each query the positions that it is ranked among; all unless given.
        """
        ranks = np.empty(len(queries), dtype=np.int64)
        for start in range(0, len(queries), _BATCH_TEXTS):
            places = range(start, min(start + _BATCH_TEXTS, len(queries)))
            vectors = self._encoder.encode_queries([queries[place] for place in places])
            for place, vector in zip(places, vectors, strict=True):
                rows = self._vectors if among is None else self._vectors[list(among[place])]
                own = float(self._vectors[sources[place]] @ vector)
                ranks[place] = 1 + int(np.sum(rows @ vector > own + 1e-6))
        return ranks
