"""Hits by price, rating or release, where a shopper wishes for that instead of relevance.

First come the things themselves, those in a category that the query names before others, then what
only goes with them: the cheapest laptop is no sleeve, and no spare part that says "laptop".
Products without the number come last. Where no product has every word of the query, the nearest are
put in order, and the rest follow by relevance.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TypeAlias

from shopguide.domain.filters import Filter, HasId, Match
from shopguide.domain.query import ConstraintKind
from shopguide.domain.ranking import Hit
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.collapsing import collapse_until, no_group
from shopguide.search.plan import SearchPlan
from shopguide.search.ranked_hits import HIT_FIELDS, RankedHits
from shopguide.search.result import HitStages
from shopguide.search.sort_fields import SORT_FIELDS
from shopguide.text.accessories import asks_for_accessory
from shopguide.text.index_layout import PRODUCTS

NEAREST = 50
"""Hits that are put in order where no product has every word."""

_AT_ONCE = 50
_ACCESSORY = Match("accessory", (True,))

ByRelevance: TypeAlias = Callable[[SearchPlan, RankedHits], Iterator[Hit]]
"""All hits of a plan by relevance, which are noted as they are taken."""


def order_hits(
    index: VectorIndex, plan: SearchPlan, by_relevance: ByRelevance, *, count: int, folds: bool
) -> RankedHits:
    """The first `count` hits by the number that the plan's order goes by, at least.

    Args:
        index: Has the products.
        plan: Of another order than relevance.
        by_relevance: For what the number says nothing of.
        count: Hits that are needed.
        folds: Whether variants are folded into one hit.
    """
    ranked = RankedHits(has_numbers=False)
    coming = _each_once(_coming(index, plan, by_relevance, ranked))
    ranked.hits = collapse_until(coming, count, ranked.group_of if folds else no_group)
    if plan.with_words is not None:
        ranked.any_word, ranked.best = True, ()
    return ranked


def _coming(
    index: VectorIndex, plan: SearchPlan, by_relevance: ByRelevance, ranked: RankedHits
) -> Iterator[Hit]:
    if plan.with_words is not None:
        among = plan.with_words
    elif not plan.read.words.text:
        among = plan.matching
    else:
        coming = by_relevance(plan, ranked)
        nearest = list(islice(coming, NEAREST))
        ids = tuple(hit.product.product_id for hit in nearest)
        yield from _by_number(index, plan, plan.matching.and_must(HasId(ids)), ranked)
        yield from chain(nearest, coming)
        return
    yield from _by_number(index, plan, among, ranked)
    yield from by_relevance(plan.among(among), ranked)


def _by_number(
    index: VectorIndex, plan: SearchPlan, among: Filter, ranked: RankedHits
) -> Iterator[Hit]:
    for part in _parts(plan, among):
        yield from _ordered(index, plan, part, ranked)


def _parts(plan: SearchPlan, among: Filter) -> Iterator[Filter]:
    """What comes before what else, whatever the numbers say."""
    named = _named_categories(plan)
    things = among if asks_for_accessory(plan.read.meant) else among.and_must_not(_ACCESSORY)
    if named:
        yield things.and_must(named)
        yield things.and_must_not(named)
    else:
        yield things
    if things is not among:
        yield among.and_must(_ACCESSORY)


def _named_categories(plan: SearchPlan) -> Match | None:
    chips = (
        chip
        for chip in plan.read.understanding.chips
        if chip.kind is ConstraintKind.CATEGORY and not chip.negated
    )
    values = tuple(value for chip in chips for value in chip.values)
    return Match("categories", values) if values else None


def _ordered(
    index: VectorIndex, plan: SearchPlan, among: Filter, ranked: RankedHits
) -> Iterator[Hit]:
    """What has the number, by it; read in growing pieces, for the index cannot go on from a place.

    A hit that is known already keeps what is known of it.
    """
    field = SORT_FIELDS[plan.sort]
    start, limit = 0, _AT_ONCE
    while True:
        found = index.ordered(
            PRODUCTS,
            field.name,
            among,
            descending=field.descending,
            limit=limit,
            fields=HIT_FIELDS,
        )
        for document in found[start:]:
            ranked.has_numbers = True
            stages = ranked.stages.get(document.document_id, HitStages())
            yield ranked.take(document, 0.0, stages)
        if len(found) < limit:
            return
        start, limit = len(found), limit * 2


def _each_once(hits: Iterator[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.product.product_id not in seen:
            seen.add(hit.product.product_id)
            yield hit
