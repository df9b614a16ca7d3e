"""What kinds of products are compared: carried about or not, of one kind or of several."""

import re
from collections.abc import Sequence
from itertools import combinations

from shopguide.compare.alignment import FIRST_ROWS, Aligned
from shopguide.domain.product import Product
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_CARRIED = re.compile(
    r"\b(?:backpacks?|bags?|suitcases?|luggage|headphones?|earphones?|earbuds?|headsets?|"
    r"power banks?|bottles?|flasks?|tents?|sleeping bags?|shoes?|boots?|jackets?|coats?|laptops?|"
    r"notebooks?|tablets?|phones?|smartphones?|cameras?|lenses|watch(?:es)?|umbrellas?|wallets?|"
    r"portable|travel|hiking|strollers?)\b"
    r"|双肩包|背包|书包|行李箱|拉杆箱|耳机|充电宝|移动电源|保温杯|水杯|水壶|帐篷|睡袋|鞋|冲锋衣|外套|"
    r"笔记本电脑|平板|手机|相机|镜头|手表|雨伞|钱包|便携|旅行|婴儿车"
)
_EVERYWHERE = frozenset(
    (*FIRST_ROWS, *"color size size_range gender material weight warranty gtin condition".split())
)
"""Attributes that products of any kind have in common."""

_SPECIFIC_IN_COMMON = 2
"""So many other attributes in common make products of one kind, whatever their categories say."""


def are_carried(products: Sequence[Product]) -> bool:
    """Whether all of them are things that people carry, to whom less weight is better."""
    return all(
        _CARRIED.search(simplify(fold(f"{product.title} / {product.product_type}")))
        for product in products
    )


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
