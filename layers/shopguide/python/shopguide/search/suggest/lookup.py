"""What a table of suggestions has for the letters that were typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shopguide.domain.suggestion import SuggestionKind
from shopguide.search.suggest.near_prefix import nearest_prefix
from shopguide.search.suggest.popular_products import Leaders
from shopguide.text.language import HAN
from shopguide.text.prefix_table import Places, first_of
from shopguide.text.suggestion_table import SuggestionTable

_WORD = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")
_PINYIN = re.compile(r"[a-z][a-z' ]*[a-z]")
_NAME_KINDS = (SuggestionKind.QUERY, SuggestionKind.CATEGORY, SuggestionKind.BRAND)


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of names by kind and of products, best first.

    Attributes:
        names: Found as they are written.
        read: Found as they are read (pinyin).
        products: Found by their titles.
        wanted: The texts that were looked for, the whole first: what to highlight.
        corrected: What was looked up in place of what was typed, or empty.
    """

    names: dict[SuggestionKind, list[int]]
    read: dict[SuggestionKind, list[int]]
    products: list[int]
    wanted: tuple[str, ...]
    corrected: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.products or any(self.names.values()) or any(self.read.values()))


def look_up(table: SuggestionTable, typed: str, limit: int, leaders: Leaders) -> Found:
    """Names and products for a text, in `lookup_form`, that may be the beginning of one.

    As it stands first, then with its words anywhere, then as pinyin; where all of that finds
    nothing, with one letter of a word corrected. Products that lead come before the others.
    """
    found = _look_up(table, typed, limit, leaders)
    if not found.is_empty:
        return found
    corrected = _corrected(table, typed)
    if not corrected:
        return found
    again = _look_up(table, corrected, limit, leaders)
    return Found(again.names, again.read, again.products, again.wanted, corrected)


def best_names(table: SuggestionTable, limit: int) -> Found:
    """The best categories and brands, for a shopper who has typed nothing yet."""
    everything: Places = np.arange(len(table.shown), dtype=np.uint32)
    kinds = (SuggestionKind.CATEGORY, SuggestionKind.BRAND)
    names = {kind: first_of(table.of_kind(everything, kind), limit) for kind in kinds}
    return Found(names, {}, [], ())


def words_of(typed: str) -> list[str]:
    """The parts of a folded text that may stand apart: words, and runs of Chinese characters."""
    return _WORD.findall(typed)


def _look_up(table: SuggestionTable, typed: str, limit: int, leaders: Leaders) -> Found:
    words = words_of(typed)
    names = _names(table, typed, words, limit)
    read = _read(table, typed, limit)
    products = _products(table, typed, words, limit, leaders)
    meant = [table.names.texts[first] for found in read.values() for first in found[:1]]
    if not products:
        # A shopper who types pinyin means the words, and the products that have them.
        for name in meant:
            products += _best(table.products.owners(name.encode()), limit, leaders)
    return Found(names, read, list(dict.fromkeys(products)), (typed, *words[::-1], *meant))


def _names(
    table: SuggestionTable, typed: str, words: Sequence[str], limit: int
) -> dict[SuggestionKind, list[int]]:
    owners = table.names.owners(typed.encode())
    if not len(owners) and len(words) > 1:
        together = table.names.best_with_all([word.encode() for word in words], limit)
        return {kind: [n for n in together if table.kind(n) is kind] for kind in _NAME_KINDS}
    return {kind: first_of(table.of_kind(owners, kind), limit) for kind in _NAME_KINDS}


def _read(table: SuggestionTable, typed: str, limit: int) -> dict[SuggestionKind, list[int]]:
    if not _PINYIN.fullmatch(typed):
        return {}
    letters = typed.replace(" ", "").replace("'", "")
    found = table.names_read(letters)
    return {kind: first_of(table.of_kind(found, kind), limit) for kind in _NAME_KINDS}


def _products(
    table: SuggestionTable, typed: str, words: Sequence[str], limit: int, leaders: Leaders
) -> list[int]:
    found = _best(table.products.owners(typed.encode()), limit, leaders)
    if len(found) < limit and len(words) > 1:
        found += table.products.best_with_all([word.encode() for word in words], limit)
    return list(dict.fromkeys(found))[:limit]


def _best(products: Places, limit: int, leaders: Leaders) -> list[int]:
    found = [*leaders.first(products, limit), *first_of(products, limit)]
    return list(dict.fromkeys(found))[:limit]


def _corrected(table: SuggestionTable, typed: str) -> str:
    """The text with every word that begins nothing replaced, or nothing if one cannot be."""
    words = []
    for word in typed.split(" "):
        start, end = table.products.span(word.encode())
        meant = word if start < end else nearest_prefix(table.products, word)
        if not meant:
            return ""
        words.append(meant)
    corrected = " ".join(words)
    return corrected if corrected != typed else ""
