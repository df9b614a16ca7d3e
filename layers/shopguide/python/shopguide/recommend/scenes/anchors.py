"""The products that a list is beside, as they stand now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from shopguide.domain.errors import NotFoundError, product_not_found
from shopguide.domain.filters import Filter, HasId, Match
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument, Vector
from shopguide.domain.product import Product
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.product_groups import product_group

FIELDS = ("product", "rating")
"""What is read of a product: all of it, and its rating as the index has it."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A product that a list is beside.

    Attributes:
        product: As it stands now.
        vector: Unit vector of its text, ``[dimension]``.
        group: Shared with its variants and near-duplicates.
        rating: Out of five; None where it has none, or the index is too old to know.
    """

    product: Product
    vector: Vector
    group: str
    rating: float | None

    @property
    def product_id(self) -> str:
        """Its id."""
        return self.product.product_id


def read_anchor(index: VectorIndex, product_id: str) -> Anchor:
    """One product.

    Raises:
        ProductNotFoundError: the live catalogue has none with this id.
    """
    return read_anchors(index, [product_id])[0]


def read_anchors(index: VectorIndex, product_ids: Sequence[str]) -> tuple[Anchor, ...]:
    """The products that the shop has, each once and in the order asked.

    Raises:
        ProductNotFoundError: the live catalogue has none of them; it names the first.
    """
    wanted = tuple(dict.fromkeys(product_ids))
    try:
        found = index.fetch(PRODUCTS, wanted, with_vectors=True, fields=FIELDS)
    except NotFoundError:
        found = ()
    if not found:
        raise product_not_found(wanted[0])
    return tuple(map(_anchor, found))


def beside(wanted: Filter, anchors: Iterable[Anchor], exclude: Iterable[str] = ()) -> Filter:
    """A filter that leaves out the anchors, what names itself their variant, and `exclude`."""
    anchors = tuple(anchors)
    ids = {*(anchor.product_id for anchor in anchors), *exclude}
    wanted = wanted.and_must_not(HasId(tuple(sorted(ids))))
    groups = {anchor.product.item_group_id for anchor in anchors} - {""}
    return wanted.and_must_not(Match("item_group_id", tuple(sorted(groups)))) if groups else wanted


def rating_of(document: IndexedDocument) -> float | None:
    """The rating of a document that was read with `FIELDS`."""
    rating = document.fields.get("rating")
    return None if rating is None else float(cast("float", rating))


def _anchor(document: IndexedDocument) -> Anchor:
    product = product_of(document.fields)
    vector = document.vectors[TEXT_VECTOR]
    return Anchor(product, vector, product_group(product), rating_of(document))
