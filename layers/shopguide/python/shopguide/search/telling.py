"""What a search found, told as a page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shopguide.domain.cursor import SearchCursor, cursor_to_token
from shopguide.domain.facet import FacetCounts
from shopguide.domain.merchandising import RuleAction
from shopguide.domain.query import SortOrder
from shopguide.domain.ranking import CATALOGUE_EMPTY
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.domain.trace import SearchTrace, SearchVersions, TracedHit
from shopguide.search.collapsing import CollapsedHit
from shopguide.search.merchandising.effects import AppliedRule
from shopguide.search.plan import SearchPlan
from shopguide.search.ranked_hits import RankedHits
from shopguide.search.reading import ReadQuery, Surroundings
from shopguide.search.request import SearchRequest
from shopguide.search.reranking import RerankState
from shopguide.search.result import (
    CONSTRAINTS_RELAXED,
    NOTHING_WITH_THESE_WORDS,
    SORT_UNAVAILABLE,
    Reranking,
    SearchHit,
    SearchResult,
    WayOut,
)
from shopguide.text.highlights import highlights

HYBRID = "hybrid"
DENSE = "dense"
_SHOWN_DESCRIPTION = 300
_MENTIONED = (RerankState.OVER_BUDGET, RerankState.UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Found:
    """What there is to tell; the members are those of `SearchResult`."""

    plan: SearchPlan
    ranked: RankedHits
    profile: ShopperProfile | None = None
    facets: FacetCounts | None = None
    ways_out: tuple[WayOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageTeller:
    """Tells one page.

    Attributes:
        request: What was asked.
        offset: Hits before the page.
        cursor: That led to it, None for the first page.
        read: The query.
        around: What was in use.
        versions: What the ranking depends on.
    """

    request: SearchRequest
    offset: int
    cursor: SearchCursor | None
    read: ReadQuery
    around: Surroundings
    versions: SearchVersions

    @property
    def end(self) -> int:
        """Hits up to the end of the page."""
        return self.offset + self.request.limit

    def nothing(self) -> SearchResult:
        """The page of a shop without products."""
        plan = SearchPlan.of_nothing(self.read)
        return self.told(Found(plan, RankedHits(), notes=(CATALOGUE_EMPTY,)))

    def told(self, found: Found) -> SearchResult:
        """The page."""
        plan, ranked = found.plan, found.ranked
        hits = [self._hit(each, ranked) for each in ranked.hits[self.offset : self.end]]
        return SearchResult(
            hits=hits,
            understanding=plan.read.understanding,
            relaxed=plan.relaxation.relaxed,
            searched=self.read.words.text,
            sort=_sort(plan, ranked),
            strategy=_strategy(plan, ranked),
            total=plan.total,
            next_cursor=self._next(ranked),
            facets=found.facets,
            rules=_rules(plan),
            reranking=Reranking(
                ranked.reranking.state, ranked.reranking.reranked, ranked.reranking.took_ms
            ),
            profile=found.profile,
            ways_out=found.ways_out,
            meaning=ranked.meaning,
            notes=self._notes(found),
            trace=self._trace(hits, found),
        )

    def _hit(self, each: CollapsedHit, ranked: RankedHits) -> SearchHit:
        product, terms = each.hit.product, self.read.words.terms
        return SearchHit(
            product=product,
            score=each.hit.score,
            stages=ranked.stages[product.product_id],
            variants=each.variants,
            variant_count=each.count,
            title_spans=highlights(product.title, terms),
            description_spans=highlights(product.description[:_SHOWN_DESCRIPTION], terms),
        )

    def _next(self, ranked: RankedHits) -> str:
        if len(ranked.hits) <= self.end:
            return ""
        cursor = self.request.cursor_at(self.end, self.versions.catalogue)
        return "" if cursor is None else cursor_to_token(cursor)

    def _notes(self, found: Found) -> tuple[str, ...]:
        notes = [*found.notes, *self.around.merchandising.notes]
        if self.cursor is not None:
            notes += self.cursor.notes(self.versions.catalogue)
        state = found.ranked.reranking.state
        return (*notes, state.value) if state in _MENTIONED else tuple(notes)

    def _trace(self, hits: Sequence[SearchHit], found: Found) -> SearchTrace:
        profile = found.profile
        return SearchTrace(
            self.request.traced(self.offset),
            self.around.now,
            replace(
                self.versions,
                profile="" if profile is None else profile.digest,
                reranker=found.ranked.reranking.version,
            ),
            tuple(TracedHit(hit.product.product_id, hit.score) for hit in hits),
        )


def plan_notes(plan: SearchPlan, ranked: RankedHits, *, has_terms: bool) -> tuple[str, ...]:
    """What is not as the query would have it; an index without terms says nothing of words."""
    unsaid = has_terms and plan.read.words.terms and ranked.hits and not ranked.any_word
    notes = {
        CONSTRAINTS_RELAXED: plan.relaxation.relaxed,
        NOTHING_WITH_THESE_WORDS: unsaid,
        SORT_UNAVAILABLE: ranked.hits and _sort(plan, ranked) is not plan.wished,
    }
    return tuple(note for note, applies in notes.items() if applies)


def _sort(plan: SearchPlan, ranked: RankedHits) -> SortOrder:
    return plan.sort if ranked.has_numbers else SortOrder.RELEVANCE


def _strategy(plan: SearchPlan, ranked: RankedHits) -> str:
    sort = _sort(plan, ranked)
    if sort is not SortOrder.RELEVANCE:
        return sort.value
    return HYBRID if ranked.any_word else DENSE


def _rules(plan: SearchPlan) -> tuple[AppliedRule, ...]:
    """The rules that had a hand in it: in another order than relevance only hiding counts."""
    if plan.sort is SortOrder.RELEVANCE:
        return plan.rules.applied
    return tuple(rule for rule in plan.rules.applied if rule.action is RuleAction.HIDE)
