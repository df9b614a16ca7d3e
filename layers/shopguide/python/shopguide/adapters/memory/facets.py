"""Values of a field, counted as Qdrant counts them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from shopguide.domain.indexed import FacetCount, FieldKind, IndexedDocument, facet_value
from shopguide.domain.matching import field_values

_TYPES: dict[FieldKind, type[str] | type[int] | type[bool]] = {
    FieldKind.KEYWORD: str,
    FieldKind.INTEGER: int,
    FieldKind.BOOL: bool,
}


def count_values(
    documents: Iterable[IndexedDocument], field: str, kind: FieldKind
) -> Sequence[FacetCount]:
    """Most frequent first, then by value; values of another kind than the field's do not count."""
    counts: Counter[str | int] = Counter()
    for document in documents:
        counts.update({one for one in field_values(document, field) if type(one) is _TYPES[kind]})
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [FacetCount(facet_value(value), count) for value, count in ranked]
