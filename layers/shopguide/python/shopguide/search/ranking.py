"""From a plan to hits in their final order: fuse, rerank, shift by taste, collapse, pin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from uuid import UUID

import numpy as np

from shopguide.domain.filters import Filter, HasId
from shopguide.domain.indexed import (
    HybridQuery,
    IndexedDocument,
    NearestQuery,
    SparseVector,
    Vector,
)
from shopguide.domain.ranking import Hit
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.domain.stages import stage
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.collapsing import collapse_until, no_group
from shopguide.search.fusion import FusedOrder, fuse
from shopguide.search.personal import personal_order
from shopguide.search.pinning import Pin, with_pins
from shopguide.search.plan import RULES, SearchPlan
from shopguide.search.ranked_hits import HIT_FIELDS, RankedHits
from shopguide.search.reranking import HEAD_HITS, HeadReranker
from shopguide.search.result import HitStages
from shopguide.text.index_layout import PRODUCTS

TASTED = 50
"""Hits that the shopper's taste may move."""

DEPTH = 100
"""Candidates by meaning, and as many by words, before any deeper ones."""

_DEEPER = 4
"""How many times as deep each further look for candidates goes."""

_SPARE = 1.25
"""Hits that are read at once for each that is needed: some are variants of others."""

_BEST = 200
_CHUNK = 20


