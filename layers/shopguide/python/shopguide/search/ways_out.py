"""Where a client's constraints leave nothing: what would help."""

from collections.abc import Callable
from dataclasses import replace

from shopguide.domain.filters import Filter
from shopguide.search.result import WayOut
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints, product_filter

_TOGETHER = {
    "price": ("price_min", "price_max", "currency"),
    "brand": ("brands",),
    "category": ("categories",),
    "colour": ("colours",),
    "size": ("sizes",),
    "gender": ("genders",),
    "rating_min": ("rating_min",),
    "in_stock": ("in_stock_only",),
}
"""Parameters of the API with what they set."""


def ways_out(constraints: ProductConstraints, count: Callable[[Filter], int]) -> tuple[WayOut, ...]:
    """Constraints of which leaving out one gives products, the most first.

    Args:
        constraints: Of the client.
        count: Products that pass a filter.
    """
    found = []
    for name, members in _TOGETHER.items():
        usual = {member: getattr(ANY_PRODUCT, member) for member in members}
        if any(getattr(constraints, member) != value for member, value in usual.items()):
            products = count(product_filter(replace(constraints, **usual)))
            found += [WayOut(name, products)] if products else []
    return tuple(sorted(found, key=lambda way: -way.products))
