"""What attributes of two catalogues are one: their names in both languages, and what is better.

Columns are called what each shop calls them: "playtime", ``battery_life`` and 续航时间 are one
concept, and more of it is better. Of most concepts nothing is better: they are a matter of taste.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from shopguide.text.language import Language
from shopguide.text.normalise import fold, tidy_text
from shopguide.text.simplified import simplify
from shopguide.text.topics import topics_of


class Better(StrEnum):
    """Which of two measures shoppers prefer; `LESS_CARRIED` where the product is carried about."""

    MORE = "more"
    LESS = "less"
    LESS_CARRIED = "less_carried"
    NEITHER = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that products are described by, under whatever name."""

    concept_id: str
    english: str
    chinese: str
    better: Better

    def shown(self, language: Language) -> str:
        """Its name in a language."""
        return self.chinese if language == "zh" else self.english


_TABLE = Path(__file__).with_name("attribute_concepts.txt")

_TOPICS = {
    "weight": "weight",
    "battery life": "battery_life",
    "charging time": "charging_time",
    "capacity": "capacity",
    "warranty": "warranty",
    "noise": "noise_level",
    "colour": "color",
    "material": "material",
    "price": "price",
    "people": "people",
    "brand": "brand",
    "availability": "availability",
    "water": "water_resistance",
    "washing": "dishwasher_safe",
    "installation": "setup_time",
    "origin": "origin",
    "cable": "cable_length",
    "age": "age_group",
    "certification": "certification",
    "power": "power",
}
_OF_SOMETHING_ELSE = re.compile(
    r"pack(?:age|ing|ed)?\b|shipping|gross|master|pallet|case|box|load|max|min|user|carton|kit"
    r"|包装|运输|毛重|箱|承重|最大|最小|配件|单耳|充电盒"
)
_JOINERS = re.compile(r"[\s_\-]+")
_UNIT_BEHIND = re.compile(r"\s*[(（\[][^()（）\[\]]{1,12}[)）\]]$")


def concept_of_column(name: str) -> Concept | None:
    """The concept that a column's name is known for; None for a name of the shop's own."""
    return _by_name().get(_plain(name)) or _by_name().get(_UNIT_BEHIND.sub("", _plain(name)))


def concept_of_topic(name: str) -> Concept | None:
    """The concept whose topic alone an unknown column's name speaks of: 机身净重 of ``weight``.

    None where it speaks of several or of a part: a package's weight is not the product's.
    """
    if _OF_SOMETHING_ELSE.search(_plain(name)):
        return None
    topics = topics_of(simplify(name))
    if len(topics) != 1 or not topics <= _TOPICS.keys():
        return None
    return concept(_TOPICS[next(iter(topics))])


def concepts_asked(text: str) -> tuple[Concept, ...]:
    """The concepts whose topics a text speaks of, e.g. what a shopper says they need."""
    asked = (_TOPICS[topic] for topic in sorted(topics_of(simplify(text))) if topic in _TOPICS)
    return tuple(_concepts()[each] for each in asked)


def concept(concept_id: str) -> Concept | None:
    """The concept of this id, None where there is none."""
    return _concepts().get(concept_id)


def shown_column(name: str) -> str:
    """A column's own name as it is shown: without underscores, the first letter large."""
    words = tidy_text(name.replace("_", " "))
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return _JOINERS.sub(" ", simplify(fold(name))).strip(" :：")


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[Concept, tuple[str, ...]], ...]:
    rows = []
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    for line in (each for each in lines if not each.startswith("#")):
        concept_id, english, chinese, others, better = (part.strip() for part in line.split("|"))
        names = (concept_id, english, chinese, *filter(None, others.split(",")))
        rows.append((Concept(concept_id, english, chinese, Better(better)), names))
    return tuple(rows)


@lru_cache(maxsize=1)
def _concepts() -> Mapping[str, Concept]:
    return MappingProxyType({each.concept_id: each for each, _ in _rows()})


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, Concept]:
    return MappingProxyType({_plain(name): each for each, names in _rows() for name in names})
