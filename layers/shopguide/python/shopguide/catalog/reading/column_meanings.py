"""What each column of a file means: by its mapping, else by its header."""

from collections.abc import Iterable, Mapping, Sequence

from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.text.catalog_columns import (
    REPORT_COLUMNS,
    Columns,
    columns_needed,
    currency_of,
    header_word,
)


class ColumnMeanings:
    """Finds out what columns mean, as many at a time as are known by then.

    `positions`, `attributes`, `ignored` and `list_prices` are those of a `Header` and grow with
    every call; what a column was found to mean does not change any more.

    Args:
        columns: Of the kind of file.
        mapping: Goes before whatever headers say.
        file: The object key, for messages.
    """

    def __init__(self, columns: Columns, mapping: ColumnMapping, file: str) -> None:
        self._columns = columns
        self._mapping = mapping
        self._file = file
        self._ranks = {word: rank for rank, word in enumerate(columns.synonyms)}
        self._ignored_words = {*map(header_word, mapping.ignore), *REPORT_COLUMNS}
        self._wanted = {
            header_word(header): header
            for header in (*mapping.columns.values(), *(mapping.attributes or {}).values())
        }
        self.positions: dict[str, int] = {}
        self.attributes: dict[str, int] = {}
        self.ignored: list[str] = []
        self.list_prices: list[int] = []
        self.price_currency = ""

    def add(self, names: Sequence[str], first: int, line: int) -> None:
        """Take further columns, in positions from `first` on, that stand in a line.

        Raises:
            CatalogFileError: ``duplicate_column``, two that are used have the same header.
        """
        places: dict[str, list[int]] = {}
        for position, name in enumerate(names, first):
            if word := header_word(name):
                places.setdefault(word, []).append(position)
        shown = dict(enumerate(names, first))
        natives = {**self._of_mapping(places), **self._of_headers(places)}
        self._prefer_reduced_price(natives, places)
        for native, word in natives.items():
            known = native in self._columns.known
            (self.positions if known else self.attributes)[native] = places[word][0]
            self._refuse_duplicate(shown, places[word], line)
        for name, header in (self._mapping.attributes or {}).items():
            if found := places.get(header_word(header)):
                self.attributes[name] = found[0]
                self._refuse_duplicate(shown, found, line)
        self._keep_others(shown, places, set(natives.values()), line)
        self._find_currency(shown)

    def missing_headers(self, names: Iterable[str]) -> list[str]:
        """Headers that the mapping names and the file does not have."""
        words = set(map(header_word, names))
        return [header for word, header in self._wanted.items() if word not in words]

    def missing_column(self, names: Iterable[str]) -> str:
        """A required column that has neither header nor constant; empty if there is none."""
        columns = columns_needed(self._columns, names)
        return next(iter(columns.missing({*self.positions, *self._mapping.constants})), "")

    def _of_mapping(self, places: Mapping[str, Sequence[int]]) -> dict[str, str]:
        words = {native: header_word(header) for native, header in self._mapping.columns.items()}
        return {native: word for native, word in words.items() if word in places}

    def _of_headers(self, places: Mapping[str, Sequence[int]]) -> dict[str, str]:
        """The best known header of each column that is still open, by its native name."""
        natives: dict[str, str] = {}
        taken = {*self.positions, *self.attributes, *self._mapping.columns}
        taken |= set(self._mapping.constants)
        words = [word for word in places if self._is_free(word) and word in self._ranks]
        for word in sorted(words, key=self._ranks.__getitem__):
            native = self._columns.synonyms[word]
            known = native in self._columns.known
            if native not in taken and (known or self._keeps_others):
                natives.setdefault(native, word)
        return natives

    @property
    def _keeps_others(self) -> bool:
        return self._columns.keeps_others and self._mapping.attributes is None

    def _is_free(self, word: str) -> bool:
        return word not in self._wanted and word not in self._ignored_words

    def _prefer_reduced_price(
        self, natives: dict[str, str], places: Mapping[str, Sequence[int]]
    ) -> None:
        """Where a price stands beside one from before a reduction, it is the sale price."""
        lists = self._columns.list_prices
        price = natives.get("price", "price")
        if price == "price" or price in lists or "sale_price" in {*natives, *self.positions}:
            return
        if {"price", "sale_price"} & {*self._mapping.columns, *self._mapping.constants}:
            return
        words = [word for word in places if word in lists and self._is_free(word)]
        if words:
            natives["sale_price"] = price
            natives["price"] = min(words, key=self._ranks.__getitem__)
            self.list_prices.append(places[natives["price"]][0])

    def _keep_others(
        self,
        shown: Mapping[int, str],
        places: Mapping[str, Sequence[int]],
        used: set[str],
        line: int,
    ) -> None:
        """Columns that mean nothing known: attributes, or left out."""
        for word, found in places.items():
            if word in used or word in self._wanted:
                continue
            name = shown[found[0]]
            if self._keeps_others and self._is_free(word):
                self._refuse_duplicate(shown, found, line)
                self.attributes.setdefault(name, found[0])
            else:
                self.ignored.append(name)

    def _refuse_duplicate(self, shown: Mapping[int, str], found: Sequence[int], line: int) -> None:
        if len(found) > 1:
            name = shown[found[0]]
            raise CatalogFileError(
                f"Two columns of the header are called {name!r}: {listed(shown.values())}.",
                file=self._file,
                reason="duplicate_column",
                line=line,
                column=name,
                fix="Rename or remove one of them.",
            )

    def _find_currency(self, shown: Mapping[int, str]) -> None:
        for native in ("price", "sale_price"):
            name = shown.get(self.positions.get(native, -1), "")
            self.price_currency = self.price_currency or currency_of(name)


def listed(names: Iterable[str]) -> str:
    """Headers as messages show them."""
    quoted = [repr(name[:40]) for name in names]
    more = f" and {len(quoted) - 20} more" if len(quoted) > 20 else ""
    return ", ".join(quoted[:20]) + more
