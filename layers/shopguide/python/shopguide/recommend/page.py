"""The page that is shown of a request's candidates: which of them, in which order, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Matrix, Vector
from shopguide.domain.ranking import Hit, Reason, ReasonType
from shopguide.domain.recommending import BlendWeights
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import CandidateTable
from shopguide.recommend.diversity import diversified
from shopguide.recommend.exploration import explored, explored_places
from shopguide.recommend.lists import ListSignals
from shopguide.recommend.long_tail import HEAD, less_popular_first
from shopguide.recommend.reasons import Page, reasons_of
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.taste import Taste
from shopguide.text.index_layout import PRODUCTS, product_of

_SPARE = 20
"""Candidates beyond the page that diversity chooses from, and as many again as the page has."""


@dataclass(frozen=True, slots=True, eq=False)
class _Head:
    """The best candidates, in their order, as they stand in the shop now."""

    documents: Sequence[IndexedDocument]
    rows: Sequence[int]
    scores: Vector
    text: Matrix


class PageMaker:
    """Makes pages.

    Args:
        index: Has the products.
        records: Know what was popular, and shown.
        clock: Tells the day.
    """

    def __init__(self, index: VectorIndex, records: RecordTable, clock: Clock) -> None:
        self._index = index
        self._records = records
        self._clock = clock

    def make(
        self,
        request: RecommendationRequest,
        table: CandidateTable,
        weights: BlendWeights,
        taste: Taste | None,
        lists: ListSignals,
    ) -> Sequence[Hit]:
        """The hits of a page, best first; fewer where there are not so many candidates."""
        if not table.product_ids:
            return ()
        head = self._head(request, table, self._scores(request, table, weights))
        chosen = diversified(head.scores, head.text, request.diversity, request.limit)
        chosen, drawn = self._explored(request, head, chosen)
        page = Page(
            [head.documents[place].document_id for place in chosen],
            [head.rows[place] for place in chosen],
            head.text[list(chosen)],
            table,
            weights,
            lists.evidence,
        )
        reasons = reasons_of(page, taste)
        return tuple(
            Hit(
                product_of(head.documents[place].fields),
                round(float(head.scores[place]), 6),
                Reason(ReasonType.EXPLORED) if place in drawn else reason,
            )
            for place, reason in zip(chosen, reasons, strict=True)
        )

    def _scores(
        self, request: RecommendationRequest, table: CandidateTable, weights: BlendWeights
    ) -> Vector:
        scores = table.scores(weights)
        if request.long_tail <= 0:
            return scores
        rows = _best(scores, HEAD)
        ids = [table.product_ids[row] for row in rows]
        moved = np.full(len(scores), -np.inf, dtype=np.float32)
        moved[rows] = less_popular_first(self._records, ids, scores[rows], request.long_tail)
        return moved

    def _head(self, request: RecommendationRequest, table: CandidateTable, scores: Vector) -> _Head:
        count = request.limit if request.diversity <= 0 else 2 * request.limit + _SPARE
        count += explored_places(request.limit, request.exploration) and _SPARE
        rows = [row for row in _best(scores, count) if np.isfinite(scores[row])]
        row_of = {table.product_ids[row]: row for row in rows}
        found = self._index.fetch(PRODUCTS, list(row_of), with_vectors=True, fields=("product",))
        kept = [row_of[each.document_id] for each in found]
        text = np.stack([each.vectors[TEXT_VECTOR] for each in found]) if found else _NOTHING
        return _Head(found, kept, scores[kept], text)

    def _explored(
        self, request: RecommendationRequest, head: _Head, chosen: Sequence[int]
    ) -> tuple[Sequence[int], frozenset[int]]:
        """The page with its last places given to others, and those."""
        places = explored_places(request.limit, request.exploration)
        others = [place for place in range(len(head.documents)) if place not in set(chosen)]
        ids = [head.documents[place].document_id for place in others]
        day = self._clock.now().date()
        drawn = [
            others[row] for row in explored(self._records, ids, places, request.shopper_id, day)
        ]
        kept = list(chosen[: request.limit - len(drawn)])
        return [*kept, *drawn], frozenset(drawn)


_NOTHING: Matrix = np.zeros((0, 0), dtype=np.float32)


def _best(scores: Vector, count: int) -> list[int]:
    """Rows of the highest scores, best first; the earlier one where two are equal."""
    return [int(row) for row in np.argsort(-scores, kind="stable")[:count]]
