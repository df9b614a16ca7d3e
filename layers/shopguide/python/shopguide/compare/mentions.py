"""Sentences of descriptions that speak of what a shopper needs."""

from collections.abc import Sequence

from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.passages import record_passages
from shopguide.text.simplified import simplify
from shopguide.text.words import content_words

_SAY_NOTHING = frozenset(
    "need want good better best great nice enough something product buy choose which compare "
    "比较 哪个 哪款 个好 款好 适合 合适 需要 想要 推荐 东西 好用 用的".split()
)


def mentions_of(need: str, products: Sequence[Product]) -> list[Passage]:
    """Of each product, the sentence of its description that shares most words with the need.

    A word of its title tells nothing: every sentence speaks of that product. Nothing of a product
    whose description shares no word.
    """
    asked = frozenset(content_words(simplify(need))) - _SAY_NOTHING
    found = []
    for product in products:
        words = asked - frozenset(content_words(simplify(product.title)))
        passages = [
            passage
            for passage in record_passages(product)
            if passage.kind is PassageKind.DESCRIPTION
        ]
        shared = [len(words & set(content_words(simplify(each.text)))) for each in passages]
        if shared and max(shared) > 0:
            found.append(passages[shared.index(max(shared))])
    return found
