"""Why a product is on a card: what of the need it meets, nothing that its record leaves open."""

from collections.abc import Mapping

from shopguide.chat.describing import money_words
from shopguide.domain.product import Product
from shopguide.search.result import SearchHit
from shopguide.text.language import Language

_IN_TITLE = {"en": "has “{words}” in its title", "zh": "名称里有“{words}”"}
_NEAR = {"en": "close in meaning", "zh": "意思接近"}
_LIKE = {"en": "like {title}", "zh": "和{title}类似"}
_OUT = {"en": "not in stock", "zh": "暂时无货"}


def hit_reason(hit: SearchHit, met: Mapping[str, str], language: Language) -> str:
    """The words of the need in its title, and the constraints that it meets.

    Args:
        hit: Of the search.
        met: Constraints that hold for it, in words.
        language: Of the reason.
    """
    title = hit.product.title
    words = list(dict.fromkeys(title[start:end] for start, end in hit.title_spans))
    said = [_IN_TITLE[language].format(words=" ".join(words)) if words else _NEAR[language]]
    said += met.values()
    if not hit.product.in_stock:
        said.append(_OUT[language])
    return ("，" if language == "zh" else ", ").join(said)


def like_reason(product: Product, language: Language) -> str:
    """That it is like another product."""
    return _LIKE[language].format(title=product.title)


def fact_words(product: Product, language: Language) -> str:
    """Price, stock and brand: what a product that was picked is introduced with."""
    stock = {"en": "in stock", "zh": "有货"} if product.in_stock else _OUT
    facts = [money_words(product.current_price, language), stock[language], product.brand]
    return ("，" if language == "zh" else ", ").join(filter(None, facts))
