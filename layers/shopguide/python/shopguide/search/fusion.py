"""Candidates by meaning and by words, in one order.

The score is a convex combination of both, which on product searches beats fusing by rank (Bruch,
Gai & Ingber, *An Analysis of Fusion Functions for Hybrid Retrieval*, TOIS 2023)::

    score = (terms / best terms + w * cosine) / (1 + w)      w = min(6, 0.6 * terms of the query)

The words of a short query are names ("iphone 11", "tn-2110") and decide; a long query describes,
and its meaning decides. docs/adr/0014 has what it was measured against.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from shopguide.domain.indexed import Candidates, Vector

MEANING_PER_TERM = 0.6
"""What each term of the query adds to the weight of the cosine, relative to that of the words."""

MAX_MEANING = 6.0

RANKING_VERSION = "1"
"""Raised whenever the same candidates would come in another order; traces have it."""


@dataclass(frozen=True, slots=True)
class FusedOrder:
    """Candidates, best first: row `n` of each array is about `keys[n]`.

    Attributes:
        keys: The index's keys of the documents.
        scores: What they are ordered by, ``[count]``; 1 is the best that can be.
        cosines: Of query and document, ``[count]``.
        term_scores: Of the words, ``[count]``; 0 where none is shared.
        boosts: What each subset added, ``[count, subsets]``.
    """

    keys: Sequence[UUID]
    scores: Vector
    cosines: Vector
    term_scores: Vector
    boosts: Vector

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self.keys)


def meaning_weight(terms: int) -> float:
    """The weight of the cosine for a query of so many terms."""
    return min(MAX_MEANING, MEANING_PER_TERM * terms)


def fuse(candidates: Candidates, terms: int, amounts: Sequence[float] = ()) -> FusedOrder:
    """Order candidates; equal scores by key, so that pages join.

    Args:
        candidates: What the index found.
        terms: Distinct terms of the query.
        amounts: Added to the score of the members of each subset, ``[subsets]``.
    """
    weight = meaning_weight(terms)
    best = candidates.term_scores.max(initial=0.0)
    by_words = candidates.term_scores / best if best > 0 else candidates.term_scores
    if best <= 0:
        weight = 1.0  # no word is known: all that is left is the meaning
    scores = (by_words + weight * candidates.cosines) / (1 + weight)
    boosts = (candidates.members * np.asarray(amounts)).astype(np.float32)
    scores = (scores + boosts.sum(axis=1)).astype(np.float32)
    ties = np.array([key.int >> 96 for key in candidates.keys], dtype=np.uint32)
    order = np.lexsort((ties, -scores))
    return FusedOrder(
        [candidates.keys[row] for row in order],
        scores[order],
        candidates.cosines[order],
        candidates.term_scores[order],
        boosts[order],
    )
