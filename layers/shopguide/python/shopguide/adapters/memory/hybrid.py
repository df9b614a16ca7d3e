"""Hybrid candidates by looking at every document; what they are is told at `HybridQuery`."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.memory.scoring import rank_nearest
from shopguide.domain.filters import EVERYTHING, Filter
from shopguide.domain.indexed import (
    TERMS_VECTOR,
    TEXT_VECTOR,
    Candidates,
    HybridQuery,
    IndexedDocument,
    ScoredDocument,
    Vector,
    stable_uuid,
)
from shopguide.domain.matching import passes


def hybrid_candidates(query: HybridQuery, documents: Collection[IndexedDocument]) -> Candidates:
    """The best of the filter and of each subset, with all their scores."""
    allowed = [document for document in documents if passes(document, query.filter)]
    by_meaning = rank_nearest(query.vector, TEXT_VECTOR, allowed, documents)
    by_words = [rank_nearest(one, TERMS_VECTOR, allowed, documents) for one in query.wordings]
    chosen: dict[str, IndexedDocument] = {}
    for subset in (EVERYTHING, *query.subsets):
        for ranking in (by_meaning, *by_words):
            best = [hit.document for hit in ranking if passes(hit.document, subset)][: query.depth]
            chosen |= {document.document_id: document for document in best}
    found = sorted(chosen.values(), key=lambda document: stable_uuid(document.document_id))
    words = np.stack([_scores(found, ranking, missing=0.0) for ranking in by_words], axis=1)
    return Candidates(
        [stable_uuid(document.document_id) for document in found],
        _scores(found, by_meaning),
        words[:, 0],
        _members(found, (*query.subsets, *query.marks)),
        words[:, 1:],
    )


def _scores(
    found: list[IndexedDocument], ranking: list[ScoredDocument], missing: float | None = None
) -> Vector:
    """Scores of the found documents; without `missing`, one that has none takes the lowest."""
    ranked = {hit.document.document_id: hit.score for hit in ranking}
    scores = [ranked.get(one.document_id) for one in found]
    lowest = min((score for score in scores if score is not None), default=0.0)
    instead = lowest if missing is None else missing
    return np.array([instead if one is None else one for one in scores], dtype=np.float32)


def _members(found: list[IndexedDocument], subsets: tuple[Filter, ...]) -> NDArray[np.bool_]:
    passing = [[passes(document, subset) for subset in subsets] for document in found]
    return np.array(passing, dtype=np.bool_).reshape(len(found), len(subsets))
