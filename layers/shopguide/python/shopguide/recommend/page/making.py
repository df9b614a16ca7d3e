"""The page that is shown of a request's candidates: which of them, in which order, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.indexed import TEXT_VECTOR, Matrix, Vector
from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit, Reason, ReasonType
from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import SIGNALS, CandidateTable
from shopguide.recommend.candidates.lists import ListSignals
from shopguide.recommend.page.clicking import ClickOrder
from shopguide.recommend.page.diversity import diversified
from shopguide.recommend.page.exploration import MOST_EXPLORED, explored, kept_places
from shopguide.recommend.page.long_tail import HEAD, less_popular_first
from shopguide.recommend.page.reasons import Page, reasons_of
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.shopper.taste import Taste
from shopguide.text.index_layout import PRODUCTS, product_of

_SPARE = 20
"""Candidates beyond twice the page that diversity chooses from."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What a page is made of."""

    table: CandidateTable
    weights: BlendWeights
    taste: Taste | None
    lists: ListSignals


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the page: a row of the table, its score, and what it was kept for, if anything."""

    row: int
    score: float
    drawn: bool = False
    newcomer: bool = False


class PageMaker:
    """Makes pages.

    Args:
        index: Has the products.
        records: Know what was popular, and shown.
        clock: Tells the day.
        clicks: Orders the head by how probable a click is.
    """

    def __init__(
        self, index: VectorIndex, records: RecordTable, clock: Clock, clicks: ClickOrder
    ) -> None:
        self._index = index
        self._records = records
        self._clock = clock
        self._clicks = clicks

    def make(self, request: RecommendationRequest, candidates: Candidates) -> Sequence[Hit]:
        """The hits of a page, best first; fewer where there are not so many candidates."""
        table = candidates.table
        if not table.product_ids:
            return ()
        scores = self._scores(request, candidates)
        text: dict[str, Vector] = {}
        drawn = self._drawn(request, table, scores)
        chosen = self._chosen(request, table, scores, len(drawn), text)
        places = [*_with_newcomers(request, table, scores, chosen, drawn), *drawn]
        ids = [table.product_ids[place.row] for place in places]
        products = self._read(ids, text)
        kept = [
            place for place, product_id in zip(places, ids, strict=True) if product_id in products
        ]
        page = Page(
            [table.product_ids[place.row] for place in kept],
            [place.row for place in kept],
            _rows(text, [table.product_ids[place.row] for place in kept]),
            table,
            candidates.weights,
            candidates.lists.evidence,
        )
        return tuple(
            Hit(
                products[product_id],
                round(place.score, 6),
                _told(place, reason),
            )
            for place, product_id, reason in zip(
                kept, page.product_ids, reasons_of(page, candidates.taste), strict=True
            )
        )

    def _scores(self, request: RecommendationRequest, candidates: Candidates) -> Vector:
        table = candidates.table
        scores = table.scores(candidates.weights)
        if candidates.weights.clicks > 0:
            scores = self._clicks.moved(
                request, table, candidates.taste, candidates.weights, scores
            )
        if request.long_tail <= 0:
            return scores
        rows = _best(scores, HEAD)
        ids = [table.product_ids[row] for row in rows]
        moved = np.full(len(scores), -np.inf, dtype=np.float32)
        moved[rows] = less_popular_first(self._records, ids, scores[rows], request.long_tail)
        return moved

    def _chosen(
        self,
        request: RecommendationRequest,
        table: CandidateTable,
        scores: Vector,
        drawn: int,
        text: dict[str, Vector],
    ) -> Sequence[_Place]:
        """The places that relevance and diversity fill; what is read for these goes into `text`."""
        count = request.limit - drawn
        diverse = request.diversity > 0
        rows = _best(scores, 2 * count + _SPARE if diverse else count)
        rows = [row for row in rows if np.isfinite(scores[row])]
        if diverse and len(rows) > 1:
            ids = [table.product_ids[row] for row in rows]
            text |= self._texts(ids)
            rows = [row for row in rows if table.product_ids[row] in text]
            vectors = _rows(text, [table.product_ids[row] for row in rows])
            order = diversified(scores[rows], vectors, request.diversity, count)
            rows = [rows[place] for place in order]
        return [_Place(row, float(scores[row])) for row in rows[:count]]

    def _drawn(
        self, request: RecommendationRequest, table: CandidateTable, scores: Vector
    ) -> Sequence[_Place]:
        """The last places of the page, given to candidates below it that few have been shown."""
        places = kept_places(request.limit, request.exploration)
        if not places:
            return ()
        below = _best(scores, request.limit + MOST_EXPLORED)[request.limit :]
        rows = [row for row in below if np.isfinite(scores[row])]
        ids = [table.product_ids[row] for row in rows]
        day = self._clock.now().date()
        chosen = explored(self._records, ids, places, request.shopper_id, day)
        return [_Place(rows[place], float(scores[rows[place]]), drawn=True) for place in chosen]

    def _read(self, product_ids: Sequence[str], text: dict[str, Vector]) -> Mapping[str, Product]:
        """The hits as they stand now; text vectors that are not in `text` yet are added to it."""
        missing = [product_id for product_id in product_ids if product_id not in text]
        if missing:
            text |= self._texts(missing)
        found = self._index.fetch(PRODUCTS, product_ids, fields=("product",))
        return {
            each.document_id: product_of(each.fields) for each in found if each.document_id in text
        }

    def _texts(self, product_ids: Sequence[str]) -> dict[str, Vector]:
        found = self._index.fetch(PRODUCTS, product_ids, with_vectors=True, fields=())
        return {each.document_id: each.vectors[TEXT_VECTOR] for each in found}


def _with_newcomers(
    request: RecommendationRequest,
    table: CandidateTable,
    scores: Vector,
    chosen: Sequence[_Place],
    drawn: Sequence[_Place],
) -> Sequence[_Place]:
    """The chosen places, the last ones given to newcomers where too few stand on the page."""
    newcomers = set(table.newcomers)
    standing = {place.row for place in (*chosen, *drawn)}
    count = kept_places(request.limit, request.newcomers) - len(standing & newcomers)
    if count <= 0 or not newcomers - standing:
        return chosen
    near = table.signals[:, SIGNALS.index(Signal.CONTENT)]
    others = [row for row in table.newcomers if row not in standing and np.isfinite(scores[row])]
    nearest = sorted(others, key=lambda row: -near[row])[:count]
    room = request.limit - len(drawn) - len(nearest)
    kept = list(chosen)
    while len(kept) > room and (known := [it for it in kept if it.row not in newcomers]):
        kept.remove(known[-1])
    return [*kept, *(_Place(row, float(scores[row]), newcomer=True) for row in nearest)]


def _told(place: _Place, reason: Reason | None) -> Reason | None:
    """The reason that is shown: what was drawn says so, a newcomer where nothing else is known."""
    if place.drawn:
        return Reason(ReasonType.EXPLORED)
    return reason or (Reason(ReasonType.NEW) if place.newcomer else None)


def _rows(vectors: Mapping[str, Vector], product_ids: Sequence[str]) -> Matrix:
    if not product_ids:
        return np.zeros((0, 0), dtype=np.float32)
    return np.stack([vectors[product_id] for product_id in product_ids])


def _best(scores: Vector, count: int) -> list[int]:
    """Rows of the highest scores, best first; the earlier one where two are equal."""
    return [int(row) for row in np.argsort(-scores, kind="stable")[:count]]
