"""Numbers and their units in one canonical form, so that two texts can be compared exactly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shopguide.text.normalise import fold

_UNIT_NAMES = {
    "hour": "h hr hrs hour hours 小时 个小时 钟头",
    "minute": "min mins minute minutes 分钟",
    "second": "s sec secs second seconds 秒",
    "day": "d day days 天",
    "week": "week weeks 周 星期",
    "month": "month months 个月",
    "year": "yr yrs year years 年",
    "kilogram": "kg kgs kilo kilos kilogram kilograms 公斤 千克",
    "gram": "g gr gram grams 克",
    "pound": "lb lbs pound pounds 磅",
    "ounce": "oz ounce ounces 盎司",
    "kilometre": "km kilometre kilometres kilometer kilometers 公里 千米",
    "metre": "m metre metres meter meters 米",
    "centimetre": "cm centimetre centimetres centimeter centimeters 厘米 公分",
    "millimetre": "mm millimetre millimetres millimeter millimeters 毫米",
    "inch": 'in inch inches " 英寸 寸',
    "foot": "ft foot feet 英尺",
    "litre": "l litre litres liter liters 升",
    "millilitre": "ml millilitre millilitres milliliter milliliters 毫升",
    "watt": "w watt watts 瓦",
    "lumen": "lm lumen lumens 流明",
    "volt": "v volt volts 伏",
    "milliamp-hour": "mah 毫安 毫安时",
    "hertz": "hz hertz 赫兹",
    "decibel": "db decibel decibels 分贝",
    "megabyte": "mb megabyte megabytes",
    "gigabyte": "gb gigabyte gigabytes",
    "terabyte": "tb terabyte terabytes",
    "degree": "° °c °f degree degrees 度 摄氏度",
    "percent": "% percent",
    "piece": "pc pcs piece pieces 件 个 只 片",
    "port": "port ports 个输出口 个口",
    "person": "person persons people 人 个人",
    "yuan": "元 块 块钱 人民币 cny rmb",
    "dollar": "usd dollar dollars 美元",
    "euro": "eur euro euros 欧元",
}
UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
"""The canonical unit of each name of one, in both languages."""

_SIGNS = {"$": "dollar", "€": "euro", "¥": "yuan"}
_LONGEST_FIRST = sorted(map(re.escape, UNITS), key=len, reverse=True)
_UNIT_AFTER = re.compile(rf"[\s-]?({'|'.join(_LONGEST_FIRST)})(?![a-z0-9])")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_PLAIN = re.compile(r"\d+(?:\.\d+)?$")
_CODE_BEFORE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-?$")
_CODE_AFTER = re.compile(r"(?:-?[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a plain decimal, and its unit (empty if it has none).

    Digits inside a word ("XM5", "USB-C2") are no number: then `number` is that whole word.
    """

    number: str
    unit: str = ""

    def __str__(self) -> str:
        return self.number + self.unit


def find_quantities(folded: str) -> Iterator[tuple[int, int, Quantity]]:
    """Start, end and value of every quantity of a folded text; together they hold all its digits.

    A text is folded by `normalise.fold`, which also turns full-width digits into ASCII.
    """
    position = 0
    for digits in _DIGITS.finditer(folded):
        if digits.start() < position:
            continue
        start, end, quantity = _read(folded, digits)
        yield max(start, position), end, quantity
        position = end


def quantities(text: str) -> frozenset[Quantity]:
    """All quantities of a text."""
    return frozenset(quantity for _, _, quantity in find_quantities(fold(text)))


def _read(folded: str, digits: re.Match[str]) -> tuple[int, int, Quantity]:
    start, end = digits.span()
    before = folded[start - 1 : start]
    unit = _UNIT_AFTER.match(folded, end)
    glued = folded[end : end + 1]
    inside_word = (before.isascii() and before.isalpha()) or _follows_code(folded, start)
    if inside_word or (unit is None and glued.isascii() and glued.isalpha()):
        return _read_code(folded, start, end)
    number = _canonical_number(digits[0])
    sign = _SIGNS.get(folded[:start].rstrip()[-1:])
    if sign and unit is None:
        return start, end, Quantity(number, sign)
    if unit is None:
        return start, end, Quantity(number)
    return start, unit.end(), Quantity(number, UNITS[unit[1]])


def _follows_code(folded: str, start: int) -> bool:
    """Whether a hyphen joins the digits to a word before them: the 1000 of "wh-1000"."""
    pair = folded[max(0, start - 2) : start]
    return len(pair) == 2 and pair[1] == "-" and pair[0].isascii() and pair[0].isalpha()


def _read_code(folded: str, start: int, end: int) -> tuple[int, int, Quantity]:
    before = _CODE_BEFORE.search(folded, max(0, start - 40), start)
    after = _CODE_AFTER.match(folded, end)
    first = before.start() if before else start
    last = after.end() if after else end
    return first, last, Quantity(folded[first:last])


def _canonical_number(digits: str) -> str:
    if _GROUPED.match(digits):
        digits = digits.replace(",", "")
    if not _PLAIN.match(digits):
        return digits  # a version or a list such as "3.5.1": equal only to itself
    number = Decimal(digits)
    return format(number.normalize(), "f") if len(digits) < 28 else digits
