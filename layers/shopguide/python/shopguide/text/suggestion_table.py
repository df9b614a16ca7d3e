"""Everything a shop can suggest, in the order of its worth, and findable by a few letters.

Made when a catalogue goes live and kept in one object, so that whoever serves it only has to read
a few blocks of bytes.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.suggestion import SuggestionKind
from shopguide.text.blocks import pack_blocks, unpack_blocks
from shopguide.text.pinyin import word_readings
from shopguide.text.prefix_table import Places, PrefixTable, TextList
from shopguide.text.simplified import lookup_form
from shopguide.text.surface_words import han_runs

TITLE_CHARACTERS = 60
"""So much of a title is looked at; what a shopper completes stands near its beginning."""

_KINDS = tuple(SuggestionKind)
_AFTER_ANY_LETTER = "\x7f"


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A query, category or brand to suggest, and how many products it stands for."""

    kind: SuggestionKind
    shown: str
    count: int
    path: str = ""


class SuggestionTable:
    """Names (queries, categories, brands) and products, each numbered best first.

    Args:
        names: The names in `lookup_form`.
        kinds: The place of each name's kind in `SuggestionKind`.
        shown: The names as they are shown.
        paths: Of a category its path, else empty.
        readings: Pinyin of the Chinese names, in alphabetical order: whole, and initials alone.
        read: The name of each reading.
        products: The titles in `lookup_form`.
        titles: The titles as they are shown.
        product_ids: The products' ids.
    """

    def __init__(
        self,
        *,
        names: PrefixTable,
        kinds: NDArray[np.uint8],
        shown: TextList,
        paths: TextList,
        readings: TextList,
        read: Places,
        products: PrefixTable,
        titles: TextList,
        product_ids: TextList,
    ) -> None:
        self.names = names
        self.shown = shown
        self.paths = paths
        self.products = products
        self.titles = titles
        self.product_ids = product_ids
        self._kinds = kinds
        self._readings = readings
        self._read = read

    def kind(self, name: int) -> SuggestionKind:
        """What the name with this number is."""
        return _KINDS[int(self._kinds[name])]

    def numbers_of(self, product_ids: Sequence[str]) -> list[int]:
        """The numbers of those of the products that the table has, in the same order."""
        if not product_ids:
            return []
        listed = self.product_ids.block.decode().split("\n")
        wanted = set(product_ids)
        numbers = {found: number for number, found in enumerate(listed) if found in wanted}
        return [numbers[each] for each in product_ids if each in numbers]

    def of_kind(self, names: Places, kind: SuggestionKind) -> Places:
        """Those of the names that are of this kind."""
        kept: Places = names[self._kinds[names] == _KINDS.index(kind)]
        return kept

    def names_read(self, letters: str) -> Places:
        """Names whose pinyin, or its initials, begins with these letters."""
        start = bisect_left(self._readings, letters)
        end = bisect_left(self._readings, letters + _AFTER_ANY_LETTER, start)
        return self._read[start:end]

    def to_bytes(self) -> bytes:
        """The stored form, equal for equal tables; `suggestion_table_of` reads it back."""
        return pack_blocks(
            {
                "names": self.names.texts.block,
                "name_places": self.names.places.tobytes(),
                "kinds": self._kinds.tobytes(),
                "shown": self.shown.block,
                "paths": self.paths.block,
                "readings": self._readings.block,
                "read": self._read.tobytes(),
                "products": self.products.texts.block,
                "product_places": self.products.places.tobytes(),
                "titles": self.titles.block,
                "product_ids": self.product_ids.block,
            }
        )


def suggestion_table_of(content: bytes) -> SuggestionTable:
    """Read what `SuggestionTable.to_bytes` wrote.

    Raises:
        ValueError, KeyError, OSError, EOFError: it is something else.
    """
    blocks = unpack_blocks(content)
    return SuggestionTable(
        names=PrefixTable(TextList(blocks["names"]), _numbers(blocks["name_places"])),
        kinds=np.frombuffer(blocks["kinds"], np.uint8),
        shown=TextList(blocks["shown"]),
        paths=TextList(blocks["paths"]),
        readings=TextList(blocks["readings"]),
        read=_numbers(blocks["read"]),
        products=PrefixTable(TextList(blocks["products"]), _numbers(blocks["product_places"])),
        titles=TextList(blocks["titles"]),
        product_ids=TextList(blocks["product_ids"]),
    )


def make_suggestion_table(
    names: Iterable[NameEntry], products: Iterable[tuple[str, str]]
) -> SuggestionTable:
    """Number, order and index names and products.

    Names of more products come first, among equals the shorter one; products with a shorter title
    come first, because none is known to be better.

    Args:
        names: Each folded name once a kind.
        products: Id and title.
    """
    ranked = sorted(names, key=lambda name: (-name.count, len(name.shown), name.shown, name.kind))
    listed = sorted(products, key=lambda product: (len(product[1]), product[1], product[0]))
    readings = sorted(
        (reading, number)
        for number, name in enumerate(ranked)
        for reading in _readings(lookup_form(name.shown))
    )
    return SuggestionTable(
        names=PrefixTable.of([lookup_form(name.shown) for name in ranked]),
        kinds=np.array([_KINDS.index(name.kind) for name in ranked], np.uint8),
        shown=TextList.of(name.shown for name in ranked),
        paths=TextList.of(name.path for name in ranked),
        readings=TextList.of(reading for reading, _ in readings),
        read=np.array([number for _, number in readings], np.uint32),
        products=PrefixTable.of([lookup_form(title[:TITLE_CHARACTERS]) for _, title in listed]),
        titles=TextList.of(title for _, title in listed),
        product_ids=TextList.of(product_id for product_id, _ in listed),
    )


def _readings(folded: str) -> set[str]:
    """How a name with Chinese in it may be typed; nothing where it has other letters, too."""
    runs = han_runs(folded)
    if len(runs) != 1 or runs[0] != folded:
        return set()
    readings = list(word_readings(folded))
    whole = {"".join(syllables) for syllables in readings}
    return whole | {"".join(syllable[0] for syllable in syllables) for syllables in readings}


def _numbers(block: bytes) -> Places:
    return np.frombuffer(block, np.uint32)


EMPTY_TABLE = make_suggestion_table((), ())
"""Of a shop whose words are not known (yet)."""
