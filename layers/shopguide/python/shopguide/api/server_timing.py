"""The ``Server-Timing`` header: what a browser or an app shows of where the time went."""

from typing import Final

from shopguide.domain.stages import Course

SERVER_TIMING_HEADER: Final = "Server-Timing"


def server_timing(course: Course) -> str:
    """`encode;dur=3.2, candidates;dur=8.1` for the stages so far; empty where there were none."""
    return ", ".join(f"{name};dur={ms:.1f}" for name, ms in course.totals().items())
