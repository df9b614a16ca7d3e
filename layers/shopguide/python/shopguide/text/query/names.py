"""Brands and categories of the catalogue, found in a query under all of their names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ConstraintKind, SynonymUse
from shopguide.text.colours import find_colours
from shopguide.text.genders import find_genders
from shopguide.text.language import HAN
from shopguide.text.merchandising.phrases import Phrase, PhraseTable, phrase_of, words_of
from shopguide.text.query.bilingual_brands import known_pairs
from shopguide.text.query.ordinary_words import is_ordinary_word

_PARTS = re.compile(r"[/|()\[\],]| & | and |、|及|和")
_HAN = re.compile(f"[{HAN}]")
_PLAIN_WORDS = frozenset(
    "a an all and any are as at be best big black blue box by can case cheap classic color colour "
    "cool daily day deal deals design down easy every extra fast first for fresh free fun general "
    "generic gift good great green grey have high home hot i in is it just kids large latest life "
    "light like live long love low made max me men mini more my natural new next nice no none not "
    "now of off on one only or other our out over plus power premium price pro pure quality real "
    "red right sale set shop simple size small smart so soft special standard star store style "
    "super that the this time to top true two ultra under unique unknown up us use value very warm "
    "we what white wide with without women yes you your n/a na other others 其他 其它 无 通用 "
    "国产 进口"
    " 新款 特价 热卖 品牌 无品牌".split()
)
_LEAST_SHARE = 0.1
"""A brand that is a common word is meant where so many of the word's products are the brand's."""


@dataclass(frozen=True, slots=True)
class NameUse:
    """A name in a query: ``query[start:end]`` stands for the folded `value` of that kind."""

    start: int
    end: int
    kind: ConstraintKind
    value: str


def find_names(folded: str, lexicon: Lexicon) -> list[NameUse]:
    """Brands and categories in a folded query, the longest from left to right.

    A name that is both is a category, unless more of its products have it for their brand.
    """
    if not lexicon.brands and not lexicon.categories:
        return []
    words = words_of(folded)
    uses = []
    for first, last, names in _table(lexicon).longest_in(words.words):
        start, end = words.starts[first], words.ends[last - 1]
        surface = folded[words.starts[last - 1] : end]
        for kind, value, last_word in names:
            if kind is ConstraintKind.CATEGORY or last_word == surface:
                uses.append(NameUse(start, end, kind, value))
                break
    return uses


def names_by_synonym(uses: Iterable[SynonymUse], lexicon: Lexicon) -> Iterator[NameUse]:
    """Names of the catalogue that the shop says mean the same as words of a query."""
    for use in uses:
        for alternative in use.alternatives:
            for kind, value, _ in _table(lexicon)[phrase_of(alternative)][:1]:
                yield NameUse(use.start, use.end, kind, value)


def is_plain_word(name: str) -> bool:
    """Whether a name is a word that says no brand by itself."""
    return name in _PLAIN_WORDS


_Entry = tuple[ConstraintKind, str, str]


@lru_cache(maxsize=2)
def _table(lexicon: Lexicon) -> PhraseTable[_Entry]:
    entries = list(_categories(lexicon))
    taken = {phrase for phrase, _ in entries}
    return PhraseTable([*entries, *_brands(lexicon, taken)])


def _categories(lexicon: Lexicon) -> Iterator[tuple[Phrase, _Entry]]:
    known = {phrase_of(name) for name in lexicon.categories}
    for name in lexicon.categories:
        if not _is_other(name):
            yield phrase_of(name), (ConstraintKind.CATEGORY, name, "")
    for name in sorted(lexicon.categories, key=lambda each: -lexicon.categories[each].count):
        for alias in (*_parts(name), _joined(name)):
            phrase = phrase_of(alias)
            if phrase and phrase not in known and not _is_other(alias):
                known.add(phrase)
                yield phrase, (ConstraintKind.CATEGORY, name, "")


def _brands(lexicon: Lexicon, taken: set[Phrase]) -> Iterator[tuple[Phrase, _Entry]]:
    known = set(lexicon.brands)
    for name in lexicon.brands:
        if _is_brand(name, lexicon, taken):
            yield _entry(name, name)
    for name in lexicon.brands:
        for alias in (*_parts(name), _joined(name), _without_article(name)):
            if alias not in known and _is_brand(alias, lexicon, taken):
                known.add(alias)
                yield _entry(alias, name)
    for pair in known_pairs():
        for alias, name in (pair, pair[::-1]):
            if name in lexicon.brands and alias not in known and phrase_of(alias) not in taken:
                known.add(alias)
                yield _entry(alias, name)


def _entry(alias: str, name: str) -> tuple[Phrase, _Entry]:
    words = words_of(alias)
    return words.words, (ConstraintKind.BRAND, name, alias[words.starts[-1] : words.ends[-1]])


def _is_brand(name: str, lexicon: Lexicon, taken: set[Phrase]) -> bool:
    """Whether the name is a brand's wherever it stands."""
    phrase = phrase_of(name)
    if not phrase or is_plain_word(name) or name.isdigit() or len(name) < 2:
        return False
    count = lexicon.brands[name].count if name in lexicon.brands else 1
    if phrase in taken:
        return False
    if any(
        each.end - each.start == len(name) for each in (*find_colours(name), *find_genders(name))
    ):
        return count > lexicon.colours.get(name, 0) + lexicon.genders.get(name, 0)
    if len(phrase) > 1 and not _HAN.search(name):
        return True
    common = lexicon.words.get(name, 0)
    rare = common and count < _LEAST_SHARE * common
    return not (rare and (is_ordinary_word(name) or _HAN.search(name) or common > 5 * count))


def _parts(name: str) -> list[str]:
    parts = [part.strip() for part in _PARTS.split(name)]
    return [part for part in parts if len(part) > 1 and part != name] if len(parts) > 1 else []


def _joined(name: str) -> str:
    """The name as it is written without its hyphen or apostrophe: tplink, loreal."""
    return re.sub(r"[-'.]", "", name) if re.search(r"\w[-'.]\w", name) else ""


def _without_article(name: str) -> str:
    """A name of several words as it is written in part: north face."""
    rest = name.removeprefix("the ")
    return rest if rest != name and " " in rest else ""


def _is_other(name: str) -> bool:
    """Whether a category's name says nothing: "other", "new", "sale"."""
    return is_plain_word(name) or name.isdigit()
