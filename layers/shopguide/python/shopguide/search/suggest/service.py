"""Suggestions: queries, categories, brands and products for the letters typed so far."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from shopguide.domain.suggestion import Suggestion, SuggestionKind, Suggestions
from shopguide.search.lexicon_reader import SuggestionReader
from shopguide.search.suggest.highlight import typed_span
from shopguide.search.suggest.known_words import is_in_titles
from shopguide.search.suggest.lookup import Found, best_names, look_up
from shopguide.search.suggest.popular import PopularQueries, PopularQuery
from shopguide.search.suggest.popular_products import PopularProducts
from shopguide.text.language import Language, detect_language
from shopguide.text.normalise import clean_text
from shopguide.text.simplified import lookup_form
from shopguide.text.suggestion_table import SuggestionTable
from shopguide.text.words import stem

MAX_PREFIX_CHARACTERS = 100
MAX_SUGGESTIONS = 20
"""Of each kind."""

_SPARE = 3
"""So many times what is asked for is looked up, for what then turns out to be double."""


class SuggestService:
    """Completes what a shopper types, out of the catalogue's words and popular queries.

    Nothing is suggested that the catalogue does not have: also a popular query is shown only while
    all its words are in titles or names.

    Args:
        tables: The live catalogue's suggestions.
        popular: Queries that many have searched.
        products: Products that many have looked at.
    """

    def __init__(
        self, tables: SuggestionReader, popular: PopularQueries, products: PopularProducts
    ) -> None:
        self._tables = tables
        self._popular = popular
        self._products = products

    def suggest(self, prefix: str, limit: int = 8, language: Language | None = None) -> Suggestions:
        """Suggestions of each kind, best first; for an empty prefix what is popular.

        Args:
            prefix: What was typed; at most `MAX_PREFIX_CHARACTERS` of it count.
            limit: Most suggestions of each kind.
            language: Suggestions in it come first.
        """
        shown_prefix = clean_text(prefix[:MAX_PREFIX_CHARACTERS])
        typed = lookup_form(shown_prefix)
        table = self._tables.current()
        found = self._look_up(table, typed, _SPARE * limit)
        names = _Names(table, found, language)
        brands = _distinct(names.of(SuggestionKind.BRAND), limit)
        categories = _distinct(names.of(SuggestionKind.CATEGORY), limit)
        listed = {_sameness(each.text) for each in (*brands, *categories)}
        searched = self._popular_queries(table, found.corrected or typed, names.wanted)
        queries = (*searched, *names.of(SuggestionKind.QUERY))
        products = _in_language(_products(table, found), language)
        return Suggestions(
            shown_prefix,
            _distinct((each for each in queries if _sameness(each.text) not in listed), limit),
            categories,
            brands,
            _distinct(products, limit) if typed else (),
            found.corrected,
        )

    def _look_up(self, table: SuggestionTable, typed: str, limit: int) -> Found:
        if not typed:
            return best_names(table, limit)
        return look_up(table, typed, limit, self._products.among(table))

    def _popular_queries(
        self, table: SuggestionTable, typed: str, wanted: Sequence[str]
    ) -> Iterator[Suggestion]:
        for query in _going_on(self._popular.best(), typed):
            if is_in_titles(table, query.looked_up):
                yield Suggestion(query.text, *typed_span(query.text, wanted))


class _Names:
    """Names that were found, as suggestions."""

    def __init__(self, table: SuggestionTable, found: Found, language: Language | None) -> None:
        self.wanted = found.wanted
        self._table = table
        self._found = found
        self._language = language

    def of(self, kind: SuggestionKind) -> list[Suggestion]:
        """Those of a kind, as written before as read, unless Chinese is asked for."""
        written, read = self._found.names.get(kind, []), self._found.read.get(kind, [])
        suggestions = [
            Suggestion(
                self._table.shown[name],
                *typed_span(self._table.shown[name], self.wanted),
                path=self._table.paths[name],
            )
            for name in dict.fromkeys([*written, *read])
        ]
        return _in_language(suggestions, self._language)


def _going_on(queries: Iterable[PopularQuery], typed: str) -> Iterator[PopularQuery]:
    return (query for query in queries if query.goes_on(typed))


def _products(table: SuggestionTable, found: Found) -> list[Suggestion]:
    return [
        Suggestion(title, *typed_span(title, found.wanted), product_id=table.product_ids[number])
        for number, title in ((number, table.titles[number]) for number in found.products)
    ]


def _in_language(suggestions: Sequence[Suggestion], language: Language | None) -> list[Suggestion]:
    """The same, those in the language first."""
    if language is None:
        return list(suggestions)
    return sorted(suggestions, key=lambda each: detect_language(each.text) != language)


def _distinct(suggestions: Iterable[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    """The first ones, without any that says the same as one before."""
    first: dict[str, Suggestion] = {}
    for each in suggestions:
        first.setdefault(_sameness(each.text), each)
    return tuple(islice(first.values(), limit))


def _sameness(text: str) -> str:
    """Equal for texts that differ in case, width or plural alone."""
    return " ".join(map(stem, lookup_form(text).split(" ")))
