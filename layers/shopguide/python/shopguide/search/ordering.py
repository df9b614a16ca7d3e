"""Hits by price, rating or release, where a shopper wishes for that instead of relevance."""

from shopguide.domain.filters import Filter, Match
from shopguide.domain.query import SortOrder
from shopguide.domain.ranking import Hit
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.collapsing import CollapsedHit, collapse
from shopguide.search.plan import SearchPlan
from shopguide.search.ranking import RankedHits
from shopguide.search.result import HitStages
from shopguide.text.accessories import asks_for_accessory
from shopguide.text.index_layout import PRODUCTS, product_of

ORDERS = {
    SortOrder.PRICE_ASCENDING: ("price", False),
    SortOrder.PRICE_DESCENDING: ("price", True),
    SortOrder.RATING: ("rating", True),
    SortOrder.NEWEST: ("released", True),
}
"""The field of the index, and whether its highest come first."""

_SPARE = 2


def field_of_order(sort: SortOrder) -> str:
    """The field of the index that a sort order is about."""
    return ORDERS[sort][0]


def order_hits(index: VectorIndex, plan: SearchPlan, count: int, *, folds: bool) -> RankedHits:
    """The first `count` of the products that have every word, by the number that is asked for.

    What only goes with the thing that is named is left out where anything else is there: the
    cheapest laptop is no sleeve. Products without the number are not among them.
    """
    ranked = RankedHits(any_word=True)
    name, descending = ORDERS[plan.sort]
    among = _main_things(index, plan)
    wanted = count * _SPARE
    found = index.ordered(
        PRODUCTS,
        name,
        among,
        descending=descending,
        limit=wanted,
        fields=("product", "group"),
    )
    hits = []
    for document in found:
        hits.append(Hit(product_of(document.fields), 0.0))
        ranked.stages[document.document_id] = HitStages()
        ranked.groups[document.document_id] = str(document.fields.get("group", ""))
    ranked.hits = (
        collapse(hits, lambda hit: ranked.groups[hit.product.product_id])
        if folds
        else [CollapsedHit(hit) for hit in hits]
    )
    ranked.exhausted = len(found) < wanted
    return ranked


def _main_things(index: VectorIndex, plan: SearchPlan) -> Filter:
    among = plan.with_words or plan.matching
    if asks_for_accessory(plan.read.meant):
        return among
    things = among.and_must_not(Match("accessory", (True,)))
    return things if index.count(PRODUCTS, things) else among
