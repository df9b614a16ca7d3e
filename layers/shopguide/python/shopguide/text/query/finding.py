"""A part of a query that was understood, before it becomes a chip."""

from collections.abc import Iterable
from dataclasses import dataclass

from shopguide.domain.query import ChipMode, ConstraintKind, SortOrder


@dataclass(frozen=True, slots=True)
class Finding:
    """Characters ``start`` to ``end`` of a query and what they ask; the fields are a chip's.

    One without `kind` is a sort wish, or `filler`: words that no product is searched by. One that
    `leaves` is searched by no more either, though it is only preferred.
    """

    start: int
    end: int
    kind: ConstraintKind | None = None
    values: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    currency: str = ""
    mode: ChipMode = ChipMode.FILTER
    negated: bool = False
    sort: SortOrder = SortOrder.RELEVANCE
    filler: bool = False
    leaves: bool = False

    @property
    def is_sort(self) -> bool:
        """Whether it wishes for an order."""
        return self.sort is not SortOrder.RELEVANCE

    @property
    def id(self) -> str:
        """The id of its chip: what is asked, without the words that asked it."""
        if self.is_sort:
            return f"sort:{self.sort.value}"
        if self.kind is None:
            return ""
        parts = [*self.values]
        if self.at_least is not None or self.at_most is not None:
            parts.append(f"{_plain(self.at_least)}-{_plain(self.at_most)}")
        if self.currency:
            parts.append(self.currency.lower())
        return f"{self.kind.value}:{'!' * self.negated}{','.join(parts)}"

    def overlaps(self, other: "Finding") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def without_overlaps(findings: Iterable[Finding]) -> list[Finding]:
    """The longest of overlapping findings, in the order of the query.

    Of two as long, the one that was given first is kept.
    """
    taken: set[int] = set()
    kept = []
    for finding in sorted(findings, key=lambda each: each.start - each.end):
        places = range(finding.start, finding.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(finding)
    return sorted(kept, key=lambda each: each.start)


def _plain(bound: float | None) -> str:
    return "" if bound is None else f"{bound:.10g}"
