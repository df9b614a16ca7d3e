"""Names that are written in several ways: how often each is used, and how it is mostly written."""

from collections.abc import Mapping

from shopguide.domain.lexicon import Name
from shopguide.indexing.pruned_counts import PrunedCounts


class NameCounts:
    """Counts names by their folded form.

    Args:
        most: So many names are told; five times as many forms are kept in mind.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._forms: PrunedCounts[tuple[str, str, str]] = PrunedCounts(5 * most)

    def add(self, folded: str, shown: str, path: str = "") -> None:
        """Count a product with this name."""
        self._forms.add([(folded, shown, path)])

    def names(self) -> Mapping[str, Name]:
        """By folded form: the most frequent spelling and path, and the number of products."""
        ranked = sorted(self._forms.at_least(1), key=lambda form: (-form[1], form[0]))
        names: dict[str, Name] = {}
        for (folded, shown, path), count in ranked:
            known = names.get(folded)
            if known is None:
                names[folded] = Name(shown, count, path)
            else:
                names[folded] = Name(known.shown, known.count + count, known.path)
        best = sorted(names, key=lambda folded: (-names[folded].count, folded))
        return {folded: names[folded] for folded in best[: self._most]}
