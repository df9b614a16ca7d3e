"""Why a product is on a card: what sets it apart, or else what of the need it meets."""

from collections.abc import Mapping, Sequence

from shopguide.chat.saying.standing_out import standing_out
from shopguide.domain.product import CATEGORY_SEPARATOR, Product
from shopguide.search.result import SearchHit
from shopguide.text.language import Language
from shopguide.text.offer_words import availability_in, money_in

_IN_TITLE = {"en": "has “{words}” in its title", "zh": "名称里有“{words}”"}
_IN_CATEGORY = {"en": "in “{category}”", "zh": "属于“{category}”"}
_NEAR = {"en": "close in meaning", "zh": "意思接近"}
_LIKE = {"en": "like {title}", "zh": "和{title}类似"}
_OUT = {"en": "not in stock", "zh": "暂时无货"}


def hit_reasons(hits: Sequence[SearchHit], met: Mapping[str, str], language: Language) -> list[str]:
    """What sets each hit apart from the others; of few, why it is here, which holds for all.

    Args:
        hits: Of the search, as they are shown.
        met: Constraints that hold for them, in words.
        language: Of the reasons.
    """
    apart = standing_out([hit.product for hit in hits], language)
    return [
        _with_stock(said or _hit_reason(hit, met, language), hit.product, language)
        for hit, said in zip(hits, apart, strict=True)
    ]


def _with_stock(said: str, product: Product, language: Language) -> str:
    comma = "，" if language == "zh" else ", "
    return said if product.in_stock else f"{said}{comma}{_OUT[language]}"


def _hit_reason(hit: SearchHit, met: Mapping[str, str], language: Language) -> str:
    """The words of the need in its title, and the constraints that it meets."""
    title = hit.product.title
    found = {title[start:end].casefold(): title[start:end] for start, end in hit.title_spans}
    words = [
        word
        for key, word in found.items()
        if not any(key in other for other in found if other != key)
    ]
    said = [_why(words, hit.product, language)]
    said += met.values()
    return ("，" if language == "zh" else ", ").join(said)


def _why(words: list[str], product: Product, language: Language) -> str:
    if words:
        return _IN_TITLE[language].format(words=" ".join(words))
    category = product.product_type.split(CATEGORY_SEPARATOR)[-1].strip()
    if category:
        return _IN_CATEGORY[language].format(category=category)
    return _NEAR[language]


def like_reason(name: str, language: Language) -> str:
    """That it is like the product of this name."""
    return _LIKE[language].format(title=name)


def fact_words(product: Product, language: Language) -> str:
    """Price, stock and brand: what a product that was picked is introduced with."""
    price = product.current_price
    stock = availability_in(product.availability, language)
    facts = [money_in(price, language) if price else "", stock, product.brand]
    return ("，" if language == "zh" else ", ").join(filter(None, facts))
