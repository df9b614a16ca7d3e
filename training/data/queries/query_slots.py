"""What a shopper could name a product by: its kind, brand, line, properties and model code."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shopguide.domain.product import Product
from shopguide.text.language import HAN, Language, detect_language
from shopguide.text.normalise import fold
from shopguide.text.product_text import product_text
from shopguide.text.quantities import find_quantities
from shopguide.text.words import stem
from training.data.queries.title_phrases import TitlePhrases

_MAX_WORDS = 3
_MAX_CHARACTERS = 20
_MAX_HAN = 8
_MIN_CODE_CHARACTERS = 4
_PARENTHESIS = re.compile(r"\s*[(（【\[].*?[)）】\]]")
_LEAF_PARTS = re.compile(r"\s*(?:&|/|,|、|\band\b)\s*")
_HAN = re.compile(rf"[{HAN}]")
_NOT_TYPED = re.compile(r"(?:not?|non|without)\b|[不无非]|.*\s(?:to|到)\s")
"""What a product lacks, and ranges."""

_SHORT_NUMBER = re.compile(r"\d+[a-z]")
_TRUE = frozenset(("yes", "true", "是", "有", "支持"))
_NOT_ASKED_FOR = re.compile(
    r"gtin|ean|code|date|packag|pallet|master|origin|dimension|certif|humidity|temperature|warrant|"
    r"weight|编码|条码|产地|包装|保修|质保|重量"
)
"""Names of attributes that nobody searches by."""


@dataclass(frozen=True, slots=True)
class QuerySlots:
    """The folded words for one product, by what they say; each list may be empty.

    `kinds` are words for what it is, `values` short properties (``black``, ``10 inch``), `features`
    names of properties that it has, `codes` its model numbers, `phrases` the catalogue's own words
    of its title in order. `has_category` says whether a kind is the shop's own name of a category.
    """

    language: Language
    brand: str = ""
    kinds: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    features: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    phrases: list[str] = field(default_factory=list)
    has_category: bool = False


def query_slots(product: Product, phrases: TitlePhrases) -> QuerySlots:
    """What the product can be named by, in the language of its title."""
    found = phrases.of(product.title)
    leaf = _leaf_words(product)
    named = [phrase.text for phrase in found if phrase.kind == "kind"]
    kinds = [*leaf, *(text for text in named if not leaf or _is_kind_of(text, leaf))]
    brand = fold(product.brand)
    values = [*_attribute_values(product), *_title_quantities(product.title)]
    return QuerySlots(
        language=detect_language(product.title),
        brand="" if brand in kinds else brand,
        kinds=list(dict.fromkeys(kinds)),
        lines=[phrase.text for phrase in found if phrase.kind == "line"],
        values=list(dict.fromkeys(value for value in values if value != brand)),
        features=_features(product.attributes),
        codes=_codes(product.title),
        phrases=[phrase.text for phrase in found],
        has_category=bool(leaf),
    )


def is_short(value: str) -> bool:
    """Whether a shopper would type it: a few words, or a few Chinese characters."""
    if _HAN.search(value):
        return len(value) <= _MAX_HAN
    return len(value) <= _MAX_CHARACTERS and len(value.split()) <= _MAX_WORDS


def plain_value(value: str) -> str:
    """A value of an attribute as it would be typed: folded, without what stands in brackets."""
    return _PARENTHESIS.sub("", fold(value)).strip(" .,;:。；，")


def _leaf_words(product: Product) -> list[str]:
    """The category's own words; of "Bags & Cases" those that stand in the title, if any do."""
    if not product.product_type:
        return []
    leaf = fold(product.category_paths()[-1].rsplit(">", 1)[-1])
    parts = [part for part in _LEAF_PARTS.split(leaf) if part]
    title = fold(product.title)
    told = [part for part in parts if stem(part) in title]
    words = told or ([leaf] if len(parts) == 1 else [])
    return [word for word in dict.fromkeys((*map(_singular, words), *words)) if is_short(word)]


def _singular(text: str) -> str:
    head, space, last = text.rpartition(" ")
    return f"{head}{space}{stem(last)}"


def _is_kind_of(text: str, leaf: list[str]) -> bool:
    """Whether a phrase is a kind of the category: "trekking tent" of "tents", 双肩包 of 箱包."""
    if _HAN.search(text):
        return any(text[-1] == word[-1] for word in leaf)
    return any(stem(text.rsplit(maxsplit=1)[-1]) == stem(word.split()[-1]) for word in leaf)


def _attribute_values(product: Product) -> list[str]:
    """Short values that the product's text tells, so that it can be found by them."""
    text = fold(product_text(product))
    values = [
        plain_value(value)
        for name, value in product.attributes.items()
        if not _NOT_ASKED_FOR.search(fold(name))
    ]
    return [
        value
        for value in values
        if value in text
        and is_short(value)
        and len(value) > 1
        and not (value.isdigit() or _NOT_TYPED.match(value))
    ]


def _title_quantities(title: str) -> list[str]:
    folded = fold(title)
    spans = [folded[a:b].strip() for a, b, quantity in find_quantities(folded) if quantity.unit]
    return [_written_out(span) for span in spans]


def _written_out(quantity: str) -> str:
    """`10"` as shoppers type it: ``10 inch``."""
    return re.sub(r'(\d)\s*["”]$', r"\1 inch", quantity)


def _features(attributes: Mapping[str, str]) -> list[str]:
    names = [fold(name).replace("_", " ") for name, value in attributes.items() if _holds(value)]
    return [name for name in names if is_short(name) and not _NOT_ASKED_FOR.search(name)]


def _holds(value: str) -> bool:
    return fold(value) in _TRUE


def _codes(title: str) -> list[str]:
    """Words of letters and digits, such as ``tn-2110``; ``128gb`` is a quantity."""
    folded = fold(title)
    words = [folded[start:end] for start, end, found in find_quantities(folded) if not found.unit]
    return [word for word in words if _is_code(word)]


def _is_code(word: str) -> bool:
    is_mixed = word.isascii() and any(character.isalpha() for character in word)
    return is_mixed and len(word) >= _MIN_CODE_CHARACTERS and not _SHORT_NUMBER.fullmatch(word)
