"""Whether a quantity is what a question asks of it: "is it under 2 kg?"."""

import re

from shopguide.domain.answer import Verdict
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.text.bounds import Bounded, Side, find_bounds
from shopguide.text.topics import topics_of
from shopguide.text.unit_conversion import Measure

_NAME_END = re.compile("[:：]")
_RANGE = re.compile(r"\d\s*(?:-|–|~|to|至|到)\s*\d")
_MEANT_BY = {
    "mass": "weight",
    "volume": "capacity",
    "milliamp-hour": "capacity",
    "watt": "power",
    "decibel": "noise",
    "yuan": "price",
    "dollar": "price",
    "euro": "price",
}
"""What a question means that names nothing but an amount: "is it under 2 kg?" asks for weight."""

_UNITS_OF_MONEY = {"CNY": "yuan", "USD": "dollar", "EUR": "euro"}


def judge_quantity(asked: str, passage: Passage, product: Product | None) -> Verdict:
    """Whether an attribute has the amount that a question of yes or no asks of it.

    Unknown where the question names none, or several; where the attribute is about something else;
    and where its own bound ("up to 40 hours") leaves it open.
    """
    bounds = list(find_bounds(asked))
    name = _NAME_END.split(passage.text, maxsplit=1)[0]
    if len(bounds) != 1 or not _is_meant(asked, bounds[0], name) or _RANGE.search(passage.text):
        return Verdict.UNKNOWN
    if product and passage.passage_id == f"{product.product_id}/price":
        has = _price(product)
    else:
        has = list(find_bounds(passage.text))
    has = [bound for bound in has if bound.measure.dimension == bounds[0].measure.dimension]
    return _compare(has[0], bounds[0]) if len(has) == 1 else Verdict.UNKNOWN


def _is_meant(asked: str, bound: Bounded, name: str) -> bool:
    topics = topics_of(asked) or {_MEANT_BY.get(bound.measure.dimension, "")}
    return bool(topics & topics_of(name))


def _price(product: Product) -> list[Bounded]:
    money = product.current_price
    if money is None or money.currency not in _UNITS_OF_MONEY:
        return []
    unit = _UNITS_OF_MONEY[money.currency]
    return [Bounded(Measure(unit, money.amount), Side.EXACTLY)]


def _compare(has: Bounded, asked: Bounded) -> Verdict:
    amount = has.measure.amount
    if has.side is Side.EXACTLY:
        return Verdict.YES if asked.includes(amount) else Verdict.NO
    if has == asked:
        return Verdict.YES
    if has.side in (Side.AT_MOST, Side.BELOW) and asked.side in (Side.AT_MOST, Side.BELOW):
        return Verdict.YES if amount < asked.measure.amount else Verdict.UNKNOWN
    if has.side in (Side.AT_LEAST, Side.ABOVE) and asked.side in (Side.AT_LEAST, Side.ABOVE):
        return Verdict.YES if amount > asked.measure.amount else Verdict.UNKNOWN
    return Verdict.UNKNOWN
