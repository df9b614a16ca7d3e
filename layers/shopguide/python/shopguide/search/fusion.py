"""Candidates by meaning and by words, in one order.

The score is a convex combination of both, which on product searches beats fusing by rank (Bruch,
Gai & Ingber, *An Analysis of Fusion Functions for Hybrid Retrieval*, TOIS 2023)::

    score = meaning * cosine + (1 - meaning) * terms / best terms + boosts
    meaning = w / (1 + w)      w = min(6, 0.3 * terms of the query)

What the shop's synonyms bring in never adds to the words of the query, which would draw it away
from what was asked: of several wordings the best one counts, as in Lucene's disjunction maximum::

    terms / best terms = max(own / best own, 0.7 * other wording / best of that wording)

The words of a short query are names ("iphone 11", "tn-2110") and decide; a long query describes,
and its meaning decides. Where no product has a word of the query, its meaning is all there is.
docs/adr/0014 has what it was measured against.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Candidates, Vector

MEANING_PER_TERM = 0.3
"""What each term of the query adds to the weight of the cosine, relative to that of the words."""

MAX_MEANING = 6.0

SYNONYM_WEIGHT = 0.7
"""What another wording counts, relative to the words that were written."""

RANKING_VERSION = "1"
"""Raised whenever the same candidates would come in another order; traces have it."""


@dataclass(frozen=True, slots=True)
class FusedOrder:
    """Candidates, best first: row `n` of each array is about `keys[n]`.

    Attributes:
        keys: The index's keys of the documents.
        scores: What they are ordered by, ``[count]``; without boosts, 1 is the best that can be.
        cosines: Of query and document, ``[count]``.
        term_scores: Of the words, ``[count]``; 0 where none is shared.
        words: The same relative to the best, ``[count]``, 0 to 1.
        boosts: What each subset added, ``[count, subsets]``.
        meaning: The share of the cosine in the score.
    """

    keys: Sequence[UUID]
    scores: Vector
    cosines: Vector
    term_scores: Vector
    words: Vector
    boosts: Vector
    meaning: float

    def __len__(self) -> int:
        """How many candidates there are."""
        return len(self.keys)

    def without(self, keys: Collection[UUID]) -> "FusedOrder":
        """The candidates that are not among these."""
        rows = [row for row, key in enumerate(self.keys) if key not in keys]
        return self if len(rows) == len(self) else self.rows(rows)

    def rows(self, rows: Sequence[int] | NDArray[np.intp]) -> "FusedOrder":
        """These of the candidates, in the order given."""
        return FusedOrder(
            [self.keys[row] for row in rows],
            self.scores[rows],
            self.cosines[rows],
            self.term_scores[rows],
            self.words[rows],
            self.boosts[rows],
            self.meaning,
        )


def meaning_share(terms: int) -> float:
    """The share of the cosine in the score, for a query of so many terms."""
    weight = min(MAX_MEANING, MEANING_PER_TERM * terms)
    return weight / (1 + weight)


def fuse(candidates: Candidates, terms: int, amounts: Sequence[float] = ()) -> FusedOrder:
    """Order candidates; equal scores by key, so that pages join.

    Args:
        candidates: What the index found.
        terms: Distinct terms of the query.
        amounts: Added to the score of the members of each subset, ``[subsets]``.
    """
    words = _relative(candidates.term_scores)
    for wording in candidates.variant_scores.T:
        words = np.maximum(words, SYNONYM_WEIGHT * _relative(wording))
    meaning = meaning_share(terms) if words.any() else 1.0
    boosts = (candidates.members * np.asarray(amounts)).astype(np.float32)
    scores = meaning * candidates.cosines + (1 - meaning) * words + boosts.sum(axis=1)
    ties = np.array([key.int >> 96 for key in candidates.keys], dtype=np.uint32)
    found = FusedOrder(
        candidates.keys,
        scores.astype(np.float32),
        candidates.cosines,
        candidates.term_scores,
        words,
        boosts,
        meaning,
    )
    return found.rows(np.lexsort((ties, -found.scores)))


def _relative(scores: Vector) -> Vector:
    """Scores relative to the best, 0 to 1."""
    best = scores.max(initial=0.0)
    return scores / best if best > 0 else scores
