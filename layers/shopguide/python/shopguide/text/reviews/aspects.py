"""What reviews speak of: the aspects of shop goods, in Chinese and English.

The table lies beside this module, in `aspects.txt`, for a shop to read and change.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from shopguide.text.colours import colour_names
from shopguide.text.named_values import Mention, NamedValues
from shopguide.text.normalise import clean_text, fold

TABLE = Path(__file__).with_name("aspects.txt")
_MARKS = {"+": 1, "-": -1}
_SHORTEST_COLUMN = 2
_COMMON = frozenset(
    "age group,asin,condition,gender,gtin,item,model,mpn,name,number,other,product,rating,sku,type,"
    "unit,use,year,型号,类型,产品,商品,其他,年份,编号,名称,类别,单位".split(",")
)
"""Columns that reviews name without thinking anything of them."""

_BEFORE_COLOURS = ("light", "so light", "very light", "too light", "really light")


@dataclass(frozen=True, slots=True)
class Aspect:
    """One aspect of shop goods.

    Attributes:
        aspect: Stable id: ``battery``.
        english: Its name in English.
        chinese: Its name in Chinese.
        words: Words that speak of it.
        judged: Words that also judge it where they stand, 1 or -1: "comfortable", 太贵.
        beside: Words that judge it in a clause that speaks of it: a battery that "dies".
        traps: Phrases that hold one of its words and mean something else: "battery cover".
    """

    aspect: str
    english: str
    chinese: str
    words: tuple[str, ...]
    judged: Mapping[str, int]
    beside: Mapping[str, int]
    traps: tuple[str, ...]


def find_aspects(text: str) -> tuple[str, ...]:
    """Ids of the aspects that a text speaks of, in the order in which it does, each once.

    Both languages are looked for, because Chinese reviews have English words in them.
    """
    return tuple(dict.fromkeys(each.value for each in aspect_mentions(clean_text(text))))


def aspect_name(aspect: str, language: str) -> str:
    """The name of an aspect in ``zh`` or ``en``; an id that the table lacks is its own name."""
    known = aspects().get(aspect)
    if known is None:
        return aspect.replace("_", " ")
    return known.chinese if language == "zh" else known.english


@lru_cache(maxsize=4_000)
def aspect_mentions(cleaned: str) -> tuple[Mention, ...]:
    """Where a cleaned text speaks of which aspect."""
    return _names().find(cleaned)


class AspectNames:
    """Finds the aspects of one product: those of the table, and the columns of its own record.

    Args:
        columns: Names of columns; one that the table has a word for is no aspect of its own.
    """

    def __init__(self, columns: Iterable[str] = ()) -> None:
        own = {column: fold(column.replace("_", " ")) for column in columns}
        names = {
            column: forms(name)
            for column, name in own.items()
            if len(name) >= _SHORTEST_COLUMN and name not in _COMMON and not find_aspects(name)
        }
        self._own = NamedValues(names) if names else None

    def find(self, text: str) -> tuple[str, ...]:
        """As `find_aspects`, and the names of columns after them."""
        found = find_aspects(text)
        if self._own is None:
            return found
        columns = (each.value for each in self._own.find(clean_text(text)))
        return tuple(dict.fromkeys((*found, *columns)))


@cache
def aspects() -> Mapping[str, Aspect]:
    """The table, by id."""
    blocks = TABLE.read_text(encoding="utf-8").split("\n[")[1:]
    return {each.aspect: each for each in map(_read_block, blocks)}


def forms(word: str) -> tuple[str, ...]:
    """A word as reviews write it: an English one also in the plural."""
    if not word.isascii() or not word[-1:].isalpha() or word.endswith(("s", "y")):
        return (word, word[:-1] + "ies") if _takes_ies(word) else (word,)
    return (word, word + ("es" if word.endswith(("x", "ch", "sh")) else "s"))


def _takes_ies(word: str) -> bool:
    return word.isascii() and word.endswith("y") and word[-2:-1] not in "aeiou"


def _read_block(block: str) -> Aspect:
    heading, _, body = block.partition("\n")
    aspect, _, names = heading.partition("]")
    english, _, chinese = names.partition("|")
    lists: dict[str, list[str]] = {"words": [], "beside": [], "not": []}
    for line in body.splitlines():
        kind, colon, values = line.partition(":")
        if colon and not line.startswith("#"):
            lists[kind.strip()] += [each.strip() for each in values.split(",") if each.strip()]
    return Aspect(
        aspect=aspect.strip(),
        english=english.strip(),
        chinese=chinese.strip(),
        words=tuple(word for word in lists["words"] if word[-1] not in _MARKS),
        judged=_marked(lists["words"]),
        beside=_marked(lists["beside"]),
        traps=tuple(lists["not"]),
    )


def _marked(words: list[str]) -> dict[str, int]:
    return {word[:-1]: _MARKS[word[-1]] for word in words if word[-1] in _MARKS}


@cache
def _names() -> NamedValues:
    table = aspects().values()
    names = {
        each.aspect: [form for word in (*each.words, *each.judged) for form in forms(word)]
        for each in table
    }
    known = {form for those in names.values() for form in those}
    traps = [trap for each in table for trap in each.traps]
    shades = [name for those in colour_names().values() for name in those if name.isascii()]
    traps += [f"{light} {shade}" for light in _BEFORE_COLOURS for shade in shades]
    # Some traps of one aspect are words of another: "sound quality" is no plain quality.
    return NamedValues(names, traps=[trap for trap in traps if trap not in known])
