"""``GET /v1/search``."""

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from shopguide.api.schemas.degradable import Degradable
from shopguide.api.schemas.product import ConstraintParameters
from shopguide.api.schemas.request import Identifier, ShopperId
from shopguide.api.schemas.search_facets import FacetsView
from shopguide.api.schemas.search_hit import SearchHitView
from shopguide.api.schemas.search_query import (
    AppliedRuleView,
    ChipView,
    CorrectionView,
    PersonalView,
    RerankingView,
    SortView,
    SynonymView,
    WayOutView,
)
from shopguide.domain.cursor import MAX_OFFSET
from shopguide.domain.facet import Facet
from shopguide.domain.query import SortOrder
from shopguide.domain.trace import trace_to_token
from shopguide.search.request import MAX_QUERY_CHARACTERS, SearchRequest
from shopguide.search.result import SearchResult

NO_EXPERIMENTS: Mapping[str, str] = MappingProxyType({})

_ChipId = Annotated[str, StringConstraints(min_length=1, max_length=700)]


class SearchParameters(ConstraintParameters):
    """What to search, among what, in which order, and which part of the ranking to return."""

    # The length counts after cleaning, so it is the service that checks it.
    q: str = Field(
        description="The query, in Chinese or English; its length counts after cleaning.",
        json_schema_extra={"minLength": 1, "maxLength": MAX_QUERY_CHARACTERS},
    )
    in_stock: bool = Field(False, description="Only products that are in stock.")
    limit: int = Field(20, ge=1, le=100, description="Most hits to return.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Hits to leave out before the first.")
    cursor: str = Field(
        "", max_length=64, description="`next_cursor` of the page before, instead of an offset."
    )
    off: list[_ChipId] = Field(
        default_factory=list,
        max_length=50,
        description="Ids of chips to switch off; also 'spelling', 'synonyms', and a sort's id.",
    )
    sort: SortOrder | None = Field(
        None, description="The order; without it, the one that the query wishes for."
    )
    facets: list[Facet] = Field(
        default_factory=list, max_length=len(Facet), description="Facets to count; repeatable."
    )
    shopper_id: ShopperId | None = Field(
        None, description="Account or session whose taste may move hits a little."
    )
    conversation_id: Identifier | None = Field(
        None, description="Search within this shopper's conversation; it learns what was shown."
    )
    personal: bool = Field(True, description="Whether it may.")
    rerank: bool = Field(True, description="Whether the reranker, if any, may judge the head.")
    collapse: bool = Field(True, description="Whether variants of a product are one hit.")
    explain: bool = Field(False, description="Tell each stage's score for each hit.")

    def request(self) -> SearchRequest:
        """The request to the service."""
        return SearchRequest(
            self.q,
            self.constraints(in_stock=self.in_stock),
            limit=self.limit,
            offset=self.offset,
            cursor=self.cursor,
            off=tuple(self.off),
            sort=self.sort,
            facets=tuple(facet.value for facet in self.facets),
            shopper_id=self.shopper_id or "",
            personal=self.personal,
            rerank=self.rerank,
            collapse=self.collapse,
            explain=self.explain,
        )


class SearchResponse(Degradable):
    """Products for a query, best first, and how the query was understood."""

    query: str = Field(description="The query, cleaned; all spans are in it.")
    language: str = Field(description="'zh' or 'en'.")
    searched: str = Field(description="What was searched by words: corrected, without constraints.")
    hits: list[SearchHitView]
    total: int | None = Field(
        description="Products that meet every constraint and have every word; null where none has."
    )
    next_cursor: str = Field(description="Leads to the next page; empty after the last.")
    chips: list[ChipView] = Field(description="Constraints that were read out of the query.")
    sort: SortView
    corrections: list[CorrectionView]
    synonyms: list[SynonymView]
    facets: FacetsView | None = Field(description="Null where none was asked for.")
    strategy: str = Field(
        description="What made the order: 'hybrid', 'dense' (by meaning alone), or a sort order."
    )
    reranking: RerankingView
    personal: PersonalView | None = Field(description="Null where no taste was at work.")
    rules: list[AppliedRuleView] = Field(description="Rules of the shop that applied.")
    ways_out: list[WayOutView] = Field(
        description="Where there is no hit: constraints of yours without which there are some."
    )
    meaning_weight: float = Field(description="The share of the cosine in `fused` scores.")
    took_ms: float
    catalogue_version: int
    encoder: str = Field(description="Fingerprint of the encoder bundle.")
    trace: str = Field(description="Repeats this search: `shopguide replay TRACE`.")
    ranking_id: str = Field(description="For the events that come of it; each page has its own.")
    experiments: dict[str, str] = Field(
        description="By experiment, the variant that made this answer; of those that could."
    )

    @classmethod
    def of(
        cls,
        result: SearchResult,
        took_ms: float,
        *,
        explain: bool = False,
        experiments: Mapping[str, str] = NO_EXPERIMENTS,
    ) -> Self:
        """The response that tells a result, made with these variants of experiments."""
        understood = result.understanding
        versions = result.trace.versions
        return cls(
            query=understood.query,
            language=understood.language,
            searched=result.searched,
            hits=[SearchHitView.of(hit, explain=explain) for hit in result.hits],
            total=result.total,
            next_cursor=result.next_cursor,
            chips=[ChipView.of(chip, result.relaxed) for chip in understood.chips],
            sort=SortView.of(result.sort, understood),
            corrections=[CorrectionView.of(each) for each in understood.corrections],
            synonyms=[SynonymView.of(each) for each in understood.synonyms],
            facets=FacetsView.of(result.facets),
            strategy=result.strategy,
            reranking=RerankingView.of(result.reranking),
            personal=PersonalView.of(result),
            rules=[AppliedRuleView.of(rule) for rule in result.rules],
            ways_out=[WayOutView.of(way) for way in result.ways_out],
            meaning_weight=result.meaning,
            took_ms=round(took_ms, 2),
            catalogue_version=versions.catalogue,
            encoder=versions.encoder,
            notes=list(result.notes),
            trace=trace_to_token(result.trace),
            ranking_id=secrets.token_hex(16),
            experiments=dict(experiments),
        )
