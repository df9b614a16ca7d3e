"""Filters over the fields of indexed documents, evaluated inside the engine."""

from dataclasses import dataclass, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Match:
    """The field holds one of the values (or, for a list field, contains one of them)."""

    field: str
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The numeric field lies in the closed interval; an open end is None."""

    field: str
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class HasId:
    """The document has one of these ids."""

    document_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the conditions holds; none at all always holds."""

    conditions: "tuple[Condition, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the conditions holds; none at all never holds."""

    conditions: "tuple[Condition, ...]"


Condition: TypeAlias = Match | Range | HasId | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Filter:
    """All of `must` hold, none of `must_not` does, and at least one of `any_of` if it has any."""

    must: tuple[Condition, ...] = ()
    must_not: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()

    def and_must(self, *conditions: Condition) -> "Filter":
        """This filter with further conditions that must hold."""
        return replace(self, must=self.must + conditions)

    def and_must_not(self, *conditions: Condition) -> "Filter":
        """This filter with further conditions that must not hold."""
        return replace(self, must_not=self.must_not + conditions)


EVERYTHING = Filter()
