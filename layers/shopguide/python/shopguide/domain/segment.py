"""Segments of shoppers by context, as trends are counted and looked up."""

from shopguide.domain.recommending import Context

EVERYONE = "all"
"""The segment that everybody is in."""

DAYPARTS = ("night", "morning", "afternoon", "evening")
"""Six hours each of the shopper's day, from midnight."""


def daypart(hour: int) -> str:
    """The part of the day that an hour (0 to 23) is in."""
    return DAYPARTS[hour // 6]


def segments_of(context: Context) -> tuple[str, ...]:
    """The segments of a context, `EVERYONE` last: ``device:mobile``, ``country:DE``, ..."""
    found = []
    if context.device:
        found.append(f"device:{context.device}")
    if context.country:
        found.append(f"country:{context.country}")
    if context.hour is not None:
        found.append(f"daypart:{daypart(context.hour)}")
    return (*found, EVERYONE)
