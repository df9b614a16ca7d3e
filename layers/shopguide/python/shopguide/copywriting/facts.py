"""What a record says of a product that a text about it may say: whole, safe, in its language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shopguide.copywriting.values import value_in
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.product import Product
from shopguide.text.advertising import forbidden_claims
from shopguide.text.attribute_concepts import concept_of_column, shown_column
from shopguide.text.carried import is_carried
from shopguide.text.language import Language, has_han
from shopguide.text.normalise import fold, tidy_text
from shopguide.text.passages import record_passages
from shopguide.text.safety.orders import gives_orders
from shopguide.text.safety.personal_data import redact
from shopguide.text.support import negates
from shopguide.text.value_words import truth_of
from shopguide.text.words import content_words

_PHRASES = Path(__file__).with_name("phrases.txt")
_LONGEST_VALUE = {"en": 60, "zh": 30}
_LONGEST_SENTENCE = {"en": 140, "zh": 70}
_UNSAID = frozenset(
    "price availability brand gtin mpn condition size size_range gender age_group rating "
    "multipack dishwasher_safe allowed_on_planes".split()
)
"""What changes by itself, belongs to one variant, or sells nothing."""

_MARKUP = re.compile(r"[<>{}\[\]|\\]|https?:|www\.|&#?\w+;")
_MONEY = re.compile(r"[$€£¥￥]|\b(?:usd|eur|cny|rmb|gbp)\b|\d\s*(?:元|块|dollars|euros)", re.I)
_IP_CODE = re.compile("ip[x0-9]", re.I)
_BARE = re.compile(r"[\d.,\sx×*/–-]+")
"""Numbers without a unit."""

_NEW_WORDS = 2
_ENDS = (".", "!", "。", "！")
_SHARE = re.compile(r"100\s?%")


@dataclass(frozen=True, slots=True)
class CopyFact:
    """One thing that may be said.

    Attributes:
        name: Its attribute, or the column, or ``description``.
        label: The attribute's name in the language of the text; empty for a description.
        value: In that language; of a description, the whole sentence.
        passage: Where it stands.
        clause: How it is said in a sentence, in English after "it"; empty where it is only said
            with its label.
        in_title: How it is said in a title; empty where it is not.
    """

    name: str
    label: str
    value: str
    passage: Passage
    clause: str = ""
    in_title: str = ""


def attribute_facts(product: Product, language: Language) -> list[CopyFact]:
    """Attributes that may be said, those that sell most first."""
    passages = {
        passage.passage_id.removeprefix(f"{product.product_id}/"): passage
        for passage in record_passages(product)
        if passage.kind is PassageKind.ATTRIBUTE
    }
    facts = (
        _fact(column, value, passages[column], language)
        for column, value in product.attributes.items()
        if column in passages and (_name(column) != "weight" or is_carried(product))
    )
    return sorted(filter(None, facts), key=_place)


def description_facts(product: Product, language: Language) -> list[CopyFact]:
    """Sentences of the description that may be repeated, in their order."""
    return [
        CopyFact("description", "", passage.text, passage)
        for passage in record_passages(product)
        if passage.kind is PassageKind.DESCRIPTION
        and len(passage.text) <= _LONGEST_SENTENCE[language]
        and has_han(passage.text) == (language == "zh")
        and passage.text.endswith(_ENDS)
        and _tells_more(passage.text, product.title)
        and _may_be_said(passage.text, product.brand)
        and not _MONEY.search(passage.text)
    ]


def _fact(column: str, value: str, passage: Passage, language: Language) -> CopyFact | None:
    known = concept_of_column(column)
    name = _name(column)
    said = value_in(tidy_text(value).rstrip(" .。;；"), language)
    label = known.shown(language).removeprefix("最大") if known else shown_column(column)
    is_sayable = (
        said
        and name not in _UNSAID
        and not _BARE.fullmatch(said)
        and truth_of(said) is None  # nothing to build a sentence on
        and not any(len(word) == 1 and word.isascii() for word in label.split())
        and len(said) <= _LONGEST_VALUE[language]
        and has_han(label) == (language == "zh")
        and len(label) <= _LONGEST_VALUE["zh"]
        and _may_be_said(_SHARE.sub("", said))
        and _may_be_said(label)
        and not gives_orders(passage.text)
        and not _MONEY.search(said)
    )
    if not is_sayable:
        return None
    key = "ip_rating" if name == "water_resistance" and _IP_CODE.match(said) else name
    patterns = _phrases().get(key, ("",) * 4)[language == "zh" :: 2]
    clause, in_title = (pattern.replace("{v}", said) for pattern in patterns)
    return CopyFact(name, label, said, passage, clause, in_title)


def _name(column: str) -> str:
    known = concept_of_column(column)
    return known.concept_id if known else fold(column)


def _tells_more(sentence: str, title: str) -> bool:
    """Whether a sentence is more than the title over again."""
    words = content_words(sentence)
    known = frozenset(content_words(title))
    return sum(word not in known for word in words) >= _NEW_WORDS


@lru_cache(maxsize=4096)
def _may_be_said(text: str, brand: str = "") -> bool:
    return (
        not _MARKUP.search(text)
        and not negates(text)
        and not forbidden_claims(text, brand)
        and not gives_orders(text)
        and not redact(text).kinds
    )


def _place(fact: CopyFact) -> int:
    order = list(_phrases())
    return order.index(fact.name) if fact.name in _phrases() else len(order)


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, tuple[str, ...]]:
    """Patterns by attribute, what sells most first: English, Chinese, and both for titles."""
    lines = _PHRASES.read_text(encoding="utf-8").splitlines()
    rows = ([part.strip() for part in line.split("|")] for line in lines if line[:1] != "#")
    return {name: tuple(patterns) for name, *patterns in rows}
