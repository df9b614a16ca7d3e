"""What a comparison asks for: of which topic, and whether less or more of it is meant."""

import re
from dataclasses import dataclass
from enum import IntEnum

from shopguide.text.language import Language
from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify
from shopguide.text.topics import topics_of


class Direction(IntEnum):
    """Which end of a scale is asked for."""

    LESS = -1
    EITHER = 0
    MORE = 1


@dataclass(frozen=True, slots=True)
class Comparing:
    """The topic of `text/topics.py` that is compared, empty for all; and the end asked for."""

    topic: str = ""
    direction: Direction = Direction.EITHER


_ASKED = {
    "battery life": (
        "",
        r"(?:last|run|play)s? (?:for )?longer|(?:long|bett)er battery|续航.*[长久强好]|用得?更?久",
    ),
    "charging time": (r"charges? (?:faster|quicker|sooner)|充电.*快", r"charges? slower|充电.*慢"),
    "warranty": ("", r"(?:long|bett)er (?:warranty|guarantee)|(?:质保|保修).*[长久]"),
    "price": (
        r"cheap|less expensive|costs? less|lower.price|better value|便宜|价格?.*低|实惠",
        r"more expensive|dearer|pricier|costs? more|higher.price|(?<!宝)贵|价格?.*高",
    ),
    "noise": (r"quieter|quietest|less nois|静|噪[音声].*[小低]", r"loud|nois|吵|噪[音声].*[大高]"),
    "weight": (r"lighte(?:r|st)|weighs? less|轻", r"heav|weighs? more|重"),
    "capacity": (r"holds? less|容量.*小", r"holds? more|more capacity|容量.*大|装得?更?多"),
    "power": (r"less power|功率.*[小低]", r"more power|stronge(?:r|st)|功率.*[大高]"),
    "dimensions": (
        r"smalle(?:r|st)|shorte(?:r|st)|narrowe(?:r|st)|更小|更短|更矮",
        r"bigge(?:r|st)|large(?:r|st)|talle(?:r|st)|wide(?:r|st)|longe(?:r|st)|更大|更长|更高",
    ),
}
_PATTERNS = {
    topic: tuple(re.compile(words) if words else None for words in ends)
    for topic, ends in _ASKED.items()
}
_NO_SUPERLATIVE = (
    "interest|request|test|west|guest|chest|forest|rest|harvest|suggest|digest|contest|honest|vest"
)
_WHICH_OF_ALL = re.compile(
    rf"\b(?:which|what)\b.{{0,60}}\b(?:most|least|(?!(?:{_NO_SUPERLATIVE})\b)\w{{2,12}}est)\b"
    r"|哪.{0,12}最|最.{1,12}哪"
)
_SAID: dict[str, dict[Language, tuple[str, str, str, str]]] = {
    "weight": {
        "en": ("Lighter", "Lightest", "Heavier", "Heaviest"),
        "zh": ("更轻", "最轻", "更重", "最重"),
    },
    "price": {
        "en": ("Cheaper", "Cheapest", "Dearer", "Dearest"),
        "zh": ("更便宜", "最便宜", "更贵", "最贵"),
    },
    "noise": {
        "en": ("Quieter", "Quietest", "Louder", "Loudest"),
        "zh": ("更安静", "最安静", "更吵", "最吵"),
    },
    "": {"en": ("Lower", "Lowest", "Higher", "Highest"), "zh": ("更低", "最低", "更高", "最高")},
}


def read_comparing(question: str) -> Comparing:
    """What a question compares products by; the topic is empty where it names none."""
    text = simplify(fold(question))
    for topic, (less, more) in _PATTERNS.items():
        for direction, pattern in ((Direction.LESS, less), (Direction.MORE, more)):
            if pattern is not None and pattern.search(text):
                return Comparing(topic, direction)
    topics = sorted(topics_of(text))
    return Comparing(topics[0] if topics else "")


def asks_which_of_all(question: str) -> bool:
    """Whether a question is which of many things is at an end of a scale: the lightest, 最轻."""
    return _WHICH_OF_ALL.search(simplify(fold(question))) is not None


def end_named(topic: str, direction: Direction, count: int, language: Language) -> str:
    """What the product at one end is called: "Lighter" of two, "Lightest" of more."""
    words = _SAID.get(topic, _SAID[""])[language]
    return words[(2 if direction is Direction.MORE else 0) + (count > 2)]
