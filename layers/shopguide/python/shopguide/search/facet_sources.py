"""Where counts come from: the index, or documents that were read anyway.

A hundred documents are read and counted in less time than the index takes to count every facet
of them; of more, the index counts, and what it counted is remembered until the catalogue changes.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Protocol, TypeAlias

from shopguide.domain.filters import Filter, Match, Range
from shopguide.domain.indexed import FacetCount, facet_value
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PRODUCTS

_Values: TypeAlias = tuple[str | float, ...]
"""What a document has in a field, as a list even where it is one value."""

_SAMPLE = 120
_REMEMBERED = 256


class CountsProducts(Protocol):
    """Some products, counted."""

    def values(self, field: str, limit: int) -> Sequence[FacetCount]:
        """How many hold each value of a field: the most frequent first, then by value."""

    def numbers(self, field: str) -> Sequence[float]:
        """The numbers in a field, of a fair sample at least."""

    def among(self, condition: Match | Range) -> "CountsProducts":
        """Those of them that meet a condition."""

    def count(self) -> int:
        """How many they are."""


class CountedDocuments:
    """Products that were read: their fields."""

    def __init__(self, documents: Sequence[JsonObject]) -> None:
        self._documents = documents
        self._columns: dict[str, list[_Values]] = {}

    def values(self, field: str, limit: int) -> Sequence[FacetCount]:
        """How many hold each value; a list counts once for each of its different values."""
        column = (values if len(values) < 2 else set(values) for values in self._column(field))
        counts = Counter(chain.from_iterable(column))
        entries = sorted((-count, _word(value)) for value, count in counts.items())
        return [FacetCount(value, -count) for count, value in entries[:limit]]

    def numbers(self, field: str) -> Sequence[float]:
        """All numbers in the field."""
        every = chain.from_iterable(self._column(field))
        return [float(value) for value in every if isinstance(value, int | float)]

    def among(self, condition: Match | Range) -> "CountedDocuments":
        """Those that meet a condition."""
        meets = _test_of(condition)
        column = zip(self._documents, self._column(condition.field), strict=True)
        return CountedDocuments(
            [document for document, values in column if any(map(meets, values))]
        )

    def count(self) -> int:
        """How many were read."""
        return len(self._documents)

    def _column(self, field: str) -> "list[_Values]":
        if field not in self._columns:
            self._columns[field] = [_values(document.get(field)) for document in self._documents]
        return self._columns[field]


class CountedInIndex:
    """Products that pass a filter, counted by the index."""

    def __init__(self, reads: "IndexReads", version: int, matching: Filter) -> None:
        self._reads = reads
        self._version = version
        self._matching = matching

    def values(self, field: str, limit: int) -> Sequence[FacetCount]:
        """How many hold each value."""
        return self._reads.values(self._version, self._matching, field, limit)

    def numbers(self, field: str) -> Sequence[float]:
        """Those of the first products that the engine has: its ids are hashes, so of any."""
        return self._reads.numbers(self._version, self._matching, field)

    def among(self, condition: Match | Range) -> "CountedInIndex":
        """Those that meet a condition."""
        return CountedInIndex(self._reads, self._version, self._matching.and_must(condition))

    def count(self) -> int:
        """How many they are."""
        return self._reads.count(self._version, self._matching)


class IndexReads:
    """What facets read of the index, each remembered for one catalogue version; 0 stands for none.

    Safe to use from many threads at once.
    """

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self._kept_values = lru_cache(_REMEMBERED)(self._values)
        self._kept_numbers = lru_cache(_REMEMBERED)(self._numbers)
        self._kept_count = lru_cache(_REMEMBERED)(self._count)

    def values(
        self, version: int, matching: Filter, field: str, limit: int
    ) -> tuple[FacetCount, ...]:
        """How many products hold each value of a field."""
        read = self._kept_values if version else self._values
        return read(version, matching, field, limit)

    def numbers(self, version: int, matching: Filter, field: str) -> tuple[float, ...]:
        """The numbers in a field, of a sample."""
        read = self._kept_numbers if version else self._numbers
        return read(version, matching, field)

    def count(self, version: int, matching: Filter) -> int:
        """How many products there are."""
        return (self._kept_count if version else self._count)(version, matching)

    def _values(
        self, version: int, matching: Filter, field: str, limit: int
    ) -> tuple[FacetCount, ...]:
        del version
        return tuple(self._index.facet(PRODUCTS, field, matching, limit=limit))

    def _numbers(self, version: int, matching: Filter, field: str) -> tuple[float, ...]:
        del version
        sample = self._index.scan(PRODUCTS, matching, limit=_SAMPLE).documents
        return tuple(CountedDocuments([it.fields for it in sample]).numbers(field))

    def _count(self, version: int, matching: Filter) -> int:
        del version
        return self._index.count(PRODUCTS, matching)


def _values(value: JsonValue) -> _Values:
    members = value if isinstance(value, list) else (value,)
    return tuple(each for each in members if isinstance(each, str | int | float))


def _word(value: str | float) -> str:
    return str(value) if isinstance(value, float) else facet_value(value)


def _test_of(condition: Match | Range) -> Callable[[str | float], bool]:
    """Whether a value of the condition's field meets it."""
    if isinstance(condition, Match):
        return frozenset(condition.values).__contains__
    low = -math.inf if condition.at_least is None else condition.at_least
    high = math.inf if condition.at_most is None else condition.at_most
    return lambda value: not isinstance(value, str) and low <= value <= high
