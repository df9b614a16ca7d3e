"""Dates and times as people write them into tables, in both languages."""

import re
from datetime import UTC, datetime, timedelta, timezone

from shopguide.text.normalise import clean_text

_DATE = r"(?P<year>\d{4})(?:[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?|(?P<compact>\d{4}))"
_TIME = r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})分?(?::?(?P<second>\d{2})秒?)?"
_ZONE = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)"
_MOMENT = re.compile(rf"{_DATE}(?:[T ]?\s?{_TIME})?\s?{_ZONE}?", re.IGNORECASE)

FIRST_YEAR, LAST_YEAR = 2000, 2100


def moment_of(text: str, *, ends: bool = False) -> datetime:
    """The moment that a text names, e.g. ``2026-06-18``, ``2026/6/18 20:00`` or ``2026年6月18日``.

    It is in UTC unless a zone follows (``Z``, ``+08:00``). A date alone is its first moment, or,
    with `ends`, the first moment of the next day.

    Raises:
        ValueError: it names none, or one outside the years `FIRST_YEAR` to `LAST_YEAR`.
    """
    found = _MOMENT.fullmatch(clean_text(text))
    if found is None:
        raise ValueError("it is no date")
    year = int(found["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"its year is not between {FIRST_YEAR} and {LAST_YEAR}")
    compact = found["compact"]
    month, day = (compact[:2], compact[2:]) if compact else (found["month"], found["day"])
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    moment = datetime(year, int(month), int(day), hour, minute, second, tzinfo=_zone_of(found))
    whole_day = ends and found["hour"] is None
    return moment + timedelta(days=1) if whole_day else moment


def _zone_of(found: re.Match[str]) -> timezone:
    if not found["sign"]:
        return UTC
    offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    if offset > timedelta(hours=14):
        raise ValueError("no zone is more than 14 hours from UTC")
    return timezone(offset if found["sign"] == "+" else -offset)
