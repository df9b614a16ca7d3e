"""Titles of the products that reasons name, so that they can be told in words."""

from collections.abc import Iterable, Mapping

from shopguide.domain.errors import IndexUnavailableError, NotFoundError
from shopguide.domain.ranking import Reason
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of


def titles_of(index: VectorIndex, reasons: Iterable[Reason | None]) -> Mapping[str, str]:
    """Titles of the products that reasons name; one that has left the shop is not there.

    Nor is any where the index stops to answer just then: a page is not lost for its wording.
    """
    named = {reason.product_id for reason in reasons if reason and reason.product_id}
    if not named:
        return {}
    try:
        found = index.fetch(PRODUCTS, sorted(named), fields=("product",))
    except (NotFoundError, IndexUnavailableError):
        return {}
    return {each.document_id: product_of(each.fields).title for each in found}
