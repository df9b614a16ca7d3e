"""Whether products are of one kind, such as one chooses between."""

from collections.abc import Sequence
from itertools import combinations

from shopguide.compare.alignment import FIRST_ROWS, Aligned
from shopguide.domain.product import Product
from shopguide.text.normalise import fold

_EVERYWHERE = frozenset(
    (*FIRST_ROWS, *"color size size_range gender material weight warranty gtin condition".split())
)
"""Attributes that products of any kind have in common."""

_SPECIFIC_IN_COMMON = 2
"""So many other attributes in common make products of one kind, whatever their categories say."""


def are_of_one_kind(products: Sequence[Product], rows: Sequence[Aligned]) -> bool:
    """Whether the products are such as one chooses between.

    Those of one category are, and, as a shop may file English and Chinese products apart, those
    which are described by the same attributes.
    """
    specific = [
        each.stated == len(products) for each in rows if each.row.name not in _EVERYWHERE
    ].count(True)
    return specific >= _SPECIFIC_IN_COMMON or all(
        _share_a_category(*pair) for pair in combinations(products, 2)
    )


def _share_a_category(one: Product, other: Product) -> bool:
    """Whether the one's category lies in the other's; so do two of which nothing is known."""
    paths = [[fold(path) for path in product.category_paths()] for product in (one, other)]
    if not all(paths):
        return not any(paths)
    return paths[0][-1] in paths[1] or paths[1][-1] in paths[0]
