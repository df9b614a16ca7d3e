"""Products near an anchor's text, and variants of one product as one of them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from shopguide.domain.filters import Filter, HasId
from shopguide.domain.indexed import NearestQuery, ScoredDocument
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.scenes.anchors import FIELDS, Anchor, rating_of
from shopguide.text.accessories import is_accessory
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.product_groups import product_group

DEEPEST = 1_000
"""How far a list is read at most, for variants to fold: beyond it a list is shorter."""


@dataclass(frozen=True, slots=True)
class Found:
    """A product beside an anchor.

    Attributes:
        product: As it stands now.
        similarity: Cosine of the two texts.
        rating: Out of five, None for none.
    """

    product: Product
    similarity: float
    rating: float | None = None

    @property
    def product_id(self) -> str:
        """Its id."""
        return self.product.product_id


def nearest(index: VectorIndex, anchor: Anchor, wanted: Filter, count: int) -> list[Found]:
    """The `count` products nearest to an anchor among those that pass a filter, best first."""
    query = NearestQuery(anchor.vector, count, filter=wanted, fields=FIELDS)
    return list(map(_found, index.nearest(PRODUCTS, query)))


def those_of(
    index: VectorIndex, anchor: Anchor, wanted: Filter, product_ids: Collection[str]
) -> list[Found]:
    """Those of some products that pass a filter, with how near they are to an anchor."""
    if not product_ids:
        return []
    return nearest(index, anchor, wanted.and_must(HasId(tuple(product_ids))), len(product_ids))


def folded(found: Iterable[Found], anchors: Iterable[Anchor]) -> list[Found]:
    """The first of each group of variants; none of an anchor's."""
    groups = {anchor.group for anchor in anchors}
    kept: list[Found] = []
    for each in found:
        group = product_group(each.product)
        if group not in groups:
            groups.add(group)
            kept.append(each)
    return kept


def are_of_one_sort(found: Found, anchor: Anchor) -> bool:
    """Whether both are accessories, or neither is: shops put cases among the phones."""
    return is_accessory(found.product.title) == is_accessory(anchor.product.title)


def enough(
    read: Callable[[int], Sequence[Found]],
    anchor: Anchor,
    limit: int,
    keep: Callable[[Found], bool] = lambda _: True,
) -> list[Found]:
    """The first `limit` products of a list whose variants fold.

    Args:
        read: The best so many of the list, in order.
        anchor: Its variants are left out.
        limit: Most products.
        keep: Which of them count.
    """
    depth = min(2 * limit, DEEPEST)
    while True:
        found = read(depth)
        kept = folded(filter(keep, found), (anchor,))
        if len(kept) >= limit or len(found) < depth or depth >= DEEPEST:
            return kept[:limit]
        depth = min(2 * depth, DEEPEST)


def _found(scored: ScoredDocument) -> Found:
    document = scored.document
    return Found(product_of(document.fields), scored.score, rating_of(document))
