"""Product search: a query is read, planned, ranked and told."""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from shopguide.domain.degraded import PERSONAL_UNAVAILABLE
from shopguide.domain.errors import NotFoundError, ShopGuideError, UnavailableError
from shopguide.domain.facet import FacetCounts
from shopguide.domain.filters import Filter
from shopguide.domain.indexed import TERMS_VECTOR, FacetCount, IndexSchema, Vector
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.query import SortOrder
from shopguide.domain.ranking import Hit
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.domain.stages import happened, stage
from shopguide.domain.trace import SearchTrace, SearchVersions
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.record_table import RecordTable
from shopguide.ports.shopper_profiles import ShopperProfiles
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.facets import FacetCounter, FacetRequest, read_facets
from shopguide.search.fusion import RANKING_VERSION
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.search.merchandising.service import MerchandisingService
from shopguide.search.ordering import order_hits
from shopguide.search.plan import SearchPlan, plan_search
from shopguide.search.ranked_hits import RankedHits
from shopguide.search.ranking import Ranker
from shopguide.search.reading import Surroundings, read_query
from shopguide.search.request import SearchRequest, request_of
from shopguide.search.reranking import HeadReranker
from shopguide.search.result import INDEX_OUTDATED, SearchResult
from shopguide.search.telling import Found, PageTeller, plan_notes
from shopguide.search.ways_out import ways_out
from shopguide.text.index_layout import PRODUCTS, PRODUCTS_LAYOUT

_WARM_UP_QUERIES = ("wireles keybord", "办公室用的静音健盘", "black keyboard under 100")
"""Misspelt, so that the tables of both languages are built; with constraints, and without, so that
the engine has read its vectors as well as its filters."""

_MOST_VALUES = 500
"""More than a shop has colours or sizes."""


