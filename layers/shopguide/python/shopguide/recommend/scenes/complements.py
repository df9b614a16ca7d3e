"""What goes with products: what is bought with them, what follows them, what fits them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from shopguide.domain.filters import Filter, HasId, Match
from shopguide.domain.indexed import TERMS_VECTOR, NearestQuery
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit, Reason, ReasonType
from shopguide.domain.signals import Neighbours
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.scenes.anchors import Anchor
from shopguide.text.fitting import fitting_words
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.product_groups import product_group
from shopguide.text.terms import query_terms, query_vector

MOST_CANDIDATES = 500
"""Products that are looked up for one list, the weightiest first."""

ACCESSORIES_READ = 60
"""Accessories whose titles are read for one product: those that share the rarest words with it."""


@dataclass(frozen=True, slots=True)
class Support:
    """What one product says for another: a weight above 0, and what that comes from."""

    weight: float
    evidence: JsonObject


Supports: TypeAlias = Mapping[str, Mapping[str, Support]]
"""By the product that is spoken for, by the anchor that speaks for it."""


def together_supports(neighbours: Mapping[str, Neighbours]) -> Supports:
    """By what is bought together.

    The weight is ``count * ln(lift)``, the part that the pair itself has in the log-likelihood
    ratio of Dunning 1993 (*Accurate methods for the statistics of surprise and coincidence*): many
    purchases outweigh a large lift of two, and those of several anchors may be added up.
    """
    return _turned(
        {
            anchor_id: {
                it.product_id: Support(
                    it.count * math.log(it.lift), {"lift": it.lift, "count": it.count}
                )
                for it in each.together
                if it.lift > 1 and it.count > 0
            }
            for anchor_id, each in neighbours.items()
        }
    )


def followed_supports(neighbours: Mapping[str, Neighbours]) -> Supports:
    """By what shoppers went on to; the weight is the share of the most frequent one's."""
    found: dict[str, dict[str, Support]] = {}
    for anchor_id, each in neighbours.items():
        most = max((weight for _, weight in each.followed), default=0.0)
        found[anchor_id] = {
            product_id: Support(weight / most, {"followed": round(weight / most, 4)})
            for product_id, weight in each.followed
            if weight > 0
        }
    return _turned(found)


def fitting_supports(index: VectorIndex, anchors: Sequence[Anchor], wanted: Filter) -> Supports:
    """By what accessories say in their titles; the weight is that of the words in common.

    An index of the first layout does not know its accessories: it gives none.
    """
    schema = index.schema(PRODUCTS)
    if schema is None or "accessory" not in schema.fields:
        return {}
    return _turned({it.product_id: _fitting(index, it, wanted) for it in anchors})


def supported_hits(
    index: VectorIndex,
    anchors: Sequence[Anchor],
    wanted: Filter,
    supports: Supports,
    reason_type: ReasonType,
) -> list[Hit]:
    """The products that are spoken for and pass a filter, by the sum of the weights.

    Variants are folded into the first of them, and those of an anchor left out. Each reason names
    the anchor that says most, with its evidence: without it, the sum would fall the most.
    """
    weights = {id_: sum(it.weight for it in each.values()) for id_, each in supports.items()}
    ranked = sorted(weights, key=lambda id_: (-weights[id_], id_))[:MOST_CANDIDATES]
    products = _read(index, wanted, ranked)
    groups = {anchor.group for anchor in anchors}
    hits: list[Hit] = []
    for product_id in ranked:
        product = products.get(product_id)
        if product is None or (group := product_group(product)) in groups:
            continue
        groups.add(group)
        reason = _reason(reason_type, supports[product_id], weights[product_id])
        hits.append(Hit(product, weights[product_id], reason))
    return hits


def _reason(kind: ReasonType, by_anchor: Mapping[str, Support], whole: float) -> Reason:
    anchor_id, strongest = max(by_anchor.items(), key=lambda it: (it[1].weight, it[0]))
    return Reason(kind, anchor_id, round(strongest.weight / whole, 4), strongest.evidence)


def _read(index: VectorIndex, wanted: Filter, ids: Sequence[str]) -> Mapping[str, Product]:
    if not ids:
        return {}
    among = wanted.and_must(HasId(tuple(ids)))
    page = index.scan(PRODUCTS, among, limit=len(ids), fields=("product",))
    return {each.document_id: product_of(each.fields) for each in page.documents}


def _fitting(index: VectorIndex, anchor: Anchor, wanted: Filter) -> dict[str, Support]:
    product = anchor.product
    named = f"{product.title} {product.brand} {product.product_type}"
    query = NearestQuery(
        query_vector(query_terms(named)),
        ACCESSORIES_READ,
        filter=wanted.and_must(Match("accessory", (True,))),
        vector_name=TERMS_VECTOR,
        fields=("product",),
    )
    found: dict[str, Support] = {}
    for scored in index.nearest(PRODUCTS, query):
        accessory = product_of(scored.document.fields)
        if scored.score > 0 and (words := fitting_words(accessory, product)):
            evidence: dict[str, JsonValue] = {"words": list[JsonValue](words)}
            found[accessory.product_id] = Support(scored.score, evidence)
    return found


def _turned(by_anchor: Mapping[str, Mapping[str, Support]]) -> Supports:
    turned: dict[str, dict[str, Support]] = {}
    for anchor_id, supported in by_anchor.items():
        for product_id, support in supported.items():
            turned.setdefault(product_id, {})[anchor_id] = support
    return turned
