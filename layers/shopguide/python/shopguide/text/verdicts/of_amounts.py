"""Whether an attribute has the amount that is asked of it.

What lasts 14 hours lasts 12, and what sleeps five sleeps four; a backpack of 14 inches takes no
15.6, and a warranty of 6 months is none of a year. Amounts may be spelled: "half a litre", 两年.
"""

import re

from shopguide.domain.answer import Verdict
from shopguide.text.bounds import Bounded, Side, find_bounds
from shopguide.text.normalise import fold
from shopguide.text.quantities import UNITS
from shopguide.text.simplified import simplify

_LATIN_NUMBERS = {
    "half an": "0.5", "half a": "0.5", "a": "1", "an": "1", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
    "twelve": "12", "fifteen": "15", "twenty": "20",
}  # fmt: skip
_HAN_NUMBERS = dict(
    zip("半一二两三四五六七八九十", [0.5, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10], strict=True)
)
_UNIT_WORDS = sorted((re.escape(each) for each in UNITS if len(each) > 1), key=len, reverse=True)
_SPELLED = re.compile(
    rf"\b({'|'.join(_LATIN_NUMBERS)}) (?={'|'.join(u for u in _UNIT_WORDS if u.isascii())}|kilo)"
)
_HAN_SPELLED = re.compile(
    r"(?<![一二两三四五六七八九十百千第])([半一二两三四五六七八九十])(?=个?(?:公斤|千克|斤|升|小时|钟头|月|人|年|米|天|磅))"
)
_JIN = re.compile(r"(\d+(?:\.\d+)?) ?(?<!公)斤")
_HAN_COMPARED = re.compile(
    r"比\s*([\d.]+\s*[^\s\d]{1,4}?)\s*(还|要|更)*(轻|小|短|少|低|便宜|重|大|长|多|高|亮|久)"
)
_HAN_LESS = "轻小短少低便宜"
_EXTENT = {
    "duration": r"keeps? .*(?:hot|cold|warm)|battery|runtime|续航|保温|保冷|使用时|播放",
    "people": r"sleeps|people|persons?|capacity \(people|人数|几人",
    "load": r"load|承重|weight limit|载重",
    "laptop": r"laptop|电脑|笔记本|screen size supported",
}
"""Attributes of which more is enough."""

_EXTENT_PATTERNS = {kind: re.compile(words) for kind, words in _EXTENT.items()}
_ABOUT = {
    "duration": r"hot|cold|warm|last|run|battery|play|保温|保冷|续航|用|听|播放|坚持",
    "people": r"people|persons?|sleep|fit|人",
    "load": r"hold|support|carry|\bsit|load|坐|承|撑",
    "laptop": r"laptop|notebook|macbook|电脑|笔记本|本",
    "warranty": r"warrant|guarantee|保修|质保",
    "charging time": r"charg|充",
    "weight": r"weigh|heav|light|重|轻",
    "tank": r"tank|水箱",
    "lumen": r"bright|lumen|亮|流明|光通量",
    "capacity": r"hold|capacity|litre|liter|\bml\b|装|容量|升",
    "power": r"watt|\bw\b|power|瓦|功率",
    "set-up": r"set ?-?up|pitch|搭|支",
    "ports": r"ports?\b|输出口|接口|口",
}
_ABOUT_PATTERNS = {kind: re.compile(words) for kind, words in _ABOUT.items()}
_NAMED = {
    "warranty": r"warranty|guarantee|保修|质保",
    "charging time": r"charging time|充电时",
    "weight": r"^(?:net |item |product )?weight$|^(?:净|毛)?重量?$",
    "tank": r"tank|水箱",
    "lumen": r"brightness|lumen|光通量|亮度",
    "capacity": r"^capacity$|^volume$|^容量$|^容积$",
    "power": r"output power|fast charging power|wattage|功率",
    "set-up": r"set-?up time|搭建时间",
    "ports": r"ports|输出口",
}
_NAMED_PATTERNS = {kind: re.compile(words) for kind, words in _NAMED.items()}
_COMPARED = re.compile(r"\b(more|fewer|less|[a-z]{2,}er) than (?=[\d.])")
_LESS = frozenset(
    "less fewer lighter shorter smaller cheaper lower thinner narrower faster".split()
)
_MORE = frozenset(
    "more heavier longer larger higher bigger greater brighter wider taller stronger slower".split()
)
_ROUGHLY = re.compile(
    r"\b(?:all|a|one|1) day\b|[一整1]天"
    r"|about|around|nearly|almost|roughly|or so|大约|大概|差不多|左右|近|上下"
)
_EXACTLY = re.compile(r"\b(?:exactly|precisely|just)\b|正好|刚好|恰好")
_IS_THAT = re.compile(r"^(?:is|are) (?:it|they|this|these)\b|是.{1,12}吗|是不是")


