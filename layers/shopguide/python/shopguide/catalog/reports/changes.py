"""What an import will change, in samples: new, gone, other words, other prices."""

import heapq
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shopguide.catalog.reports.prices import price_of
from shopguide.domain.json_value import JsonObject, JsonValue

SAMPLES = 20
SUSPICIOUS_FACTOR = 5.0
"""A price that changed by more than this is more often a slip than a decision."""

_SHOWN_CHARACTERS = 240
_CONTEXT_CHARACTERS = 40
_SHOWN_FIELDS = 3
_TITLE_CHARACTERS = 120
_OWN_FIELDS = ("title", "description", "brand", "product_type", "question", "text")
_MAX_NAMES = 4_000
_SHOWN_NAMES = 10


@dataclass(frozen=True, slots=True)
class SampledRow:
    """A row by its id and what it calls itself."""

    row_id: str
    title: str


@dataclass(frozen=True, slots=True)
class TextChange:
    """A field whose words changed, both cut to where they differ."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row whose text changed, and its first fields that did."""

    row_id: str
    title: str
    fields: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product that costs something else: amounts in one currency, and by how much in per cent.

    `percent` is None where it was free before.
    """

    row_id: str
    title: str
    before: float
    after: float
    currency: str
    percent: float | None
    is_suspicious: bool


@dataclass(frozen=True, slots=True)
class NameShift:
    """A brand or category, and how many more products it has after the import (fewer: below 0)."""

    name: str
    products: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import changes.

    Price changes are listed by how many times dearer or cheaper, the furthest first; `rose`,
    `fell`, `suspicious` and `other_currency` count all of them, `came_in` and `ran_out` the
    products that are in stock again or no longer.
    """

    added: tuple[SampledRow, ...] = ()
    changed_text: tuple[ChangedRow, ...] = ()
    changed_price: tuple[PriceChange, ...] = ()
    removed: tuple[SampledRow, ...] = ()
    rose: int = 0
    fell: int = 0
    suspicious: int = 0
    other_currency: int = 0
    came_in: int = 0
    ran_out: int = 0
    categories: tuple[NameShift, ...] = ()
    brands: tuple[NameShift, ...] = ()


class ChangeSamples:
    """Takes changes one by one; memory does not grow with their number."""

    def __init__(self) -> None:
        self._rows: dict[str, list[SampledRow]] = {"added": [], "removed": []}
        self._texts: list[ChangedRow] = []
        self._prices: list[tuple[float, int, PriceChange]] = []
        self._counts: Counter[str] = Counter()
        self._names = {"product_type": NameShifts(), "brand": NameShifts()}

    def add(
        self, outcome: str, row_id: str, before: JsonObject | None, after: JsonObject | None
    ) -> None:
        """Take one change; `before` is None also where the live row's content is not kept."""
        samples = self._rows.get(outcome)
        if samples is not None and len(samples) < SAMPLES:
            samples.append(SampledRow(row_id, title_of(after or before)))
        for column, names in self._names.items():
            names.move(before, after, column)
        if before is None or after is None:
            return
        if outcome == "changed_text" and len(self._texts) < SAMPLES:
            fields = tuple(changed_fields(before, after))
            self._texts.append(ChangedRow(row_id, title_of(after), fields))
        self._compare_price(row_id, before, after)
        self._compare_stock(before, after)

    def changes(self) -> Changes:
        """Everything so far."""
        prices = sorted(self._prices, key=lambda each: each[:2], reverse=True)
        return Changes(
            added=tuple(self._rows["added"]),
            changed_text=tuple(self._texts),
            changed_price=tuple(change for *_, change in prices),
            removed=tuple(self._rows["removed"]),
            categories=self._names["product_type"].largest(),
            brands=self._names["brand"].largest(),
            **{name: self._counts[name] for name in _COUNTS},
        )

    def _compare_price(self, row_id: str, before: JsonObject, after: JsonObject) -> None:
        old, new = price_of(before), price_of(after)
        if old is None or new is None or old == new:
            return
        if old[1] != new[1]:
            self._counts["other_currency"] += 1
            return
        self._counts["rose" if new[0] > old[0] else "fell"] += 1
        factor = _factor(old[0], new[0])
        self._counts["suspicious"] += factor > SUSPICIOUS_FACTOR
        change = PriceChange(
            row_id=row_id,
            title=title_of(after),
            before=old[0],
            after=new[0],
            currency=new[1],
            percent=round((new[0] / old[0] - 1) * 100, 1) if old[0] else None,
            is_suspicious=factor > SUSPICIOUS_FACTOR,
        )
        order = -self._counts["rose"] - self._counts["fell"]  # of equal ones, the first stays
        push = heapq.heappush if len(self._prices) < SAMPLES else heapq.heappushpop
        push(self._prices, (factor, order, change))

    def _compare_stock(self, before: JsonObject, after: JsonObject) -> None:
        was, is_now = (each.get("availability") == "in_stock" for each in (before, after))
        if was != is_now and "availability" in after:
            self._counts["came_in" if is_now else "ran_out"] += 1


