"""Names of columns: what each kind of file may have, and under which headers it is recognised."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from shopguide.domain.catalog_import import CatalogKind
from shopguide.text.currency_words import currency_of_word
from shopguide.text.header_synonyms import LIST_PRICES, PRODUCT_SYNONYMS, TEXT_SYNONYMS
from shopguide.text.normalise import fold

REJECTING_IMPORT = "rejected_import"
"""The column of ``rejected.csv`` that names the import; a file with it adds to what is live."""

REASON = "rejected_reason"
"""The column of ``rejected.csv`` that says what is wrong with a row."""

REPORT_COLUMNS = ("rejected_line", "rejected_column", REASON, REJECTING_IMPORT)
"""What ``rejected.csv`` adds to a file's own columns; left out when it is uploaded again."""

_SPACES = re.compile(r"[\s\-_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_AROUND = "_?:*\"'“”"
_UNIT = re.compile(r"\(([^()]*)\)$")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one kind of file.

    `keeps_others` says whether any further column becomes an attribute (else it is left out).
    `synonyms` gives the native name of each header word; those of one native column come in the
    order in which they are preferred, the native name itself first. `list_prices` are words for the
    price before a reduction: beside another word for ``price``, that one is the ``sale_price``.
    Where there are `updates`, at least one of them stands beside the required columns, and a file
    without a title updates what the shop has.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...]
    keeps_others: bool = False
    synonyms: Mapping[str, str] = field(default_factory=dict)
    list_prices: frozenset[str] = frozenset()
    updates: frozenset[str] = frozenset()

    @property
    def known(self) -> tuple[str, ...]:
        """Required and optional ones."""
        return self.required + self.optional

    def missing(self, found: Collection[str]) -> tuple[str, ...]:
        """Native columns that a file with those `found` still needs.

        Where any of `updates` would do, the title stands for them.
        """
        absent = tuple(name for name in self.required if name not in found)
        if not absent and self.updates and self.updates.isdisjoint(found):
            return ("title",)
        return absent

    def headers_of(self, native: str) -> tuple[str, ...]:
        """Header words of a native column, the best known first."""
        return tuple(word for word, name in self.synonyms.items() if name == native)


_PRICES = frozenset(
    f"price sale_price {PRODUCT_SYNONYMS['price']} {PRODUCT_SYNONYMS['sale_price']}".split()
)


@lru_cache(maxsize=8192)
def header_word(header: str) -> str:
    """A header as it is compared: ``" Image-Link "`` and ``g:image_link`` are ``image_link``,
    and ``imageLink`` is, too.

    A currency in brackets behind a price is left out: ``价格（元）`` is ``价格``.
    """
    folded = fold(_CAMEL.sub("_", header))
    word = _SPACES.sub("_", folded.removeprefix("g:")).strip(_AROUND) or folded
    amount = _UNIT.sub("", word).strip("_")
    return amount if amount in _PRICES and currency_of(word) else word


def currency_of(header: str) -> str:
    """The currency in brackets behind a header, ``USD`` of ``Price (USD)``; empty if none is."""
    unit = _UNIT.search(fold(header))
    if unit is None:
        return ""
    return currency_of_word(unit[1].strip())


def _synonyms(table: Mapping[str, str]) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for name, line in table.items():
        for word in (name, *line.split()):
            words.setdefault(word, name)
    return MappingProxyType(words)


_PRODUCT_COLUMNS = Columns(
    required=("id", "title"),
    optional=tuple(
        "description link image_link price sale_price currency availability brand gtin product_type"
        " item_group_id seller product_detail attributes".split()
    ),
    keeps_others=True,
    synonyms=_synonyms(PRODUCT_SYNONYMS),
    list_prices=LIST_PRICES,
)
_UPDATE_COLUMNS = replace(
    _PRODUCT_COLUMNS,
    required=("id",),
    optional=("title", *_PRODUCT_COLUMNS.optional),
    updates=frozenset(("title", *_PRODUCT_COLUMNS.optional)) - {"currency", "seller"},
)
_TEXT_WORDS = _synonyms(TEXT_SYNONYMS)

COLUMNS: Mapping[CatalogKind, Columns] = {
    CatalogKind.PRODUCTS: _PRODUCT_COLUMNS,
    CatalogKind.QA: Columns(
        ("question", "answer"), ("id", "product_id", "date"), synonyms=_TEXT_WORDS
    ),
    CatalogKind.REVIEWS: Columns(
        ("product_id", "text"), ("id", "title", "rating", "date"), synonyms=_TEXT_WORDS
    ),
    CatalogKind.ARTICLES: Columns(("title", "text"), ("id", "date"), synonyms=_TEXT_WORDS),
    CatalogKind.PRODUCTS_DELTA: _UPDATE_COLUMNS,
}


def are_mended_rows(names: Iterable[str]) -> bool:
    """Whether a file with these columns has rows that an import left out, and not a whole shop."""
    return any(header_word(name) == REJECTING_IMPORT for name in names)


def columns_needed(columns: Columns, names: Iterable[str]) -> Columns:
    """Those whose required ones a file with these columns must have.

    Rows that an import left out add to what is live in any folder, as a delta does.
    """
    if columns is _PRODUCT_COLUMNS and are_mended_rows(names):
        return _UPDATE_COLUMNS
    return columns
