"""Recommendations: the shopper's taste first, then what is popular, then what there is."""

from collections.abc import Callable, Iterable, Sequence

from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.filters import Filter, HasId
from shopguide.domain.indexed import TEXT_VECTOR, NearestQuery, ScoredDocument
from shopguide.domain.ranking import CATALOGUE_EMPTY, Hit, Ranking, Reason, ReasonType
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.history import History, read_history
from shopguide.recommend.popular import PopularProducts
from shopguide.recommend.profiles import read_profile
from shopguide.recommend.request import IN_STOCK, RecommendationRequest
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.product_filter import ProductConstraints, product_filter

NO_HISTORY = History((), ())

_SHOWN = ("product",)
"""What is read of a hit: the fields that only filter are not shown."""


class RecommendationService:
    """The fallback chain: ``profile`` -> ``popularity`` -> ``catalogue``."""

    def __init__(self, index: VectorIndex, records: RecordTable, clock: Clock) -> None:
        self._index = index
        self._records = records
        self._popular = PopularProducts(records, clock)

    def recommend(self, request: RecommendationRequest) -> Ranking:
        """Products for a shopper, none of which their history has.

        A later member of the chain only fills up what the earlier ones left open; the strategy is
        the first that gave a hit. A shop without products gives none, with a note.
        """
        history = NO_HISTORY
        if request.shopper_id:
            history = read_history(self._records, request.shopper_id)
        wanted = product_filter(request.constraints)
        if request.among is not None:
            wanted = wanted.and_must(HasId(request.among))
        if unwanted := (*history.seen, *request.exclude):
            wanted = wanted.and_must_not(HasId(unwanted))
        try:
            return self._rank(history, wanted, request.limit)
        except NotFoundError:
            return Ranking((), "catalogue", (CATALOGUE_EMPTY,))

    def similar(
        self, product_id: str, *, limit: int = 20, constraints: ProductConstraints = IN_STOCK
    ) -> Ranking:
        """Products whose text lies nearest to that of a product, the product itself left out.

        Raises:
            ProductNotFoundError: the live catalogue has none with this id.
        """
        try:
            anchor = self._index.fetch(PRODUCTS, [product_id], with_vectors=True, fields=())
        except NotFoundError:
            anchor = ()
        if not anchor:
            raise product_not_found(product_id)
        others = product_filter(constraints).and_must_not(HasId((product_id,)))
        query = NearestQuery(anchor[0].vectors[TEXT_VECTOR], limit, filter=others, fields=_SHOWN)
        reason = Reason(ReasonType.SIMILAR_TO, product_id, 1.0)
        found = self._index.nearest(PRODUCTS, query)
        return Ranking(_hits(found, lambda _: reason), strategy="content")

    def _rank(self, history: History, wanted: Filter, limit: int) -> Ranking:
        hits: list[Hit] = []
        strategy = ""
        chain: Sequence[tuple[str, Callable[[Filter, int], Iterable[Hit]]]] = (
            ("profile", lambda rest, count: self._by_profile(history, rest, count)),
            ("popularity", self._by_popularity),
            ("catalogue", self._by_catalogue),
        )
        for name, candidates in chain:
            if len(hits) >= limit:
                break
            ranked = tuple(hit.product.product_id for hit in hits)
            rest = wanted.and_must_not(HasId(ranked)) if ranked else wanted
            hits.extend(candidates(rest, limit - len(hits)))
            strategy = strategy or (name if hits else "")
        return Ranking(tuple(hits), strategy or "catalogue")

    def _by_profile(self, history: History, wanted: Filter, count: int) -> Sequence[Hit]:
        profile = read_profile(self._index, history)
        if profile is None:
            return ()
        query = NearestQuery(profile.vector, count, filter=wanted, with_vectors=True, fields=_SHOWN)
        found = self._index.nearest(PRODUCTS, query)
        return _hits(found, lambda scored: profile.reason(scored.document.vectors[TEXT_VECTOR]))

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


def _hits(
    found: Sequence[ScoredDocument], reason: Callable[[ScoredDocument], Reason | None]
) -> Sequence[Hit]:
    return tuple(
        Hit(product_of(scored.document.fields), scored.score, reason(scored)) for scored in found
    )