class SearchService:
    """Searches the products of the live catalogue.

    Args:
        index: Has the products.
        encoder: Of the index.
        records: Say what is live.
        lexicon: The catalogue's own words.
        merchandising: Rules and synonyms in use.
        profiles: What shoppers like.
        reranker: Judges the head within a budget.
        clock: For rules with a time window, and for what is new.
    """

    def __init__(
        self,
        *,
        index: VectorIndex,
        encoder: Encoder,
        records: RecordTable,
        lexicon: LexiconReader,
        merchandising: MerchandisingService,
        profiles: ShopperProfiles,
        reranker: HeadReranker,
        clock: Clock,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self._records = records
        self._lexicon = lexicon
        self._merchandising = merchandising
        self._profiles = profiles
        self._reranker = reranker
        self._clock = clock
        self._facets = FacetCounter(index)
        self._fits_version: int | None = None
        self._schema: IndexSchema | None = None

    def warm_up(self) -> None:
        """Make now what the first searches would otherwise wait for.

        Raises:
            EncoderMismatchError: the index was built with another encoder.
        """
        self._reranker.warm_up()
        for query in _WARM_UP_QUERIES:
            self.search(SearchRequest(query))

    def search(self, request: SearchRequest) -> SearchResult:
        """A page of products for a query; a shop without products gives none, with a note.

        Raises:
            InvalidParameterError: nothing is left of the query, it is too long, or the cursor or
                the name of a facet is none.
            EncoderMismatchError: the index was built with another encoder.
        """
        key, lexicon = self._lexicon.keyed()
        around = Surroundings(self._clock.now(), key, lexicon, self._merchandising.active())
        return self._search(request, around)

    def search_again(self, trace: SearchTrace) -> SearchTrace:
        """The trace of the same request now, as of the trace's time (`search.replay`).

        Raises:
            InvalidInputError: the request in it is not one that is accepted.
        """
        return self._search(request_of(trace.request), self._surroundings_of(trace)).trace

    def _surroundings_of(self, trace: SearchTrace) -> Surroundings:
        key, lexicon = self._lexicon.keyed()
        active = self._merchandising.active()
        versions = trace.versions
        # What is no longer kept is replaced by what is in use, which the versions tell.
        with suppress(NotFoundError):
            key, lexicon = versions.lexicon, self._lexicon.at(versions.lexicon)
        with suppress(ShopGuideError):
            active = self._merchandising.at(versions.rules, versions.synonyms)
        return Surroundings(trace.time, key, lexicon, active)

    def _search(self, request: SearchRequest, around: Surroundings) -> SearchResult:
        query = request.cleaned()
        read_facets(request.facets)
        offset, cursor = request.page()
        live = live_from_json(self._records.get(LIVE_CATALOGUE))
        with stage("read_query"):
            read = read_query(query, around, request.off)
        page = PageTeller(
            request, offset, cursor, read, around, self._versions(live.version, around)
        )
        try:
            schema = self._ready_schema(live)
            return page.nothing() if schema is None else self._found(page, schema)
        except NotFoundError:
            # The index went between the check and the query.
            return page.nothing()

    def _found(self, page: PageTeller, schema: IndexSchema) -> SearchResult:
        request, around = page.request, page.around
        plan = plan_search(request, page.read, around, schema, self._count, self._values)
        profile, unread = self._profile(request)
        ranked = self._ranked(page, plan, schema, profile)
        facets = self._facets_of(page, plan, ranked, schema) if request.facets else None
        nothing = not ranked.hits[page.offset :]
        if nothing:
            happened("empty_result")
        out = ways_out(request.constraints, self._count) if nothing and not page.offset else ()
        notes = plan_notes(plan, ranked, has_terms=TERMS_VECTOR in schema.sparse)
        if unread:
            notes = (*notes, PERSONAL_UNAVAILABLE)
        if schema.layout < PRODUCTS_LAYOUT:
            notes = (INDEX_OUTDATED, *notes)
        return page.told(Found(plan, ranked, profile, facets, out, notes))

    def _ranked(
        self,
        page: PageTeller,
        plan: SearchPlan,
        schema: IndexSchema,
        profile: ShopperProfile | None,
    ) -> RankedHits:
        count, folds = page.end + 1, page.request.collapse
        has_terms = TERMS_VECTOR in schema.sparse
        ranker = Ranker(self._index, self._reranker if page.request.rerank else None)
        if plan.sort is SortOrder.RELEVANCE:
            vector = self._vector(plan)
            return ranker.rank(
                plan, vector, count=count, has_terms=has_terms, profile=profile, folds=folds
            )

        def by_relevance(among: SearchPlan, ranked: RankedHits) -> Iterator[Hit]:
            # A generator, so that nothing is encoded where the numbers are enough.
            yield from ranker.by_relevance(among, self._vector(plan), ranked, has_terms=has_terms)

        return order_hits(self._index, plan, by_relevance, count=count, folds=folds)

    def _vector(self, plan: SearchPlan) -> Vector:
        with stage("encode"):
            vector: Vector = self._encoder.encode_queries([plan.read.meant])[0]
        return vector

    def _profile(self, request: SearchRequest) -> tuple[ShopperProfile | None, bool]:
        """Whose taste may move hits, and whether it could not be read."""
        if not (request.shopper_id and request.personal):
            return None, False
        try:
            return self._profiles.of(request.shopper_id), False
        except UnavailableError:
            return None, True

    def _facets_of(
        self, page: PageTeller, plan: SearchPlan, ranked: RankedHits, schema: IndexSchema
    ) -> FacetCounts:
        wanted = FacetRequest(
            read_facets(page.request.facets),
            matching=plan.matching,
            words=plan.read.words.conditions,
            hits=tuple(ranked.best),
            language=plan.read.understanding.language,
            catalogue_version=page.versions.catalogue,
        )
        return self._facets.count(wanted, schema, page.around.lexicon)

    def _values(self, field: str, matching: Filter) -> Sequence[FacetCount]:
        return self._index.facet(PRODUCTS, field, matching, limit=_MOST_VALUES)

    def _count(self, matching: Filter) -> int:
        return self._index.count(PRODUCTS, matching)

    def _versions(self, catalogue: int, around: Surroundings) -> SearchVersions:
        return SearchVersions(
            catalogue=catalogue,
            encoder=self._encoder.bundle.fingerprint,
            lexicon=around.lexicon_key,
            rules=around.merchandising.rules_version,
            synonyms=around.merchandising.synonyms_version,
            settings=RANKING_VERSION,
        )

    def _ready_schema(self, live: LiveCatalogue) -> IndexSchema | None:
        """None where there is no index; looks once a version whether our encoder made it.

        Where a reindex exchanges the index, its alias moves before the version does.
        """
        if self._schema is not None and self._fits_version == live.version and not live.switching:
            return self._schema
        schema = self._index.schema(PRODUCTS)
        if schema is not None:
            schema.check_encoder(self._encoder.bundle.fingerprint)
            self._schema, self._fits_version = schema, live.version
        return schema
