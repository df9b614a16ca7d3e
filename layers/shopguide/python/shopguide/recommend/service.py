"""Recommendations: what the shopper's history says, then what is popular, then what there is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from shopguide.domain.errors import IndexUnavailableError, NotFoundError
from shopguide.domain.filters import Filter, HasId
from shopguide.domain.ranking import CATALOGUE_EMPTY, Hit, Ranking, Reason, ReasonType
from shopguide.domain.recommending import DEFAULT_WEIGHTS, Signal
from shopguide.domain.record_key import interests_key
from shopguide.domain.stages import stage
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.blend import CandidateTable
from shopguide.recommend.candidates.gathering import CandidateGatherer
from shopguide.recommend.candidates.lists import ListReader
from shopguide.recommend.kept_products import KeptProducts
from shopguide.recommend.page.clicking import ClickOrder
from shopguide.recommend.page.making import Candidates, PageMaker
from shopguide.recommend.popular import PopularProducts
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.shopper.history import NO_HISTORY, History, read_history
from shopguide.recommend.shopper.taste import TasteReader
from shopguide.recommend.signals.reader import SignalsReader
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.product_filter import product_filter

_SHOWN = ("product",)
"""What is read of a hit: the fields that only filter are not shown."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A request with its filter and candidates."""

    request: RecommendationRequest
    wanted: Filter
    candidates: Candidates


class RecommendationService:
    """The fallback chain: ``blend`` or ``profile`` -> ``interests`` -> ``trending`` ->
    ``popularity`` -> ``catalogue``.

    Args:
        index: Has the products.
        records: Have histories, popularity and declared interests.
        clock: Tells the time.
        signals: What a batch found.
        tastes: Reads what is known of a history.
        lists: Reads what is known beside it.
        clicks: Orders the head by how probable a click is.
    """

    def __init__(
        self,
        index: VectorIndex,
        records: RecordTable,
        clock: Clock,
        signals: SignalsReader,
        tastes: TasteReader,
        lists: ListReader,
        clicks: ClickOrder,
    ) -> None:
        self._index = index
        self._records = records
        self._signals = signals
        self._tastes = tastes
        self._lists = lists
        self._gatherer = CandidateGatherer(index)
        self._pages = PageMaker(index, records, clock, clicks)
        self._popular = PopularProducts(records, clock)
        self._kept = KeptProducts(index, records, clock, self._popular)

    def recommend(self, request: RecommendationRequest) -> Ranking:
        """Products for a shopper, none of which their history has, or they have turned down.

        A later member of the chain only fills up what the earlier ones left open; the strategy is
        the first that gave a hit. A shop without products gives none, with a note. While the index
        does not answer, it is what was kept of the popular ones, with a note.

        Raises:
            IndexUnavailableError: and nothing was kept.
        """
        try:
            ranking = self._ranked(self._ask(request))
        except NotFoundError:
            return Ranking((), "catalogue", (CATALOGUE_EMPTY,))
        except IndexUnavailableError:
            left_out = (*self._history(request).seen, *request.exclude)
            kept = self._kept.ranking(_filter_of(request, left_out), request.limit)
            if kept is None:
                raise
            return kept
        self._kept.renew()
        return ranking

    def candidates(self, request: RecommendationRequest) -> CandidateTable:
        """What a page would be chosen from: every signal of every candidate, on one scale.

        Raises:
            NotFoundError: no product was ever imported.
        """
        return self._ask(request).candidates.table

    def _history(self, request: RecommendationRequest) -> History:
        return read_history(self._records, request.shopper_id) if request.shopper_id else NO_HISTORY

    def _ask(self, request: RecommendationRequest) -> _Asked:
        history = self._history(request)
        left_out = (*history.seen, *request.exclude)
        wanted = _filter_of(request, left_out)
        live = self._signals.live()
        taste = self._tastes.read(history, live)
        lists = self._lists.read(
            live, request.shopper_id, self._interests(request), request.context, wanted
        )
        weights = request.weights or (live and live.weights) or DEFAULT_WEIGHTS
        with stage("blend"):
            table = self._gatherer.gather(
                taste, lists, weights, wanted=wanted, left_out=left_out, among=request.among
            )
        return _Asked(request, wanted, Candidates(table, weights, taste, lists))

    def _ranked(self, asked: _Asked) -> Ranking:
        request = asked.request
        hits: list[Hit] = []
        if asked.candidates.table.scales:  # a campaign's are there even where no signal speaks
            with stage("page"):
                hits += self._pages.make(request, asked.candidates)
        strategy = _led_by(asked) if hits else ""
        chain: Sequence[tuple[str, Callable[[Filter, int], Iterable[Hit]]]] = (
            ("popularity", self._by_popularity),
            ("catalogue", self._by_catalogue),
        )
        for name, more in chain:
            if len(hits) >= request.limit:
                break
            ranked = tuple(hit.product.product_id for hit in hits)
            rest = asked.wanted.and_must_not(HasId(ranked)) if ranked else asked.wanted
            hits.extend(more(rest, request.limit - len(hits)))
            strategy = strategy or (name if hits else "")
        return Ranking(tuple(hits), strategy or "catalogue")

    def _interests(self, request: RecommendationRequest) -> Sequence[str]:
        """What the request names, and then what the shopper once declared."""
        declared: Sequence[str] = ()
        if request.shopper_id:
            record = self._records.get(interests_key(request.shopper_id)) or {}
            declared = cast("list[str]", record.get("interests", []))
        return tuple(dict.fromkeys((*request.interests, *declared)))

    def _by_popularity(self, wanted: Filter, count: int) -> Sequence[Hit]:
        """The leaders that pass the filter, looked up a few at a time until there are enough."""
        hits: list[Hit] = []
        top = self._popular.top()
        step = max(50, 2 * count)
        reason = Reason(ReasonType.POPULAR)
        for start in range(0, len(top), step):
            counts = dict(top[start : start + step])
            among = wanted.and_must(HasId(tuple(counts)))
            page = self._index.scan(PRODUCTS, among, limit=step, fields=_SHOWN)
            products = {each.document_id: product_of(each.fields) for each in page.documents}
            hits += [Hit(products[id_], counts[id_], reason) for id_ in counts if id_ in products]
            if len(hits) >= count:
                break
        return hits[:count]

    def _by_catalogue(self, wanted: Filter, count: int) -> Sequence[Hit]:
        page = self._index.scan(PRODUCTS, wanted, limit=count, fields=_SHOWN)
        return [Hit(product_of(document.fields), 0.0) for document in page.documents]


def _filter_of(request: RecommendationRequest, left_out: Sequence[str]) -> Filter:
    """What every hit passes."""
    wanted = product_filter(request.constraints)
    if left_out:
        wanted = wanted.and_must_not(HasId(tuple(left_out)))
    if request.among is not None:
        wanted = wanted.and_must(HasId(request.among))
    return wanted


def _led_by(asked: _Asked) -> str:
    """The first member of the chain that spoke."""
    said = asked.candidates.table.scales.keys()
    if asked.candidates.taste is not None:
        return "blend" if said - {Signal.CONTENT, Signal.INTERESTS} else "profile"
    return "interests" if Signal.INTERESTS in said else "trending"
