"""Amounts in a query: numbers that could be money, and whether they say so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.measures import UNIT_BEHIND
from shopguide.text.query.numerals import (
    CHINESE_NUMERAL,
    ENGLISH_NUMERAL,
    read_chinese,
    read_english,
)

_CODES = {
    "USD": "us$ $ usd dollar dollars buck bucks 美元 美金 美刀 刀",
    "CNY": "¥ cny rmb yuan 人民币 元人民币 块钱 元钱 块 元 圆",
    "EUR": "€ eur euro euros 欧元 欧",
    "GBP": "£ gbp quid pound pounds 英镑 镑",
    "JPY": "jpy yen 日元 日币 円",
    "HKD": "hk$ hkd 港币 港元 港纸",
    "AUD": "au$ a$ aud 澳元 澳币",
    "CAD": "ca$ c$ cad 加元 加币",
    "TWD": "nt$ twd 台币 新台币",
    "SGD": "s$ sgd 新币 新加坡元",
    "INR": "₹ inr rupee rupees rs rs. 卢比",
    "KRW": "₩ krw won 韩元 韩币",
    "CHF": "chf francs",
}
_CODE_OF = {name: code for code, names in _CODES.items() for name in names.split()}
_BEFORE = (
    r"(?:(?<![a-z])(?:us|hk|au|ca|nt|a|c|s)\$|[$€£¥₹₩]"
    r"|(?<![a-z])(?:usd|cny|rmb|eur|gbp|jpy|hkd|aud|cad|sgd|inr|krw|chf|rs\.?)(?=[ \d])"
    r"|(?:人民币|美元))"
)
_AFTER = (
    r"(?:(?:us |american |canadian |australian )?dollars?|usd|bucks?|cny|rmb|yuan|euros?|eur|"
    r"pounds?(?: sterling)?|gbp|quid|yen|jpy|hkd|aud|cad|twd|sgd|rupees?|inr|rs|won|krw|francs|chf)"
    r"(?![a-z0-9])"
    r"|人民币|美元|美金|美刀|刀(?![片具架叉头柄锋])|欧元|欧(?![莱式美])|英镑|镑|日元|日币|円|"
    r"港币|港元|"
    r"澳元|澳币|加元|加币|新?台币|新币|卢比|韩元|韩币|元人民币|元钱|块钱?(?!腹肌|屏)|"
    r"元(?![素宵旦件气宝])|圆(?![形领点]"
    r")|[€£¥₹$](?![\d ]*\d)"
)
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.\d{1,2})?(?![\d]|[.,]\d)"
_AMOUNT = LatePattern(
    rf"(?:(?P<before>{_BEFORE}) ?)?"
    rf"(?:(?<![\d.a-z])(?:(?<![a-z]-)|(?<=\dk-))(?P<digits>{_DIGITS})(?: "
    rf"?(?P<scale>[k千万百](?![a-z瓦])|"
    rf"(?:grand|thousand|hundred)\b)(?P<tail>[1-9](?!\d))?)?"
    rf"|(?P<han>{CHINESE_NUMERAL})|(?P<words>{ENGLISH_NUMERAL}))"
    rf"(?P<over>多|来|余|-?ish)?"
    rf"(?:(?: |-(?=[a-z]))?(?P<after>{_AFTER})(?P<tenths>(?<=块)\d(?!\d|[a-z]))?)?"
)
_UNITS_ALONE = ("百", "千", "万", "十")
_SCALES = {"k": 1e3, "千": 1e3, "万": 1e4, "百": 1e2, "grand": 1e3, "thousand": 1e3, "hundred": 1e2}
_NUMBER_SIGN = re.compile(
    r"[\d零〇一二两俩三四五六七八九十百千万几]|\b(?:one|two|three|four|five|six|seven|eight|nine|"
    r"ten|"
    r"eleven|twelve|thir|four|fif|six|seven|eigh|nine|twen|for|hundred|thousand|grand)"
)
_HEAVY = LatePattern(
    r"weigh|dumbbell|kettlebell|barbell|lift|load|\bhold|capacity|\bdogs?\b|\bcats?\b|\blbs?\b|"
    r"turkey"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of the query, ``query[start:end]`` with its currency.

    `low` and `high` differ where the words leave room (两三百, 100多). `currency` is empty where
    none is said; then `measured` tells that a unit follows, so that it cannot be money.
    """

    start: int
    end: int
    low: float
    high: float
    currency: str = ""
    measured: bool = False
    in_words: bool = False

    def times(self, factor: float) -> "Amount":
        """This amount, so many times."""
        return Amount(
            self.start,
            self.end,
            self.low * factor,
            self.high * factor,
            self.currency,
            self.measured,
            self.in_words,
        )


def find_amounts(folded: str) -> Iterator[tuple[Amount, float]]:
    """Every amount of a query, with its written scale: 1,000 for the "k" of "2k", else 1."""
    if not _NUMBER_SIGN.search(folded):
        return
    for match in _AMOUNT.finditer(folded):
        bounds = _bounds(match)
        if bounds is None:
            continue
        currency = _currency(match, folded)
        after = folded[match.end() :]
        measured = not currency and bool(
            match["after"]
            or (after[:1].isascii() and after[:1].isalpha())
            or UNIT_BEHIND.match(after[:24])
        )
        in_words = match["digits"] is None
        scale = _SCALES.get(match["scale"] or "", 1.0)
        yield Amount(match.start(), match.end(), *bounds, currency, measured, in_words), scale


def _bounds(match: re.Match[str]) -> tuple[float, float] | None:
    if match["digits"]:
        value = float(match["digits"].replace(",", "")) * _SCALES.get(match["scale"] or "", 1.0)
        value += int(match["tail"] or 0) * _SCALES.get(match["scale"] or "", 0.0) / 10
        bounds: tuple[float, float] | None = (value, value)
    elif match["han"] in _UNITS_ALONE and not match["after"]:
        bounds = None
    elif match["han"]:
        bounds = read_chinese(match["han"])
    else:
        value = read_english(match["words"]) or 0.0
        bounds = (value, value) if value else None
    if bounds and match["tenths"]:
        bounds = (bounds[0] + int(match["tenths"]) / 10,) * 2
    if bounds and match["over"] == "多":
        bounds = (bounds[0], bounds[0] + _last_unit(bounds[0]))
    return bounds


def _last_unit(value: float) -> float:
    """The unit of the last digit that is not zero: 100 of 300, 10 of 250."""
    unit = 1.0
    while value >= 10 * unit and value % (10 * unit) == 0:
        unit *= 10
    return unit


def _currency(match: re.Match[str], folded: str) -> str:
    name = match["after"] or match["before"] or ""
    if name.startswith("pound") and not name.endswith("sterling") and _HEAVY.search(folded):
        return ""
    return _CODE_OF.get(name.strip()) or _CODE_OF.get(name.split(" ")[-1], "GBP" if name else "")