def amounts_asked(question: str) -> list[Bounded]:
    """The amounts of a question with their sides, spelled ones too."""
    return list(find_bounds(_in_digits(question)))


def amount_verdict(question: str, name: str, value: str) -> Verdict:
    """What an attribute answers of the one amount that is asked; unknown where it is not its own.

    Args:
        question: Without the product's name.
        name: Of the attribute, as the shop has it.
        value: Its value; one with two amounts, or a bounded one, settles nothing.
    """
    asked = amounts_asked(question)
    has = [bound for bound in find_bounds(value) if bound.side is Side.EXACTLY]
    kind = _kind_of(fold(name))
    if (
        _leaves_open(question)
        or len(asked) != 1
        or len(has) != 1
        or not kind
        or len(list(find_bounds(value))) != 1
    ):
        return Verdict.UNKNOWN
    if asked[0].measure.dimension != has[0].measure.dimension:
        return Verdict.UNKNOWN
    if not _is_asked(kind, simplify(fold(question)), asked[0]):
        return Verdict.UNKNOWN
    return _compared(kind, asked[0], has[0], question)


def _compared(kind: str, asked: Bounded, has: Bounded, question: str) -> Verdict:
    amount, bound = has.measure.amount, asked.measure.amount
    if asked.side is not Side.EXACTLY:
        return Verdict.YES if asked.includes(amount) else Verdict.NO
    if amount == bound:
        return Verdict.YES
    if amount < bound:
        return Verdict.NO
    if kind in _EXTENT and not _EXACTLY.search(question):
        return Verdict.YES
    return Verdict.NO if _IS_THAT.search(fold(question)) else Verdict.UNKNOWN


def _is_asked(kind: str, question: str, asked: Bounded) -> bool:
    """Whether a question is about this kind of amount, by its words or by its unit alone."""
    own = {each for each, words in _ABOUT_PATTERNS.items() if words.search(question)}
    if asked.measure.dimension == "mass" and kind == "weight":
        return not own & {"load", "laptop"} or bool(own & {"weight"} and "load" not in own)
    if asked.measure.dimension in ("lumen", "port"):
        return kind == {"lumen": "lumen", "port": "ports"}[asked.measure.dimension]
    return kind in own and not (kind == "capacity" and "tank" in own)


def _kind_of(name: str) -> str:
    for patterns in (_EXTENT_PATTERNS, _NAMED_PATTERNS):
        for kind, words in patterns.items():
            if words.search(name):
                return kind
    return ""


def _in_digits(question: str) -> str:
    text = simplify(fold(question))
    text = _SPELLED.sub(lambda match: f"{_LATIN_NUMBERS[match[1]]} ", text)
    text = _HAN_SPELLED.sub(lambda match: str(_HAN_NUMBERS[match[1]]), text)
    text = _JIN.sub(lambda match: f"{float(match[1]) * 500:g}克", text)
    text = _COMPARED.sub(_compared_in_english, text)
    return _HAN_COMPARED.sub(_said_before, text)


def _leaves_open(question: str) -> bool:
    """Whether a comparison or an approximation is asked that is not understood here."""
    text = _in_digits(question)
    words = [match[1] for match in _COMPARED.finditer(text)]
    is_unknown = any(word not in _LESS | _MORE for word in words) or "比" in text
    return is_unknown or _ROUGHLY.search(text) is not None


def _compared_in_english(match: re.Match[str]) -> str:
    """The words "brighter than" as "more than", which `find_bounds` reads."""
    if match[1] in _LESS:
        return "less than "
    return "more than " if match[1] in _MORE else match[0]


def _said_before(match: re.Match[str]) -> str:
    """比8公斤轻 as 低于8公斤, which `find_bounds` reads."""
    return f"{'低于' if match[3] in _HAN_LESS else '超过'}{match[1]}"
