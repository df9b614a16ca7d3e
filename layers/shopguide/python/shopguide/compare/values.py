"""When two values say the same: units turned into one, colours and yes or no by their meaning."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from shopguide.text.colours import colours_of_value
from shopguide.text.language import detect_language
from shopguide.text.normalise import fold
from shopguide.text.quantities import find_quantities
from shopguide.text.simplified import simplify
from shopguide.text.unit_conversion import in_smallest
from shopguide.text.value_words import meaning_of

_IMPERIAL = frozenset("pound ounce inch foot".split())
_ROUNDED = Decimal("0.01")
"""Share by which a value in inches may be off the same one in centimetres: both were rounded."""

_WORDS = {
    word: meaning
    for meaning, words in {
        "": (
            "up to about approx approximately max maximum bluetooth layout "
            "蓝牙 约 大约 最长 最多 最大 最高 可达 达 水柱 配列"
        ),
        "bar": "bar bars 巴",
        "kelvin": "k 开",
        "level": "levels level 档 级 档位",
        "piece": "口 接口",
        "key": "key keys 键",
        "speed": "speeds speed",
    }.items()
    for word in words.split()
}
_WORD = re.compile(r"[a-z]+|[^\W\d_a-z]+")
_INGRESS = re.compile(r"\bip[0-9x](?P<water>[0-9])")
_NOT_WATERPROOF = frozenset("不防水|not water resistant|none|no|无".split("|"))


@dataclass(frozen=True, slots=True)
class Measure:
    """A number in the smallest unit of its family; `rounded` where it was said in inches or so.

    Families are the dimensions of `text/unit_conversion.py` and, beside them, those of words that
    are no units of it: ``kelvin``, ``level``.
    """

    family: str
    amount: Decimal
    rounded: bool = False

    def equals(self, other: "Measure") -> bool:
        """Whether both measure the same, whatever unit each was said in."""
        if self.family != other.family:
            return False
        if self.rounded == other.rounded:
            return self.amount == other.amount
        return abs(self.amount - other.amount) <= _ROUNDED * max(self.amount, other.amount)


@lru_cache(maxsize=4096)
def measure_of(value: str, concept: str = "") -> Measure | None:
    """The one measure that a value is; None where it is words, a range, or several numbers.

    Args:
        value: As the record states it: "1.2 kg", "最长40小时", "IPX5".
        concept: The attribute; of ``water_resistance`` the second digit of an IP code counts.
    """
    folded = simplify(fold(value))
    if concept == "water_resistance":
        return _water(folded)
    found = list(find_quantities(folded))
    if len(found) != 1:
        return None
    start, end, quantity = found[0]
    words = _WORD.findall(f"{folded[:start]} {folded[end:]}")
    if any(word not in _WORDS for word in words):
        return None
    further = {_WORDS[word] for word in words} - {""}
    number = _decimal(quantity.number)
    if number is None or len(further) > 1 or (further and quantity.unit):
        return None
    unit = quantity.unit or "".join(further)
    family, factor = in_smallest("piece" if unit == "port" else unit)  # 3个 of ports are 3 ports
    return Measure(family, number * factor, quantity.unit in _IMPERIAL)


def says_the_same(one: str, other: str, concept: str = "") -> bool:
    """Whether two values mean the same: "1.2 kg" and "1200克", "Navy" and 藏青, "yes" and 支持."""
    first, second = measure_of(one, concept), measure_of(other, concept)
    if first is not None and second is not None:
        return first.equals(second)
    if concept == "color":
        colours = set(colours_of_value(one)), set(colours_of_value(other))
        if all(colours) and detect_language(one) != detect_language(other):
            return colours[0] == colours[1]
    return meaning_of(one) == meaning_of(other) or _same_parts(one, other)


def _same_parts(one: str, other: str) -> bool:
    """Whether both are the same numbers with nothing else, as ``42 x 14 cm`` and ``42*14厘米``."""
    parts = _parts(one)
    return bool(parts) and parts == _parts(other)


def _parts(value: str) -> list[tuple[str, str]]:
    folded = simplify(fold(value))
    found = list(find_quantities(folded))
    between = [*folded]
    for start, end, _ in found:
        between[start:end] = " " * (end - start)
    if set(between) - set(" x×*,，-~–—"):
        return []
    return [(quantity.number, quantity.unit) for _, _, quantity in found]


def _water(folded: str) -> Measure | None:
    code = _INGRESS.search(folded)
    if code is not None:
        return Measure("ip", Decimal(code["water"]))
    return Measure("ip", Decimal(0)) if folded.strip(" .。") in _NOT_WATERPROOF else None


def _decimal(number: str) -> Decimal | None:
    try:
        return Decimal(number)
    except InvalidOperation:
        return None
