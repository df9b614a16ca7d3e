"""Products like one: by its text, and by where shoppers went from it."""

from collections.abc import Mapping, Sequence

from shopguide.domain.filters import Filter
from shopguide.domain.json_value import JsonValue
from shopguide.domain.ranking import Hit, Reason, ReasonType
from shopguide.domain.signals import Neighbours
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.scenes.anchors import Anchor
from shopguide.recommend.scenes.found import (
    Found,
    are_of_one_sort,
    enough,
    folded,
    nearest,
    those_of,
)

FOLLOWED_WEIGHT = 1.0
"""Of the products that shoppers went on to, beside 1 for the text; docs/recommendations.md has what
other weights give."""

MOST_FOLLOWED = 50
"""Products that shoppers went on to, the weightiest first; what is behind them adds little."""

SPREAD_OVER = 100
"""Nearest products whose cosines span the scale of the text: encoders differ in what is near."""


def similar_hits(
    index: VectorIndex, anchor: Anchor, wanted: Filter, neighbours: Neighbours, limit: int
) -> Sequence[Hit]:
    """Products like the anchor, best first, variants folded into one.

    The score is ``text + FOLLOWED_WEIGHT * followed``. `text` is the cosine on a scale where the
    nearest product has 1 and the last of the `SPREAD_OVER` nearest has 0. `followed` is the weight
    with which shoppers went on to the product, as a share of the largest; it counts only where both
    are of one sort: a case is not like a phone, however many took both.
    """
    shares = _shares(neighbours)
    followed = those_of(index, anchor, wanted, shares)
    followed = [it for it in followed if _are_near_in_kind(it, anchor)]
    shares = {it.product_id: shares[it.product_id] for it in followed}
    head = nearest(index, anchor, wanted, SPREAD_OVER)
    scale = _Scale(folded(head, (anchor,)))

    def read(depth: int) -> Sequence[Found]:
        near = head[:depth] if depth <= SPREAD_OVER else nearest(index, anchor, wanted, depth)
        union = {it.product_id: it for it in (*near, *followed)}
        ranked = sorted(union.values(), key=lambda it: (-scale.score(it, shares), it.product_id))
        return ranked[:depth]

    return tuple(
        Hit(it.product, scale.score(it, shares), _reason(it, anchor, shares))
        for it in enough(read, anchor, limit)
    )


def _shares(neighbours: Neighbours) -> Mapping[str, float]:
    """How much shoppers went on to each product, 0 to 1."""
    followed = neighbours.followed[:MOST_FOLLOWED]
    most = max((weight for _, weight in followed), default=0.0)
    return {id_: weight / most for id_, weight in followed} if most > 0 else {}


class _Scale:
    """Cosines between those of the nearest product and of the last one looked at."""

    def __init__(self, nearest_ones: Sequence[Found]) -> None:
        cosines = [it.similarity for it in nearest_ones]
        self._highest = max(cosines, default=1.0)
        self._span = self._highest - min(cosines, default=0.0) or 1.0

    def score(self, found: Found, shares: Mapping[str, float]) -> float:
        text = 1.0 - (self._highest - found.similarity) / self._span
        return text + FOLLOWED_WEIGHT * shares.get(found.product_id, 0.0)


def _are_near_in_kind(found: Found, anchor: Anchor) -> bool:
    """Whether they are of one sort, and their categories begin alike where both have one."""
    ours, theirs = anchor.product.category_paths(), found.product.category_paths()
    return are_of_one_sort(found, anchor) and (not ours or not theirs or ours[0] == theirs[0])


def _reason(found: Found, anchor: Anchor, shares: Mapping[str, float]) -> Reason:
    evidence: dict[str, JsonValue] = {"similarity": round(found.similarity, 4)}
    if share := shares.get(found.product_id, 0.0):
        evidence["followed"] = round(share, 4)
    return Reason(ReasonType.SIMILAR_TO, anchor.product_id, 1.0, evidence)
