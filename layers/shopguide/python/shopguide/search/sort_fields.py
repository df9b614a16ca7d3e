"""The number of a product that each order goes by."""

from dataclasses import dataclass

from shopguide.domain.query import SortOrder


@dataclass(frozen=True, slots=True)
class SortField:
    """A field of the index, and whether its highest come first."""

    name: str
    descending: bool = False


SORT_FIELDS = {
    SortOrder.PRICE_ASCENDING: SortField("price"),
    SortOrder.PRICE_DESCENDING: SortField("price", descending=True),
    SortOrder.RATING: SortField("rating", descending=True),
    SortOrder.NEWEST: SortField("released", descending=True),
}
"""Of every order but relevance."""
