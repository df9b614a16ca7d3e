"""Prices: "under $50", 100到200块, 不超过三百, "budget 500".

A number alone is never a price, nor is one with a unit: either a currency is said or a comparison,
and then nothing around the number may make it a weight, an age or a rating.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from shopguide.domain.query import ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.amounts import Amount, find_amounts
from shopguide.text.query.finding import Finding
from shopguide.text.query.measures import (
    ADULTS_BEFORE,
    ALREADY_SAID,
    CHILDREN_BEFORE,
    MEASURED_BEFORE,
)
from shopguide.text.query.price_words import (
    AFTER,
    BEFORE,
    NOT_A_PRICE_BEFORE,
    NOT_A_PRICE_BEHIND,
    RANGE_AFTER,
    RANGE_BEFORE,
    RANGE_JOIN,
)

ABOUT = 0.2
"""Around 50 is from 20% less to 20% more."""

_WINDOW = 48
"""Characters before an amount in which its comparison begins."""

_MOST_AMOUNTS = 32
"""Numbers of a query that are read; nobody compares more, and text of digits alone costs time."""

_LEAST_BARE = 5
_OLDEST_CHILD, _OLDEST_ADULT = 18, 99
_LEAST_WITHOUT_UNDER = 10
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_FREE_END = LatePattern(
    r" ?(?:$|[^\w +]|(?:for|with|without|and|or|but|in|on|by|from|only|please|no|not|that|which|"
    r"per|each|free|new|the|brand|size|colou?r|sorted|at least|at most|under|over|above|below|less|"
    r"more|max|min|to)\b|[\u4e00-\u9fff])"
)
_ENDS = LatePattern(r"的|$|\W")
_NUMBER_BEFORE = re.compile(r"\d $")
_VAGUE_BEHIND = ("max", "limit", "plus", "内")
_MEANT_OTHERWISE = ("pound", "pounds", "刀")
_LEAST_SPELT = 10
_TO_IN_CHINESE = ("到", "至", "-", "~")
_HAN_BEFORE = re.compile(r"[\u4e00-\u9fff] ?$")
_LEAST_ROUND, _ROUND, _LEAST_SPREAD = 100, 50, 1.2
_UNDER = re.compile("under|below|less|cheap|不|低|少|<")
_AFTER_KINDS = {
    "at_most": "at_most",
    "at_least": "at_least",
    "about": "about",
    "plus": "at_least",
    "zh_most": "at_most",
    "zh_least": "at_least",
    "zh_about": "about",
}
_JOINED = LatePattern(r"[ ,、]*(?:but|and|and also|但是?|且|而且|并且|和|同时)?[ ,]*")


def find_prices(folded: str) -> list[Finding]:
    """The prices of a folded query, in order; bounds that go together are one range."""
    amounts = list(islice(find_amounts(folded), _MOST_AMOUNTS))
    found: list[Finding] = []
    place = 0
    while place < len(amounts):
        finding = None
        if place + 1 < len(amounts):
            finding = _range(folded, amounts[place], amounts[place + 1])
        if finding is not None:
            place += 1
        else:
            finding = _single(folded, amounts[place][0])
        place += 1
        if finding is not None:
            found.append(finding)
    return list(_joined(folded, found))


def _range(folded: str, first: tuple[Amount, float], last: tuple[Amount, float]) -> Finding | None:
    (low, low_scale), (high, high_scale) = first, last
    joint = RANGE_JOIN.fullmatch(folded, low.end, high.start)
    if joint is None or high.measured or (low.measured and folded[low.end : low.end + 1].isalpha()):
        return None
    before = RANGE_BEFORE.search(folded, max(0, low.start - _WINDOW), low.start)
    after = RANGE_AFTER.match(folded, high.end)
    word = joint[0].strip()
    between = bool(before and before["between"])
    if word in ("and", "和", "与") and not between and not (after and after["between"]):
        return None
    if low_scale == 1 and high_scale > 1 and low.low < high.high / high_scale:
        low = low.times(high_scale)  # 1-2千
    currency = high.currency or low.currency
    said = currency or (before and before["price"]) or ""
    start = before.start() if before else low.start
    is_told = after or between or _is_round_range(folded, word, low, high)
    if not said and not (is_told and _may_be_money(folded, start, low, high)):
        return None
    if (
        low.low >= high.high
        or (not said and low.low < _LEAST_BARE)
        or NOT_A_PRICE_BEHIND.match(folded, high.end)
    ):
        return None
    end = after.end() if after else high.end
    return Finding(start, end, ConstraintKind.PRICE, (), low.low, high.high, currency)


def _is_round_range(folded: str, word: str, low: Amount, high: Amount) -> bool:
    """Whether two numbers are a range such as shoppers round to, and nothing is counted by them."""
    is_round = low.low >= _LEAST_ROUND and low.low % _ROUND == high.high % _ROUND == 0
    if not is_round or high.high < _LEAST_SPREAD * low.low:
        return False
    if word not in _TO_IN_CHINESE or not _ENDS.match(folded, high.end):
        return False
    return not word.isascii() or _HAN_BEFORE.search(folded, 0, low.start) is not None


def _may_be_money(folded: str, start: int, low: Amount, high: Amount) -> bool:
    """Whether two numbers without a currency are neither a measure nor years."""
    years = low.low >= _FIRST_YEAR and high.high <= _LAST_YEAR and not high.in_words
    return not years and not _is_measure(folded, start, high)


def _single(folded: str, amount: Amount) -> Finding | None:
    if amount.measured:
        return None
    before = BEFORE.search(folded, max(0, amount.start - _WINDOW), amount.start)
    after = AFTER.match(folded, amount.end)
    start = before.start() if before else amount.start
    end = after.end() if after else amount.end
    side = _side(before, after)
    if not side and amount.low < amount.high:
        side = "spread"
    if amount.currency:
        is_price = not _is_denomination(folded, amount, side)
    else:
        is_price = bool(side) and _is_bare_price(folded, start, amount, before, after, side)
    return _bounded(start, end, amount, side or "about") if is_price else None


def _side(before: re.Match[str] | None, after: re.Match[str] | None) -> str:
    """Which bound is said; what stands behind an amount counts more than what stands before."""
    price = (before["price"] or "") if before else ""
    said = before.lastgroup if before else None
    if before and said in (None, "none", "price"):
        said = _of_price_word(price)
    if after:
        behind = _AFTER_KINDS[after.lastgroup or "about"]
        return behind if said in (None, "", "about") or price else said or behind
    return said or ""


def _of_price_word(word: str) -> str:
    """A budget is not to be passed; a price is to be about so high."""
    if not word:
        return ""
    return "at_most" if re.search("budget|spend|pay|预算|花", word) else "about"


def _bounded(start: int, end: int, amount: Amount, side: str) -> Finding:
    low: float | None = amount.low
    high: float | None = amount.high
    if side == "at_most":
        low = None
    elif side == "at_least":
        high = None
    elif side == "about" and low == high:
        low, high = round(amount.low * (1 - ABOUT), 2), round(amount.high * (1 + ABOUT), 2)
    return Finding(start, end, ConstraintKind.PRICE, (), low, high, amount.currency)


def _is_denomination(folded: str, amount: Amount, side: str) -> bool:
    """Whether the amount is something else's: a discount, a gift card's, a count of pieces."""
    if NOT_A_PRICE_BEFORE.search(folded, max(0, amount.start - 8), amount.start):
        return True
    if side:
        return False
    said = folded[amount.start : amount.end]
    if said.endswith(_MEANT_OTHERWISE) or (amount.low < _LEAST_SPELT and amount.in_words):
        return True
    few_pieces = said.endswith("块") and amount.low < _LEAST_SPELT
    return few_pieces or bool(NOT_A_PRICE_BEHIND.match(folded, amount.end))


def _is_bare_price(
    folded: str,
    start: int,
    amount: Amount,
    before: re.Match[str] | None,
    after: re.Match[str] | None,
    side: str,
) -> bool:
    """Whether a number without a currency is a price for what stands around it."""
    if before and before["price"]:
        return True
    if amount.low < _LEAST_BARE or _is_measure(folded, start, amount):
        return False
    if side == "spread" and not _ENDS.match(folded, amount.end):
        return False
    if after:
        return after.lastgroup != "plus" and after[0].strip() not in _VAGUE_BEHIND
    return _may_follow(folded, start, amount, before)


def _may_follow(folded: str, start: int, amount: Amount, before: re.Match[str] | None) -> bool:
    """Whether what follows a bare number behind a comparison lets it be money."""
    compared = (before["at_most"] if before else None) or ""
    if compared.startswith("max") and _NUMBER_BEFORE.search(folded, 0, start):
        return "min" in folded  # "iphone 15 max 256"
    if _UNDER.match(compared):
        return True
    return amount.low >= _LEAST_WITHOUT_UNDER and bool(_FREE_END.match(folded, amount.end))


def _is_measure(folded: str, start: int, amount: Amount) -> bool:
    """Whether what stands before a bare number makes it another measure: age, weight, a year."""
    said_before = folded[max(0, start - 24) : start]
    measured = MEASURED_BEFORE.search(said_before)
    if measured and not ALREADY_SAID.search(said_before[: measured.start()]):
        return True
    if start and folded[start - 1] in ".-/":
        return True
    compared = folded[start : amount.start]
    if ADULTS_BEFORE.search(said_before):
        return amount.low <= _OLDEST_ADULT and bool(re.match(r"over|above|>", compared))
    return amount.low <= _OLDEST_CHILD and bool(CHILDREN_BEFORE.search(said_before))


def _joined(folded: str, found: Sequence[Finding]) -> Iterator[Finding]:
    """Findings with a lower bound beside an upper one made one: "over 20 and under 50"."""
    waiting: Finding | None = None
    for finding in found:
        if waiting is None:
            waiting = finding
            continue
        joined = _join(folded, waiting, finding)
        if joined is None:
            yield waiting
        waiting = joined or finding
    if waiting is not None:
        yield waiting


def _join(folded: str, first: Finding, last: Finding) -> Finding | None:
    if not _JOINED.fullmatch(folded, first.end, last.start):
        return None
    if first.at_most is None and last.at_least is None:
        low, high = first.at_least, last.at_most
    elif first.at_least is None and last.at_most is None:
        low, high = last.at_least, first.at_most
    else:
        return None
    if low is None or high is None or low >= high:
        return None
    currency = first.currency or last.currency
    return Finding(first.start, last.end, ConstraintKind.PRICE, (), low, high, currency)