_COUNTS = ("rose", "fell", "suspicious", "other_currency", "came_in", "ran_out")


class NameShifts:
    """By how many products each brand or category grows or shrinks; the smallest are forgotten."""

    def __init__(self) -> None:
        self._products: Counter[str] = Counter()

    def move(self, before: JsonObject | None, after: JsonObject | None, column: str) -> None:
        """Count one product out of where it was and into where it is."""
        old = before.get(column) if before else None
        new = after.get(column) if after else None
        if old == new:
            return
        if old:
            self._products[str(old)[:_TITLE_CHARACTERS]] -= 1
        if new:
            self._products[str(new)[:_TITLE_CHARACTERS]] += 1
        if len(self._products) > _MAX_NAMES:
            self._products = Counter(dict(self._by_size()[: _MAX_NAMES // 2]))

    def largest(self) -> tuple[NameShift, ...]:
        """Those that change most, the largest change first."""
        return tuple(NameShift(*each) for each in self._by_size()[:_SHOWN_NAMES] if each[1])

    def _by_size(self) -> list[tuple[str, int]]:
        return sorted(self._products.items(), key=lambda each: (-abs(each[1]), each[0]))


def title_of(content: JsonObject | None) -> str:
    """What a row calls itself, cut short: a product's title; a passage's title, question, text."""
    speaker = _speaker(content or {})
    for name in ("title", "question", "text"):
        if text := speaker.get(name):
            return str(text)[:_TITLE_CHARACTERS]
    return ""


def changed_fields(before: JsonObject, after: JsonObject) -> Iterator[TextChange]:
    """The first fields in which two contents say something else."""
    old, new = _texts_of(_speaker(before)), _texts_of(_speaker(after))
    names = [name for name in {**new, **old} if old.get(name, "") != new.get(name, "")]
    for name in names[:_SHOWN_FIELDS]:
        yield TextChange(name[:100], *_around_difference(old.get(name, ""), new.get(name, "")))


def _speaker(content: JsonObject) -> JsonObject:
    """The content itself; of a row of passages, the first one."""
    passages = content.get("passages")
    if isinstance(passages, list) and passages and isinstance(passages[0], dict):
        return passages[0]
    return content


def _texts_of(content: JsonObject) -> dict[str, str]:
    texts = {name: str(content[name]) for name in _OWN_FIELDS if content.get(name)}
    attributes: JsonValue = content.get("attributes")
    if isinstance(attributes, Mapping):
        texts |= {name: str(value) for name, value in attributes.items()}
    return texts


def _around_difference(before: str, after: str) -> tuple[str, str]:
    same = next(
        (place for place, pair in enumerate(zip(before, after, strict=False)) if len({*pair}) > 1),
        min(len(before), len(after)),
    )
    start = max(0, same - _CONTEXT_CHARACTERS) if same > 2 * _CONTEXT_CHARACTERS else 0
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    end = start + _SHOWN_CHARACTERS
    return ("…" if start else "") + text[start:end] + ("…" if len(text) > end else "")


def _factor(before: float, after: float) -> float:
    low, high = sorted((before, after))
    return high / low if low else math.inf
