"""Which products are the thing that a question names: what "a kettle" is in this shop.

1. The level of the catalogue's categories that has that name, or one that the shop's synonyms say
   means the same ("laptop" is "Notebook" there), if titles with the word mostly lie in it.
2. Else the products whose titles name it as what they are, without what only goes with it.

What describes it ("wireless", "for kids") is asked for word by word of either.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shopguide.domain.errors import UnavailableError
from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, HasId, Match
from shopguide.domain.lexicon import Lexicon
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.merchandising import Synonyms
from shopguide.domain.product import CATEGORY_SEPARATOR
from shopguide.domain.query import ConstraintKind
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.search.reading import Surroundings
from shopguide.search.words import read_words
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.merchandising.phrases import Phrase, phrase_of
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import fold
from shopguide.text.query.names import find_names
from shopguide.text.question.shelf_titles import names_thing
from shopguide.text.simplified import simplify

_log = logging.getLogger(__name__)

LEAST_SHARE = 0.05
"""Of the products with a level's name among their words: where fewer lie in it, it is no home of
the thing (15 of 400 batteries in "Battery")."""

LEAST_SHARE_OF_KINDS = 0.6
"""The same for levels whose names only end in the thing's."""

MOST_TITLES = 5_000
"""Titles that are read to tell what a product is; of more, their words decide alone."""

_REMEMBERED = 128
_PAGE = 1_000
_SHORTEST_KIND = 2
_BEHIND = re.compile(
    r" (?:with|without|for|that|which|in|from|by|of|under|on|and|or|to|made)\b.*$", re.DOTALL
)
_NAME = re.compile(
    r"(?!(?:.* )?(?:others?|colou?rs?|sizes?|prices?|kinds?|types?|brands?|pictures?|photos?|"
    r"perfect|more|else|similar|available|cheaper|better|new|good)$).*(?:[a-z]{3}|[^\x00-\x7f])"
)
"""What may name a thing at all."""

