"""The words of the live catalogue, counted page by page in bounded memory."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.json_value import JsonObject
from shopguide.domain.lexicon import Lexicon, Name, pack_word_categories
from shopguide.domain.product import Product
from shopguide.domain.suggestion import SuggestionKind
from shopguide.indexing.han_words import HanWordCounts
from shopguide.indexing.name_counts import NameCounts
from shopguide.indexing.phrases import PhraseCounts
from shopguide.indexing.pruned_counts import PrunedCounts
from shopguide.indexing.word_categories import WordCategoryCounts
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS, product_of
from shopguide.text.normalise import fold, tidy_text
from shopguide.text.suggestion_table import NameEntry, SuggestionTable, make_suggestion_table
from shopguide.text.surface_words import han_runs, surface_words

MOST_WORDS = 60_000
MOST_PHRASES = 20_000
MOST_TITLES = 100_000
MOST_NAMES = 20_000
"""Brands, categories, colours and sizes, each."""

_VALUE_FIELDS = ("colours", "sizes", "genders")
_FIELDS = ("product", *_VALUE_FIELDS)
_PAGE = 100
_ROOM = 300_000
_DESCRIPTION_CHARACTERS = 1_000
_VALUE_CHARACTERS = 60
_MIN_DESCRIPTION_WORDS = 3
"""A word that only descriptions have counts from so many products on: below, it may be a slip."""

_SMALL_SHOP = 1_000
"""Products below which two titles make a phrase; above, three have to."""


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """What one scan of the catalogue gives: to understand queries, and to complete them."""

    lexicon: Lexicon
    suggestions: SuggestionTable


class LexiconBuilder:
    """Reads every product of the live index once; memory does not grow with their number.

    Args:
        index: Has the products.
        page: Products read at a time.
        pause_seconds: Rest after each page. Where searches are answered in the same process, they
            share Python's global lock with this: without a rest, one in twenty took 150 ms.
    """

    def __init__(self, index: VectorIndex, page: int = _PAGE, pause_seconds: float = 0.0) -> None:
        self._index = index
        self._page = page
        self._pause_seconds = pause_seconds

    def build(self, catalogue_version: int) -> CatalogueWords:
        """Lexicon and suggestions of the products that are live now.

        Equal products give equal words, in whatever version.

        Raises:
            NotFoundError: there is no index of products.
        """
        count = _WordCount()
        for document in self._documents():
            count.add(product_of(document.fields), document.fields)
        return count.result(catalogue_version)

    def _documents(self) -> Iterator[IndexedDocument]:
        cursor: str | None = None
        while True:
            page = self._index.scan(PRODUCTS, limit=self._page, cursor=cursor, fields=_FIELDS)
            yield from page.documents
            cursor = page.next_cursor
            if cursor is None:
                return
            time.sleep(self._pause_seconds)


class _WordCount:
    """What is counted while the products pass by."""

    def __init__(self) -> None:
        self._products = 0
        self._words: PrunedCounts[str] = PrunedCounts(_ROOM)
        self._described: PrunedCounts[str] = PrunedCounts(_ROOM)
        self._han = HanWordCounts()
        self._phrases = PhraseCounts()
        self._brands = NameCounts(MOST_NAMES)
        self._categories = NameCounts(MOST_NAMES)
        self._word_categories = WordCategoryCounts()
        self._values = {name: Counter[str]() for name in _VALUE_FIELDS}
        self._titles: list[tuple[str, str]] = []

    def add(self, product: Product, fields: JsonObject) -> None:
        """Count one product; `fields` are those of its document."""
        self._products += 1
        title = fold(product.title)
        self._add_words(product, title)
        self._phrases.add(title)
        if product.brand:
            self._brands.add(fold(product.brand), tidy_text(product.brand))
        levels = _levels(product)
        for folded, (shown, path) in levels.items():
            self._categories.add(folded, shown, path)
        self._word_categories.add(title, levels)
        for name, counter in self._values.items():
            counter.update(cast("Sequence[str]", fields.get(name) or ()))
        if len(self._titles) < MOST_TITLES:
            self._titles.append((product.product_id, tidy_text(product.title)))

    def _add_words(self, product: Product, title: str) -> None:
        values = [value for value in product.attributes.values() if len(value) <= _VALUE_CHARACTERS]
        named = [title, fold(" \n ".join((product.brand, product.product_type, *values)))]
        words = {word for text in named for word in surface_words(text)}
        # Values and names are words as they are; what a title is made of has to be found out.
        words.update(run for run in han_runs(named[1]) if 2 <= len(run) <= 4)
        self._words.add(sorted(words))
        self._han.add(han_runs(title))
        described = set(surface_words(fold(product.description[:_DESCRIPTION_CHARACTERS])))
        self._described.add(sorted(described - words))

    def result(self, catalogue_version: int) -> CatalogueWords:
        """Everything counted, cut to what may be kept."""
        brands, categories = self._brands.names(), self._categories.names()
        lexicon = Lexicon(
            catalogue_version=catalogue_version,
            products=self._products,
            words=self._all_words(),
            brands=brands,
            categories=categories,
            colours=_most(self._values["colours"], MOST_NAMES),
            sizes=_most(self._values["sizes"], MOST_NAMES),
            genders=_most(self._values["genders"], MOST_NAMES),
            word_categories=pack_word_categories(self._word_categories.shares()),
        )
        entries = [
            *_entries(SuggestionKind.BRAND, brands),
            *_entries(SuggestionKind.CATEGORY, categories),
            *(NameEntry(SuggestionKind.QUERY, *each) for each in self._suggested().items()),
        ]
        return CatalogueWords(lexicon, make_suggestion_table(entries, self._titles))

    def _all_words(self) -> Mapping[str, int]:
        counts = dict(self._words.at_least(1))
        for word, count in self._described.at_least(_MIN_DESCRIPTION_WORDS):
            counts[word] = counts.get(word, 0) + count
        for word, count in self._han.words().items():
            counts[word] = max(count, counts.get(word, 0))
        return _most(counts, MOST_WORDS)

    def _suggested(self) -> Mapping[str, int]:
        enough = 2 if self._products < _SMALL_SHOP else 3
        phrases = {**self._phrases.phrases(enough), **self._han.words()}
        return _most({name: n for name, n in phrases.items() if n >= enough}, MOST_PHRASES)


def _levels(product: Product) -> Mapping[str, tuple[str, str]]:
    """By folded name of each level of the category path: the name as shown, and its path."""
    return {
        fold(name): (name, path)
        for path in product.category_paths()
        if (name := tidy_text(path.rsplit(">", 1)[-1]))
    }


def _entries(kind: SuggestionKind, names: Mapping[str, Name]) -> Iterator[NameEntry]:
    for name in names.values():
        yield NameEntry(kind, name.shown, name.count, name.path)


def _most(counts: Mapping[str, int], limit: int) -> Mapping[str, int]:
    """The most frequent, in an order that only the counts decide."""
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:limit])
