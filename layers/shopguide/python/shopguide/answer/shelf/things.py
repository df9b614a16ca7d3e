"""Which products are the thing that a question names: what "a kettle" is in this shop.

1. The level of the catalogue's categories that has that name, or one that the shop's synonyms say
   means the same ("laptop" is "Notebook" there), if titles with the word mostly lie in it.
2. Else the products whose titles name it as what they are, without what only goes with it.

What describes it ("wireless", "for kids") is asked for word by word of either.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, HasId, Match
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.merchandising import Synonyms
from shopguide.domain.query import ConstraintKind
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.reading import Surroundings
from shopguide.search.words import read_words
from shopguide.text.accessories import asks_for_accessory
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import fold
from shopguide.text.query.names import find_names
from shopguide.text.question.shelf_titles import names_thing
from shopguide.text.terms import query_terms

LEAST_SHARE = 0.2
"""Of the products with a level's name in their titles: where fewer lie in the level, it is no home
of the thing (15 of 400 batteries in "Battery")."""

MOST_TITLES = 5_000
"""Titles that are read to tell what a product is; of more, their words decide alone."""

_REMEMBERED = 128
_PAGE = 1_000
_ACCESSORY = Match("accessory", (True,))
_BEHIND = re.compile(
    r" (?:with|without|for|that|which|in|from|by|of|under|on|and|or|to|made)\b.*$", re.DOTALL
)
_GENERIC = re.compile(
    r"(?:products?|items?|things?|articles?|ones?|anything|something|everything|goods|stuff|models?|"
    r"options?|商品|产品|东西|货品?|宝贝|的|款|种|个|any|all|the|an?|[ ,.;:!?、。，]|some|and|"
    r"in|at|for|of|from|by|和|或|以内|cost|costs)*",
)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about.

    Attributes:
        matching: Holds for the products that are it.
        shown: Its category as the catalogue spells it, or its name as the shopper does; empty for
            anything that the shop has.
        levels: Folded category levels, where it is a category.
    """

    matching: Filter
    shown: str = ""
    levels: tuple[str, ...] = ()


ANYTHING = Thing(Filter())


class Things:
    """Finds things in the live index; safe to use from many threads at once."""

    def __init__(self, index: VectorIndex, records: RecordTable) -> None:
        self._index = index
        self._records = records
        self._kept = lru_cache(_REMEMBERED)(self._named)

    def find(self, name: str, around: Surroundings) -> Thing | None:
        """The thing of this name; None where the shop has no word for it.

        Args:
            name: What is left of a question, its constraints taken out.
            around: The catalogue's words and the shop's synonyms.
        """
        if _GENERIC.fullmatch(fold(name)):
            return ANYTHING
        wordings = tuple(_wordings(name, around.merchandising.synonyms))
        return _category(wordings, around.lexicon) or self._titled(wordings, around.lexicon)

    def _titled(self, wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
        version = live_from_json(self._records.get(LIVE_CATALOGUE)).version
        ids = self._kept(version, tuple(wordings), lexicon)
        return Thing(Filter(must=(HasId(ids),)), wordings[0]) if ids else None

    def _named(self, version: int, wordings: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
        del version  # of the catalogue that was read
        found: dict[str, None] = {}
        for wording in wordings:
            conditions = read_words(wording, wording, (), lexicon).conditions
            if conditions:
                among = Filter(must=conditions)
                if not asks_for_accessory(wordings[0]):
                    among = among.and_must_not(_ACCESSORY)
                found |= dict.fromkeys(self._titles_in(among, head_of(wording)))
        return tuple(found)

    def _titles_in(self, among: Filter, head: str) -> Iterator[str]:
        cursor: str | None = None
        read = 0
        while read < MOST_TITLES:
            page = self._index.scan(
                PRODUCTS, among, limit=_PAGE, cursor=cursor, fields=("product",)
            )
            for document in page.documents:
                if names_thing(product_of(document.fields).title, head):
                    yield document.document_id
            read, cursor = read + len(page.documents), page.next_cursor
            if cursor is None:
                return


def head_of(wording: str) -> str:
    """What a wording names, without what describes it: the kettle of "electric kettle with lid"."""
    first = _BEHIND.sub("", fold(wording))
    words = first.split()
    return words[-1] if words else wording


def _wordings(name: str, synonyms: Synonyms) -> Iterator[str]:
    """The name, and the name with one phrase said otherwise."""
    folded = fold(name)
    yield folded
    for use in find_synonyms(folded, synonyms):
        for alternative in use.alternatives:
            yield folded[: use.start] + fold(alternative) + folded[use.end :]


def _category(wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
    """The levels that any wording ends in, with what describes it as words."""
    levels: dict[str, None] = {}
    anyone: list[Condition] = []
    for wording in wordings:
        behind = _BEHIND.search(wording)
        end = behind.start() if behind else len(wording)
        for use in find_names(wording, lexicon):
            is_level = use.kind is ConstraintKind.CATEGORY and use.end == end
            if is_level and _is_home(use.value, lexicon) and use.value not in levels:
                levels[use.value] = None
                described = f"{wording[: use.start]} {wording[use.end :]}".strip()
                anyone.append(_level(use.value, described, lexicon))
    if not levels:
        return None
    shown = " / ".join(lexicon.categories[level].shown for level in levels)
    return Thing(Filter(must=(AnyOf(tuple(anyone)),)), shown, tuple(levels))


def _level(level: str, described: str, lexicon: Lexicon) -> Condition:
    words = read_words(described, described, (), lexicon).conditions if described else ()
    return AllOf((Match("categories", (level,)), *words))


def _is_home(level: str, lexicon: Lexicon) -> bool:
    """Whether the products that titles call by a level's name lie in it, as far as titles tell."""
    shares = [
        dict(lexicon.word_categories[term]).get(level, 0.0)
        for term in query_terms(level)
        if term in lexicon.word_categories
    ]
    return not shares or sum(shares) / len(shares) >= LEAST_SHARE
