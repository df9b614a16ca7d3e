"""From a plan to hits in their final order: fuse, rerank, shift by taste, pin, collapse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.collapsing import CollapsedHit, collapse
from shopguide.search.fusion import FusedOrder, fuse
from shopguide.search.personal import personal_order
from shopguide.search.plan import SearchPlan
from shopguide.search.reranking import HeadReranker, RerankOutcome, RerankState
from shopguide.search.result import HitStages
from shopguide.text.index_layout import PRODUCTS, product_of

HEAD = 50
"""Hits that the shopper's taste may move."""

MIN_DEPTH = 200
"""Candidates by meaning, and as many by words."""

_SPARE = 1.5
"""Candidates for each hit asked for: some are variants of others."""

_CHUNK = 20


@dataclass
class RankedHits:
    """Hits in their order, as far as they were needed, and how they came about.

    Attributes:
        hits: Best first, variants folded into them.
        stages: Of each hit, by product id.
        groups: The group of variants of each product, by id.
        reranking: What the reranker did.
        exhausted: Whether there are no more.
        any_word: Whether a candidate has a word of the query.
    """

    hits: Sequence[CollapsedHit] = ()
    stages: dict[str, HitStages] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    reranking: RerankOutcome = field(default_factory=lambda: RerankOutcome((), RerankState.OFF))
    exhausted: bool = True
    any_word: bool = False


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

        Args:
            plan: What to search.
            vector: Of the query.
            count: Hits that are needed.
            has_terms: Whether the index has the vector of terms.
            profile: Whose taste may move hits.
            folds: Whether variants are folded into one hit.
        """
        words = plan.read.words
        depth = max(MIN_DEPTH, int(count * _SPARE))
        query = HybridQuery(
            vector,
            words.vector if has_terms else _NO_TERMS,
            plan.matching,
            depth,
            tuple(named.boost.conditions for named in plan.boosts),
        )
        candidates = self._index.candidates(PRODUCTS, query)
        order = fuse(candidates, len(words.terms), [named.boost.amount for named in plan.boosts])
        ranked = RankedHits(any_word=bool(candidates.term_scores.any()))
        coming = self._hits(order, plan, ranked)
        hits = list(islice(coming, max(HEAD, count)))
        hits = self._reranked(plan, hits, ranked)
        hits = self._shifted(profile, hits, ranked)
        pins = self._pinned(plan, ranked)
        pinned = {hit.product.product_id for _, hit in pins}
        while True:
            ranked.hits = _in_place(hits, pins, ranked.groups if folds else {}, pinned)
            more = list(islice(coming, _CHUNK)) if len(ranked.hits) < count else []
            if not more:
                break
            hits += more
        ranked.exhausted = len(hits) >= len(order)
        return ranked

    def _hits(self, order: FusedOrder, plan: SearchPlan, ranked: RankedHits) -> Iterator[Hit]:
        """Hits in the fused order, fetched as they are needed; the head at once."""
        start, size = 0, HEAD
        while start < len(order):
            rows = range(start, min(start + size, len(order)))
            documents = self._fetch([order.keys[row] for row in rows])
            for row in rows:
                if document := documents.get(order.keys[row]):
                    stages = _stages(order, row, plan)
                    yield _hit(document, float(order.scores[row]), stages, ranked)
            start, size = start + size, _CHUNK

    def _fetch(self, keys: Sequence[UUID]) -> Mapping[UUID, IndexedDocument]:
        found = self._index.fetch(PRODUCTS, keys, fields=("product", "group"))
        return {document.key: document for document in found}

    def _reranked(self, plan: SearchPlan, hits: list[Hit], ranked: RankedHits) -> list[Hit]:
        if self._reranker is None:
            return hits
        outcome = ranked.reranking = self._reranker.rerank(plan.read.meant, hits)
        for hit in outcome.hits[: outcome.reranked]:
            _note(ranked, hit, relevance=hit.score)
        return list(outcome.hits)

    def _shifted(
        self, profile: ShopperProfile | None, hits: list[Hit], ranked: RankedHits
    ) -> list[Hit]:
        if profile is None or not hits:
            return hits
        head, rest = hits[:HEAD], hits[HEAD:]
        ids = tuple(hit.product.product_id for hit in head)
        near = NearestQuery(profile.vector, len(ids), _only(ids), fields=())
        cosines = {
            hit.document.document_id: hit.score for hit in self._index.nearest(PRODUCTS, near)
        }
        shifted = personal_order(head, [cosines.get(one, np.nan) for one in ids])
        for each in shifted:
            _note(ranked, each.hit, places=each.places)
        return [*(each.hit for each in shifted), *rest]

    def _pinned(self, plan: SearchPlan, ranked: RankedHits) -> list[tuple[int, Hit]]:
        """The pinned products that pass the search's filter, with their places."""
        places = {product_id: place for place, product_id in plan.rules.pins}
        if not places:
            return []
        wanted = plan.matching.and_must(HasId(tuple(places)))
        page = self._index.scan(PRODUCTS, wanted, limit=len(places))
        pins = []
        for document in page.documents:
            stages = ranked.stages.get(document.document_id, HitStages())
            hit = _hit(document, stages.fused or 0.0, replace(stages, pinned=True), ranked)
            pins.append((places[document.document_id], hit))
        return sorted(pins, key=lambda pin: pin[0])


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
        fused=float(order.scores[row]),
        boosts=boosts,
    )


def _hit(document: IndexedDocument, score: float, stages: HitStages, ranked: RankedHits) -> Hit:
    ranked.stages[document.document_id] = stages
    ranked.groups[document.document_id] = str(document.fields.get("group", ""))
    return Hit(product_of(document.fields), score)


def _note(ranked: RankedHits, hit: Hit, **found: float) -> None:
    product_id = hit.product.product_id
    ranked.stages[product_id] = replace(ranked.stages[product_id], **found)  # type: ignore[arg-type]


def _in_place(
    hits: Sequence[Hit],
    pins: Sequence[tuple[int, Hit]],
    groups: Mapping[str, str],
    pinned: set[str],
) -> list[CollapsedHit]:
    """Hits with the pinned ones at their places, and variants folded.

    A place counts among the hits that are shown, so variants are folded first.
    """
    others = [hit for hit in hits if hit.product.product_id not in pinned]
    order = collapse(others, lambda hit: groups.get(hit.product.product_id, ""))
    for place, pin in pins:
        order.insert(min(place - 1, len(order)), CollapsedHit(pin))
    return order
