"""Passages of a product's own record: what the shop itself says about it, in sentences.

They are derived whenever a question is asked (docs/adr/0004), so price and stock are those of now.
"""

from collections.abc import Iterator

from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.language import Language, detect_language
from shopguide.text.normalise import fold, tidy_text
from shopguide.text.offer_words import availability_in, money_in
from shopguide.text.sentences import split_sentences

MAX_VALUE_CHARACTERS = 400
MAX_DESCRIPTION_SENTENCES = 60
_BULLETS = " \t\r\n•·▪●*-–—"
_EMPTY_VALUES = frozenset(("", "-", "n/a", "na", "none", "null", "无数据"))

_CHINESE_NAMES = {
    "age_group": "适用人群",
    "brand": "品牌",
    "color": "颜色",
    "condition": "商品状况",
    "gender": "适用性别",
    "gtin": "商品条码",
    "material": "材质",
    "multipack": "装量",
    "pattern": "图案",
    "product_height": "高度",
    "product_length": "长度",
    "product_weight": "重量",
    "product_width": "宽度",
    "shipping_weight": "运输重量",
    "size": "尺码",
}
"""Columns of the native feed, whose names are English in every shop."""

_FACT_QUESTIONS: dict[Language, dict[str, str]] = {
    "en": {
        "price": "How much does it cost?",
        "availability": "Is it in stock?",
        "brand": "Which brand is it?",
    },
    "zh": {
        "price": "多少钱？",
        "availability": "有货吗？",
        "brand": "是什么品牌的？",
    },
}


def product_language(product: Product) -> Language:
    """The language that the product is described in."""
    names = " ".join(f"{name} {value}" for name, value in product.attributes.items())
    return detect_language(f"{product.title} {product.description} {names}")


def record_passages(product: Product) -> list[Passage]:
    """Price, stock and brand, every attribute, and every sentence of the description.

    Ids are ``<product_id>/<column>`` and, for the description, ``/description/<n>``: stable as long
    as the record is.
    """
    language = product_language(product)
    passages = [
        *fact_passages(product, language),
        *_attribute_passages(product, language),
        *_description_passages(product, language),
    ]
    seen: set[str] = set()
    unique = []
    for passage in passages:
        if fold(passage.text) not in seen:
            seen.add(fold(passage.text))
            unique.append(passage)
    return unique


def attribute_sentence(name: str, value: str, language: Language) -> str:
    """An attribute as a sentence: ``Battery life: 40 hours.`` or ``续航时间：40小时。``."""
    value = tidy_text(value)[:MAX_VALUE_CHARACTERS].rstrip(" .。;；")
    if language == "zh":
        name = _CHINESE_NAMES.get(fold(name), _readable_name(name))
        return f"{name}：{_CHINESE_TRUTH.get(fold(value), value)}。"
    return f"{_readable_name(name)}: {_ENGLISH_TRUTH.get(fold(value), value)}."


_ENGLISH_TRUTH = {"true": "yes", "false": "no"}
_CHINESE_TRUTH = {"true": "是", "false": "否", "yes": "是", "no": "否"}


def _readable_name(name: str) -> str:
    words = tidy_text(name.replace("_", " "))
    return words[:1].upper() + words[1:]


def fact_passages(product: Product, language: Language) -> Iterator[Passage]:
    """Price (where there is one), stock and brand, in a language; ids as in `record_passages`."""
    if product.current_price is not None:
        yield _fact(product, language, "price", _price_sentence(product, language))
    yield _fact(product, language, "availability", _availability_sentence(product, language))
    if product.brand:
        yield _fact(
            product, language, "brand", attribute_sentence("brand", product.brand, language)
        )


def _fact(product: Product, language: Language, column: str, text: str) -> Passage:
    question = _FACT_QUESTIONS[language][column]
    return _passage(product, PassageKind.ATTRIBUTE, column, text, language, question)


def _availability_sentence(product: Product, language: Language) -> str:
    said = availability_in(product.availability, language)
    return f"库存：{said}。" if language == "zh" else f"Availability: {said}."


def _price_sentence(product: Product, language: Language) -> str:
    price, regular = product.current_price, product.price
    if price is None:
        raise ValueError(f"product {product.product_id!r} has no price")
    reduced = regular is not None and regular != price
    if language == "zh":
        before = f"（原价{money_in(regular, language)}）" if regular and reduced else ""
        return f"价格：{money_in(price, language)}{before}。"
    before = f" (regular price {regular})" if reduced else ""
    return f"Price: {price}{before}."


def _attribute_passages(product: Product, language: Language) -> Iterator[Passage]:
    columns = dict(product.attributes)
    if product.gtin:
        columns.setdefault("gtin", product.gtin)
    for name, value in columns.items():
        if fold(value) not in _EMPTY_VALUES:
            sentence = attribute_sentence(name, value, language)
            yield _passage(product, PassageKind.ATTRIBUTE, name, sentence, language)


def _description_passages(product: Product, language: Language) -> Iterator[Passage]:
    number = 0
    for sentence in split_sentences(product.description):
        text = tidy_text(sentence).strip(_BULLETS)
        if len(text) < 2 or number == MAX_DESCRIPTION_SENTENCES:
            continue
        column = f"description/{number}"
        yield _passage(product, PassageKind.DESCRIPTION, column, text, language)
        number += 1


def _passage(
    product: Product,
    kind: PassageKind,
    column: str,
    text: str,
    language: Language,
    question: str = "",
) -> Passage:
    return Passage(
        passage_id=f"{product.product_id}/{column}",
        kind=kind,
        text=text,
        product_id=product.product_id,
        question=question,
        language=language,
        source=f"products/{product.product_id}",
    )
