"""What is wrong in a file that people write by hand, in words that lead them to the place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

_Content = TypeVar("_Content")
_Content_co = TypeVar("_Content_co", covariant=True)

MAX_PROBLEMS = 100
"""How many problems of one file are told at once."""

SHOWN_VALUE_CHARACTERS = 80


class Severity(StrEnum):
    """An error keeps the file from being used; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One problem.

    Attributes:
        severity: Whether the file can be used all the same.
        line: 1-based line of the file.
        column: Name of the column, or the 1-based character of the line as text where a file has
            no columns; empty where the whole line is at fault.
        value: What stands there, cut to `SHOWN_VALUE_CHARACTERS`.
        reason: What is wrong with it, in one sentence.
        fix: What to write instead, in one sentence.
    """

    severity: Severity
    line: int
    column: str
    value: str
    reason: str
    fix: str


def shown_value(value: str) -> str:
    """A value as problems show it: on one line and not longer than `SHOWN_VALUE_CHARACTERS`."""
    text = " ".join(value.split())
    limit = SHOWN_VALUE_CHARACTERS
    return text if len(text) <= limit else text[: limit - 1] + "…"


@dataclass(frozen=True, slots=True)
class CheckedFile(Generic[_Content_co]):
    """What a file says, and what is wrong in it.

    Attributes:
        content: What it says; None where there is an error.
        problems: In the order of their lines; of more than `MAX_PROBLEMS` the errors come first.
        errors: How many errors there are in all.
        warnings: How many warnings there are in all.
    """

    content: _Content_co | None
    problems: tuple[FileProblem, ...] = ()
    errors: int = 0
    warnings: int = 0

    def with_warnings(self, warnings: Sequence[FileProblem]) -> "CheckedFile[_Content_co]":
        """The same with further warnings."""
        problems = _shown((*self.problems, *warnings))
        return replace(self, problems=problems, warnings=self.warnings + len(warnings))


def checked_file(
    content: _Content | None, problems: Sequence[FileProblem]
) -> CheckedFile[_Content]:
    """The outcome of a check that found these problems."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    shown = _shown(problems)
    return CheckedFile(None if errors else content, shown, errors, len(problems) - errors)


def _shown(problems: Sequence[FileProblem]) -> tuple[FileProblem, ...]:
    by_severity = sorted(problems, key=lambda problem: problem.severity is Severity.WARNING)
    return tuple(sorted(by_severity[:MAX_PROBLEMS], key=lambda problem: problem.line))
