"""Dates in common notations: 2026-01-31, 2026/01/31, 2026年1月31日, 31.01.2026, Jan 31, 2026."""

import re
from datetime import UTC, date, datetime

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR, _MONTH, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d{1,2})", r"(?P<day>\d{1,2})"
_NAME, _NTH = r"(?P<month>[A-Za-z]{3,9})\.?", rf"{_DAY}(?:st|nd|rd|th)?"
_ZONE = r"(?: ?(?:Z|UTC|[+-]\d{2}:?\d{2}))?"
_TIME = rf"(?:[T ,]+\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?(?: ?[AaPp][Mm])?{_ZONE})?"
_FORMS = tuple(
    re.compile(form + _TIME)
    for form in (
        rf"{_YEAR}(?P<mark>[-/.年]) ?{_MONTH}(?:(?P=mark)|月) ?{_DAY}日?",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"{_MONTH} {_DAY}, {_YEAR}",  # as dumps of Amazon's reviews have it
        rf"{_DAY}\.{_MONTH}\.{_YEAR}",
        rf"{_NAME} {_NTH},? {_YEAR}",
        rf"{_NTH}[ -]{_NAME},?[ -]{_YEAR}",
    )
)
_EITHER_WAY = re.compile(rf"(\d{{1,2}})([-/])(\d{{1,2}})\2{_YEAR}{_TIME}")
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_FORM = "the date is not of the form 2026-01-31"


def read_date(text: str) -> str:
    """The date as ISO 8601, ``2026-01-31``; one that is ISO 8601 already is kept with its time.

    Also understood: seconds and milliseconds since 1970, as dumps of shops have them.

    Raises:
        ValueError: with a sentence that says what is wrong, also where day and month could be
            either way round.
    """
    if _ISO.match(text) and _is_iso(text):
        return text
    plain = " ".join(text.split())
    if _EPOCH.fullmatch(plain):
        seconds = int(plain) // (1 if len(plain) <= 10 else 1000)
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    year, month, day = _either_way(plain) or _in_a_form(plain)
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise ValueError(_FORM) from error


def _is_iso(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_a_form(text: str) -> tuple[int, int, int]:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return int(match["year"]), _month(match["month"]), int(match["day"])
    raise ValueError(_FORM)


def _either_way(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of 31/01/2026 and 01/31/2026."""
    match = _EITHER_WAY.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match["year"])
    if first > 12 or first == second:
        return year, second, first
    if second > 12:
        return year, first, second
    raise ValueError(
        "the date can be read with the day or with the month first; write it as"
        f" {year}-{first:02d}-{second:02d} or {year}-{second:02d}-{first:02d}"
    )


def _month(text: str) -> int:
    """The number of a month; 0, which no date has, if it is none."""
    if text.isdecimal():
        return int(text)
    word = "sep" if text.casefold() == "sept" else text.casefold()
    return next((n for n, month in enumerate(_MONTHS, 1) if month.startswith(word)), 0)
