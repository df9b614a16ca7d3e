"""What is wrong in a file that people write by hand, in words that lead them to the place."""

from dataclasses import dataclass
from enum import StrEnum

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


def has_errors(problems: "tuple[FileProblem, ...]") -> bool:
    """Whether one of them keeps the file from being used."""
    return any(problem.severity is Severity.ERROR for problem in problems)
