"""In which categories the products lie whose title has a word."""

from collections.abc import Collection, Mapping, Sequence

from shopguide.indexing.pruned_counts import PrunedCounts
from shopguide.text.terms import matchable, text_terms

MOST_LEVELS = 5
"""Levels told of each term."""

MIN_SHARE = 0.1
"""Levels with a smaller share of the term's products are left out."""

MIN_TITLES = 3
"""A term in fewer titles says nothing of its category."""

MOST_TERMS = 50_000
_ROOM = 500_000


class WordCategoryCounts:
    """Counts pairs of a title's term and a level of its product's category path."""

    def __init__(self, room: int = _ROOM) -> None:
        self._terms: PrunedCounts[str] = PrunedCounts(room)
        self._pairs: PrunedCounts[tuple[str, str]] = PrunedCounts(room)

    def add(self, folded_title: str, levels: Collection[str]) -> None:
        """Count one product; one without a category says nothing."""
        if levels:
            terms = dict.fromkeys(matchable(text_terms(folded_title)))
            self._terms.add(terms)
            self._pairs.add((term, level) for term in terms for level in levels)

    def shares(self) -> Mapping[str, Sequence[tuple[str, float]]]:
        """By term: levels and their share of the term's products, the largest first."""
        found: dict[str, list[tuple[str, float]]] = {}
        for (term, level), count in self._pairs.at_least(1):
            titles = self._terms[term]
            if titles >= MIN_TITLES and count >= MIN_SHARE * titles:
                found.setdefault(term, []).append((level, min(1.0, count / titles)))
        terms = sorted(found, key=lambda term: (-self._terms[term], term))[:MOST_TERMS]
        return {term: _largest(found[term]) for term in terms}


def _largest(levels: Sequence[tuple[str, float]]) -> Sequence[tuple[str, float]]:
    return sorted(levels, key=lambda pair: (-pair[1], pair[0]))[:MOST_LEVELS]
