"""What searches are made of: the catalogue's words, the merchandisers' files, the search itself.

Between `inference.Inference`, which has the models, and `recommending.Recommending`, which knows
shoppers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shopguide.inference import Inference
from shopguide.parts import Built

if TYPE_CHECKING:
    from shopguide.events.query_counts import QueryCounts
    from shopguide.ports.canary_search import CanarySearch
    from shopguide.ports.encoder import Encoder
    from shopguide.ports.shopper_profiles import ShopperProfiles
    from shopguide.ports.vector_index import VectorIndex
    from shopguide.search.lexicon_reader import LexiconReader
    from shopguide.search.merchandising.service import MerchandisingService
    from shopguide.search.merchandising.uploads import MerchandisingUploads
    from shopguide.search.products import ProductReader
    from shopguide.search.replay import ReplayService
    from shopguide.search.service import SearchService
    from shopguide.search.suggest.service import SuggestService


class Searching(Inference):
    """Search, suggestions and what they read, each built on first use."""

    @Built
    def lexicon_reader(self) -> LexiconReader:
        """The words of the live catalogue, to understand queries with."""
        from shopguide.search.lexicon_reader import LexiconReader

        return LexiconReader(self.objects, self.records)

    @Built
    def search(self) -> SearchService:
        """Product search."""
        return self._search_over(self.index, self.encoder)

    def _search_over(self, index: VectorIndex, encoder: Encoder) -> SearchService:
        from shopguide.search.reranking import HeadReranker
        from shopguide.search.service import SearchService

        return SearchService(
            index=index,
            encoder=encoder,
            records=self.records,
            lexicon=self.lexicon_reader,
            merchandising=self.merchandising,
            profiles=self.shopper_profiles,
            reranker=HeadReranker(
                lambda: self.reranker, budget_ms=self.settings.reranker_budget_ms
            ),
            clock=self.clock,
        )

    @Built
    def products(self) -> ProductReader:
        """Products by id."""
        from shopguide.search.products import ProductReader

        return ProductReader(index=self.index)

    @property
    def canaries(self) -> CanarySearch:
        """Searches the canary queries, in each index with the encoder that made it."""
        from shopguide.ports.renamed_index import RenamedIndex
        from shopguide.search.canaries import CanarySearches
        from shopguide.text.index_layout import PRODUCTS

        def search_over(name: str) -> SearchService:
            schema = self.index.schema(name)
            live = self.encoder
            made_by = live.bundle.fingerprint if schema is None else schema.encoder
            encoder = live if made_by == live.bundle.fingerprint else self.encoders.of(made_by)
            return self._search_over(RenamedIndex(self.index, {PRODUCTS: name}), encoder)

        return CanarySearches(self.merchandising, search_over)

    @Built
    def replay(self) -> ReplayService:
        """Repeats searches from their traces."""
        from shopguide.search.replay import ReplayService

        return ReplayService(self.search)

    @Built
    def merchandising(self) -> MerchandisingService:
        """The rules and synonyms of the shop's merchandisers."""
        from shopguide.search.merchandising.active import ActiveReader
        from shopguide.search.merchandising.known_names import LiveCatalogueNames
        from shopguide.search.merchandising.service import MerchandisingService
        from shopguide.text.query.starter_synonyms import starter_synonyms

        return MerchandisingService(
            objects=self.objects,
            records=self.records,
            clock=self.clock,
            names=LiveCatalogueNames(self.objects, self.records, self.lexicon_reader.current),
            reader=ActiveReader(self.objects, self.records, starter=starter_synonyms()),
        )

    @Built
    def merchandising_uploads(self) -> MerchandisingUploads:
        """Publishes rules and synonyms that were put into the object store."""
        from shopguide.search.merchandising.uploads import MerchandisingUploads

        return MerchandisingUploads(
            service=self.merchandising,
            objects=self.objects,
            records=self.records,
            clock=self.clock,
        )

    @Built
    def suggest(self) -> SuggestService:
        """Completes what shoppers type."""
        from shopguide.search.lexicon_reader import SuggestionReader
        from shopguide.search.suggest.popular import PopularQueries
        from shopguide.search.suggest.popular_products import PopularProducts
        from shopguide.search.suggest.service import SuggestService

        return SuggestService(
            SuggestionReader(self.objects, self.records),
            PopularQueries(self.records, self.clock, self.settings.suggest_min_days),
            PopularProducts(self.records, self.clock),
        )

    @Built
    def query_counts(self) -> QueryCounts:
        """Counts what is searched.

        On one machine all of it, gathered for some seconds; on Lambda, where a request would wait
        for its own count to be written, one search in fifty.
        """
        from shopguide.events.query_counts import QueryCounts
        from shopguide.search.suggest.known_words import says_nothing_personal

        return QueryCounts(
            self.records,
            self.clock,
            lambda query: says_nothing_personal(self.lexicon_reader.current(), query),
            delay_seconds=0 if self._on_aws else 5,
            share=0.02 if self._on_aws else 1,
        )

    @Built
    def shopper_profiles(self) -> ShopperProfiles:
        """What shoppers like."""
        from shopguide.recommend.shopper.profiles import HistoryProfiles

        return HistoryProfiles(index=self.index, records=self.records)
