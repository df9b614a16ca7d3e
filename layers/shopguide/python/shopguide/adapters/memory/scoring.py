"""Scores of documents as the engines compute them, spelled out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

import numpy as np

from shopguide.domain.indexed import (
    AnyVector,
    IndexedDocument,
    ScoredDocument,
    SparseVector,
    Vector,
    stable_uuid,
)


def rank_nearest(
    vector: AnyVector, name: str, among: Iterable[IndexedDocument], whole: Iterable[IndexedDocument]
) -> list[ScoredDocument]:
    """The documents `among` which have the vector, best first.

    `whole` is the index, over which the rarity of terms counts whatever the filter.
    """
    if isinstance(vector, SparseVector):
        return best_first(_by_terms(_weighted(vector, name, whole), name, among))
    wanted = unit(vector)
    return best_first(
        ScoredDocument(document, float(document.vectors[name] @ wanted))
        for document in among
        if name in document.vectors
    )


def best_first(hits: Iterable[ScoredDocument]) -> list[ScoredDocument]:
    """By score; equal ones by the engine's id."""
    return sorted(hits, key=lambda hit: (-hit.score, stable_uuid(hit.document.document_id)))


def unit(vector: Vector) -> Vector:
    """The vector at length 1, but the zero vector as it is."""
    values = np.array(vector, dtype=np.float32)
    length = float(np.linalg.norm(values))
    return values / np.float32(length) if length > 0 else values


def _by_terms(
    weights: dict[int, float], name: str, among: Iterable[IndexedDocument]
) -> Sequence[ScoredDocument]:
    hits = []
    for document in among:
        if name in document.sparse:
            shared = {
                term: weight for term, weight in _terms(document.sparse[name]) if term in weights
            }
            score = sum(weights[term] * weight for term, weight in shared.items())
            hits += [ScoredDocument(document, score)] if shared else []
    return hits


def _weighted(
    vector: SparseVector, name: str, whole: Iterable[IndexedDocument]
) -> dict[int, float]:
    """The query's weights times the rarity of each term (the formula is at `NearestQuery`)."""
    stored = [document.sparse[name] for document in whole if name in document.sparse]
    holders = Counter(term for one in stored for term, _ in _terms(one))
    return {
        term: weight * log(1 + (len(stored) - holders[term] + 0.5) / (holders[term] + 0.5))
        for term, weight in _terms(vector)
    }


def _terms(vector: SparseVector) -> Iterable[tuple[int, float]]:
    return zip(vector.indices.tolist(), vector.values.tolist(), strict=True)