_LEADING = re.compile(r"^(?:(?:on|for|of|in|by|from|an?|the|my|your|some|any|all) )+")
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
        self._kept = lru_cache(_REMEMBERED)(self._found)

    def find(self, name: str, around: Surroundings) -> Thing | None:
        """The thing of this name; None where the shop has no word for it.

        Args:
            name: What is left of a question, its constraints taken out.
            around: The catalogue's words and the shop's synonyms.
        """
        if _GENERIC.fullmatch(fold(name)):
            return ANYTHING
        wordings = tuple(_wordings(name, around.merchandising.synonyms))
        found = self._current(wordings, around.lexicon) or self._with_id(name)
        if found is None and _is_product_word(wordings[0], around.merchandising.synonyms):
            return Thing(Filter(must=(AnyOf(()),)), wordings[0])
        return found

    def _current(self, wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
        """What is found in the live catalogue; looked for anew while nobody says which that is."""
        try:
            version = live_from_json(self._records.get(LIVE_CATALOGUE)).version
        except UnavailableError as error:
            _log.warning("It is not known which catalogue version is live: %s", error)
            return self._found(0, wordings, lexicon)
        return self._kept(version, wordings, lexicon)

    def _with_id(self, name: str) -> Thing | None:
        """The one product that is named by its id."""
        spellings = dict.fromkeys((name, name.upper()))
        known = self._index.fetch(PRODUCTS, tuple(spellings), fields=("product_id",))
        ids = tuple(document.document_id for document in known)
        return Thing(Filter(must=(HasId(ids),)), ids[0]) if ids else None

    def _found(self, version: int, wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
        del version  # of the catalogue that is read
        thing = self._category(wordings, lexicon) or self._titled(wordings, lexicon)
        # Words that no such product has may not be about products at all.
        return thing if thing and self._index.count(PRODUCTS, thing.matching) else None

    def _category(self, wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
        """The levels that any wording ends in, with what describes it as words."""
        found: dict[str, Condition] = {}
        for number, wording in enumerate(wordings):
            # A name of its own needs no other in the same language: "headphones" no "Headset".
            if number and found and wording.isascii() == wordings[0].isascii():
                continue
            for level, described in self._levels(wording, lexicon):
                found.setdefault(level, _level(level, described, lexicon))
        if not found:
            return None
        shown = " / ".join(lexicon.categories[level].shown for level in found)
        return Thing(Filter(must=(AnyOf(tuple(found.values())),)), shown, tuple(found))

    def _levels(self, wording: str, lexicon: Lexicon) -> Iterator[tuple[str, str]]:
        """The level that a wording names, or else its kinds, with what describes it."""
        name = _name_in(wording)
        for use in find_names(wording, lexicon):
            if use.kind is not ConstraintKind.CATEGORY or use.end != len(name):
                continue
            if self._share((use.value,), use.value, lexicon) >= LEAST_SHARE:
                yield use.value, f"{wording[: use.start]} {wording[use.end :]}".strip()
                return
        kinds = _kinds(phrase_of(name), lexicon)
        if kinds and self._share(kinds, name, lexicon) >= LEAST_SHARE_OF_KINDS:
            yield from ((kind, wording[len(name) :].strip()) for kind in kinds)

    def _share(self, levels: Sequence[str], name: str, lexicon: Lexicon) -> float:
        """Of the products with a name among their words, those that lie in the levels."""
        said = Filter(must=read_words(name, name, (), lexicon).conditions)
        within = said.and_must(Match("categories", tuple(levels)))
        everywhere = self._index.count(PRODUCTS, said) if said.must else 0
        return self._index.count(PRODUCTS, within) / everywhere if everywhere else 1.0

    def _titled(self, wordings: Sequence[str], lexicon: Lexicon) -> Thing | None:
        """The products that titles name so, under any wording."""
        found: dict[str, None] = {}
        for wording in wordings:
            conditions = read_words(wording, wording, (), lexicon).conditions
            if conditions and _NAME.match(_name_in(wording)):
                names = self._titles_in(Filter(must=conditions), _name_in(wording))
                found |= dict.fromkeys(names)
        return Thing(Filter(must=(HasId(tuple(found)),)), wordings[0]) if found else None

    def _titles_in(self, among: Filter, name: str) -> Iterator[str]:
        cursor: str | None = None
        read = 0
        while read < MOST_TITLES:
            page = self._index.scan(
                PRODUCTS, among, limit=_PAGE, cursor=cursor, fields=("product",)
            )
            for document in page.documents:
                if names_thing(product_of(document.fields).title, name):
                    yield document.document_id
            read, cursor = read + len(page.documents), page.next_cursor
            if cursor is None:
                return


def _name_in(wording: str) -> str:
    """The name itself, without what follows it: the kettle of "kettle with lid"."""
    return _BEHIND.sub("", wording).strip() or wording


def _wordings(name: str, synonyms: Synonyms) -> Iterator[str]:
    """The name, and the name with one phrase said otherwise."""
    folded = _LEADING.sub("", fold(name))
    yield folded
    simplified = simplify(folded)  # a shop may write either script
    if simplified != folded:
        yield simplified
        folded = simplified
    for use in find_synonyms(folded, synonyms):
        for alternative in use.alternatives:
            yield folded[: use.start] + fold(alternative) + folded[use.end :]


def _is_product_word(name: str, synonyms: Synonyms) -> bool:
    """Whether the shop's synonyms know the whole name: a thing, though the shop has none of it."""
    uses = find_synonyms(name, synonyms)
    return len(uses) == 1 and (uses[0].start, uses[0].end) == (0, len(name))


def _level(level: str, described: str, lexicon: Lexicon) -> Condition:
    words = read_words(described, described, (), lexicon).conditions if described else ()
    return AllOf((Match("categories", (level,)), *words))


def _kinds(name: Phrase, lexicon: Lexicon) -> tuple[str, ...]:
    """Levels whose names end in a name: "Running Shoes" are shoes, 蓝牙音箱 are 音箱."""
    if not name or len("".join(name)) < _SHORTEST_KIND:
        return ()
    return tuple(
        level
        for level in lexicon.categories
        if CATEGORY_SEPARATOR not in level and phrase_of(level)[-len(name) :] == name
    )
