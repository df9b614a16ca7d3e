"""What products are called in sentences: the beginning of their titles, as long as it takes."""

import re
from collections.abc import Sequence

from shopguide.domain.product import Product
from shopguide.text.normalise import tidy_text
from shopguide.text.safety.orders import gives_orders
from shopguide.text.title_ends import without_dangling_end

_SHORTEST = 4
"""Words of a title, at least: a brand and a model."""

_LONGEST_WORD = 24
_WORD = re.compile(r"\S+")


def names_in_sentences(products: Sequence[Product]) -> list[str]:
    """A short name for each, different ones for different products."""
    titles = [_title(product) for product in products]
    words = max((len(_WORD.findall(title)) for title in titles), default=0)
    for count in range(_SHORTEST, words):
        names = [_beginning(title, count) for title in titles]
        if len(set(names)) == len(names):
            return names
    if len(set(titles)) == len(titles):
        return titles
    return [
        f"{title} ({product.product_id})" for title, product in zip(titles, products, strict=True)
    ]


def _title(product: Product) -> str:
    """The title; of one that gives orders nothing is repeated, and the id names the product."""
    title = tidy_text(product.title)
    return product.product_id if gives_orders(title) else title


def _beginning(title: str, words: int) -> str:
    """So many words of the title, fewer where they are long, as Chinese ones are."""
    end = 0
    for number, word in enumerate(_WORD.finditer(title), start=1):
        if number > words or (end > _LONGEST_WORD and number > 1):
            break
        end = word.end()
    return without_dangling_end(title[:end])
