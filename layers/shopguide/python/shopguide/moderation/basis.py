"""What a verified answer rests on: how it is found out that its product is not the same any more.

Texts count: title, brand, category, description. Of the attributes those count that the answer is
about; where its words do not tell which they are, all do but counts that move by themselves. Price
and stock count for an answer that states them, and for no other.
"""

import re
from collections.abc import Iterator

from shopguide.domain.json_value import JsonValue
from shopguide.domain.moderation import AnswerBasis, ModerationCase
from shopguide.domain.product import Product
from shopguide.text.fingerprint import json_fingerprint, text_fingerprint
from shopguide.text.normalise import clean_text, fold
from shopguide.text.topics import topics_of
from shopguide.text.value_words import truth_of
from shopguide.text.words import content_words, stem

_OFFER_TOPICS = frozenset(("price", "availability"))
_AMOUNT = re.compile(
    r"[$€£¥￥]\s?\d|\d\s?(?:[$€£¥￥元块]|(?:usd|eur|gbp|cny|rmb|dollars?|euros?|yuan)\b)",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"\b(?:ratings?|reviews?|views?|sold|sales|rank|updated|modified|count|stock|quantity)\b"
    r"|评分|评论|评价|销量|浏览|更新|库存|排名",
    re.IGNORECASE,
)
"""Names of attributes that change without the product's changing."""

_MIN_VALUE = 2
"""Characters of a value that an answer must name for it to be about the attribute."""


def product_texts(product: Product) -> str:
    """Fingerprint of what the shop says about a product in sentences."""
    texts = (product.title, product.brand, product.product_type, product.description)
    return text_fingerprint(map(clean_text, texts))


def basis_of(product: Product, question: str, answer: str) -> AnswerBasis:
    """What an answer to a question about this product rests on now, beside its texts."""
    about = (
        name
        for name, value in product.attributes.items()
        if _is_about(name, question, answer) or _names_value(value, answer)
    )
    return AnswerBasis(
        offer=_offer(product) if _states_offer(question, answer) else "",
        attributes={name: _attribute(value) for name, value in product.attributes.items()},
        rests_on=tuple(sorted(about)),
    )


def is_stale(case: ModerationCase, product: Product) -> bool:
    """Whether a verified answer is about a product that is not what it was."""
    basis = case.basis
    return (
        product_texts(product) != case.product_fingerprint
        or bool(basis.offer and basis.offer != _offer(product))
        or any(_counts(name, case) for name in _changed(basis, product))
    )


def _changed(basis: AnswerBasis, product: Product) -> Iterator[str]:
    """Names of the attributes that came, went or changed."""
    now = {name: _attribute(value) for name, value in product.attributes.items()}
    for name in sorted(now.keys() | basis.attributes.keys()):
        if now.get(name) != basis.attributes.get(name):
            yield name


def _counts(name: str, case: ModerationCase) -> bool:
    """Whether a case's answer cannot be trusted any more once this attribute is another one."""
    if name in case.basis.rests_on or _is_about(name, case.question, case.verified_text):
        return True
    return not case.basis.rests_on and not _MOVING.search(_words(name))


def _is_about(name: str, question: str, answer: str) -> bool:
    """Whether an attribute of this name is what is asked or told about."""
    readable = _words(name)
    said = {stem(word) for word in content_words(f"{question} {answer}")}
    own = {stem(word) for word in content_words(readable)}
    same_topic = topics_of(readable) & topics_of(question)
    return bool(same_topic) or bool(own and own <= said)


def _names_value(value: str, answer: str) -> bool:
    folded = fold(value)
    said = len(folded) >= _MIN_VALUE and folded in fold(answer)
    return said and bool(content_words(value)) and truth_of(value) is None


def _states_offer(question: str, answer: str) -> bool:
    topics = topics_of(question) | topics_of(answer)
    return bool(topics & _OFFER_TOPICS) or _AMOUNT.search(answer) is not None


def _words(name: str) -> str:
    return fold(name.replace("_", " "))


def _attribute(value: str) -> str:
    return text_fingerprint((clean_text(value),))


def _offer(product: Product) -> str:
    price = product.current_price
    offer: JsonValue = [None if price is None else str(price), product.availability.value]
    return json_fingerprint(offer)
