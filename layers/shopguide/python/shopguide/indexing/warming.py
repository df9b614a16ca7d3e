"""Indexes that are about to go live are asked first, so that no shopper waits for the engine."""

from collections.abc import Iterable, Sequence

from shopguide.domain.filters import EVERYTHING, Filter, Match
from shopguide.domain.indexed import (
    TERMS_VECTOR,
    TEXT_VECTOR,
    HybridQuery,
    IndexedDocument,
    NearestQuery,
)
from shopguide.ports.vector_index import VectorIndex

_DOCUMENTS = 4
_HITS = 20
_FILTERED_FIELDS = ("in_stock", "brand", "categories", "kind")


def warm_up(index: VectorIndex, names: Iterable[str]) -> None:
    """Ask these indexes for what lies near some of their own documents, as searches do.

    So the engine has opened its files, and read vectors, terms and what is filtered by.
    """
    for name in names:
        documents = index.scan(name, limit=_DOCUMENTS, with_vectors=True).documents
        for document in documents:
            _ask(index, name, document)


def _ask(index: VectorIndex, name: str, document: IndexedDocument) -> None:
    vector, terms = document.vectors[TEXT_VECTOR], document.sparse.get(TERMS_VECTOR)
    for matching in (EVERYTHING, *_filters(document)):
        index.nearest(name, NearestQuery(vector, _HITS, matching))
        index.count(name, matching)
        if terms:
            index.candidates(name, HybridQuery(vector, terms, matching))


def _filters(document: IndexedDocument) -> Sequence[Filter]:
    """Conditions that the document meets, one a field."""
    values = {name: document.fields.get(name) for name in _FILTERED_FIELDS}
    first = {name: each[0] if isinstance(each, list) else each for name, each in values.items()}
    return [
        Filter((Match(name, (value,)),))
        for name, value in first.items()
        if isinstance(value, str | bool)
    ]
