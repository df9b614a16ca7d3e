"""Which products are variants, or near-duplicates, of one another."""

import re
from itertools import chain

from shopguide.domain.product import Product
from shopguide.text.colours import find_colours
from shopguide.text.fingerprint import text_fingerprint
from shopguide.text.normalise import fold
from shopguide.text.sizes import find_sizes

_WORD = re.compile(r"\w+")
_LEFT_BEHIND = frozenset(("color", "colour", "size", "颜色", "尺码"))


def product_group(product: Product) -> str:
    """The group that a product shares with its variants and near-duplicates.

    It is the feed's ``item_group_id``; where there is none, a signature of brand and title without
    colours and sizes, so that "Mug, red" and "Mug - Blue" of one brand are together and two model
    codes never are. A title of nothing else stands alone.
    """
    if product.item_group_id:
        return product.item_group_id
    words = _words_without_variant(fold(product.title))
    if not words:
        return product.product_id
    return text_fingerprint((fold(product.brand), " ".join(words)))


def _words_without_variant(title: str) -> list[str]:
    characters = list(title)
    for mention in chain(find_colours(title), find_sizes(title)):
        characters[mention.start : mention.end] = " " * (mention.end - mention.start)
    words = _WORD.findall("".join(characters))
    return [word for word in words if word not in _LEFT_BEHIND]