class Ranker:
    """Ranks what a plan asks for.

    Args:
        index: Has the products.
        reranker: Judges the head; None where a search must not be reranked.
    """

    def __init__(self, index: VectorIndex, reranker: HeadReranker | None) -> None:
        self._index = index
        self._reranker = reranker

    def rank(
        self,
        plan: SearchPlan,
        vector: Vector,
        *,
        count: int,
        has_terms: bool,
        profile: ShopperProfile | None = None,
        folds: bool = True,
    ) -> RankedHits:
        """The first `count` hits by relevance, at least.

        What comes first never depends on `count`, so that pages join.

        Args:
            plan: What to search.
            vector: Of the query.
            count: Hits that are needed.
            has_terms: Whether the index has the vector of terms.
            profile: Whose taste may move hits.
            folds: Whether variants are folded into one hit.
        """
        ranked = RankedHits()
        needed = max(count, HEAD_HITS if profile is None else TASTED)
        at_once = int(needed * _SPARE) if folds else needed
        coming = self.by_relevance(plan, vector, ranked, has_terms=has_terms, at_once=at_once)
        head = self._shifted(profile, self._reranked(plan, islice(coming, needed), ranked), ranked)
        group_of = ranked.group_of if folds else no_group
        pinned = {product_id for _, product_id in plan.rules.pins}
        others = (
            hit
            for hits in (head, coming)
            for hit in hits
            if hit.product.product_id not in pinned
        )  # fmt: skip
        hits = collapse_until(others, count, group_of)
        ranked.hits = with_pins(hits, self._pins(plan, ranked), group_of)
        return ranked

    def by_relevance(
        self,
        plan: SearchPlan,
        vector: Vector,
        ranked: RankedHits,
        *,
        has_terms: bool,
        at_once: int = _CHUNK,
    ) -> Iterator[Hit]:
        """All hits in the fused order, read as they are needed, the first `at_once` together."""
        for order in self._tiers(plan, vector, ranked, has_terms):
            start = 0
            while start < len(order):
                end = min(start + at_once, len(order))
                documents = self._read(order.keys[start:end])
                for row in range(start, end):
                    if document := documents.get(order.keys[row]):
                        stages = _stages(order, row, plan)
                        yield ranked.take(document, float(order.scores[row]), stages)
                start, at_once = end, max(_CHUNK, end // 2)

    def _tiers(
        self, plan: SearchPlan, vector: Vector, ranked: RankedHits, has_terms: bool
    ) -> Iterator[FusedOrder]:
        """Candidates, then those that a deeper look finds beside them, until there are no more.

        A deeper look may find what would have come earlier; put behind instead, it changes no page.
        """
        words, depth = plan.read.words, DEPTH
        terms, variants = (words.vector, words.variants) if has_terms else (_NO_TERMS, ())
        subsets = tuple(named.boost.conditions for named in plan.boosts if named.brings_in)
        marks = tuple(named.boost.conditions for named in plan.boosts if not named.brings_in)
        amounts = [named.boost.amount for named in plan.boosts]
        seen: set[UUID] = set()
        while True:
            query = HybridQuery(vector, terms, plan.matching, depth, subsets, variants, marks)
            with stage("candidates"):
                candidates = self._index.candidates(PRODUCTS, query)
                order = fuse(candidates, len(words.terms), amounts)
            if not seen:
                ranked.best, ranked.meaning = tuple(order.keys[:_BEST]), order.meaning
                ranked.any_word = bool(order.words.any())
            yield order.without(seen)
            if len(order) < depth:
                return
            seen.update(order.keys)
            depth *= _DEEPER

    def _read(self, keys: Sequence[UUID]) -> Mapping[UUID, IndexedDocument]:
        found = self._index.fetch(PRODUCTS, keys, fields=HIT_FIELDS)
        return {document.key: document for document in found}

    def _reranked(
        self, plan: SearchPlan, coming: Iterator[Hit], ranked: RankedHits
    ) -> Sequence[Hit]:
        """Hits in the order of the reranker, as far as the shop's own rules let it."""
        hits = list(coming)
        if self._reranker is None:
            return hits
        with stage("rerank"):
            outcome = ranked.reranking = self._reranker.rerank(plan.read.meant, hits)
        head = []
        for hit in outcome.hits[: outcome.reranked]:
            ranked.note_relevance(hit, hit.score)
            ruled = ranked.stages[hit.product.product_id].boosts.get(RULES, 0.0)
            head.append(replace(hit, score=hit.score + ruled))
        head.sort(key=lambda hit: -hit.score)
        return [*head, *outcome.hits[outcome.reranked :]]

    def _shifted(
        self, profile: ShopperProfile | None, hits: Sequence[Hit], ranked: RankedHits
    ) -> Sequence[Hit]:
        if profile is None or not hits:
            return hits
        head, rest = hits[:TASTED], hits[TASTED:]
        ids = tuple(hit.product.product_id for hit in head)
        near = NearestQuery(profile.vector, len(ids), _only(ids), fields=())
        cosines = {
            hit.document.document_id: hit.score for hit in self._index.nearest(PRODUCTS, near)
        }
        shifted = personal_order(head, [cosines.get(one, np.nan) for one in ids])
        for each in shifted:
            ranked.note_places(each.hit, each.places)
        return [*(each.hit for each in shifted), *rest]

    def _pins(self, plan: SearchPlan, ranked: RankedHits) -> Sequence[Pin]:
        """The pinned products that pass the search's filter, by place."""
        places = {product_id: place for place, product_id in plan.rules.pins}
        if not places:
            return ()
        wanted = plan.matching.and_must(HasId(tuple(places)))
        found = self._index.scan(PRODUCTS, wanted, limit=len(places), fields=HIT_FIELDS)
        pins = []
        for document in found.documents:
            stages = replace(ranked.stages.get(document.document_id, HitStages()), pinned=True)
            hit = ranked.take(document, stages.fused or 0.0, stages)
            pins.append(Pin(places[document.document_id], hit))
        return sorted(pins, key=lambda pin: pin.place)


_NO_TERMS = SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32))


def _only(product_ids: tuple[str, ...]) -> Filter:
    return Filter(must=(HasId(product_ids),))


def _stages(order: FusedOrder, row: int, plan: SearchPlan) -> HitStages:
    boosts: dict[str, float] = {}
    for named, amount in zip(plan.boosts, order.boosts[row].tolist(), strict=True):
        if amount:
            boosts[named.name] = boosts.get(named.name, 0.0) + amount
    return HitStages(
        cosine=float(order.cosines[row]),
        term_score=float(order.term_scores[row]),
        words=float(order.words[row]),
        fused=float(order.scores[row]),
        boosts=boosts,
    )
