"""What happened to a bundle's pointer: one small record for each time that it moved.

Each lies under a key of its own, ``<kind>/<name>/history/<time>-<version>.json``, so two people who
publish at the same moment never overwrite what the other wrote down.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

HISTORY_NAME = "history"
"""Of the folder beside a bundle's versions that holds the records."""


class BundleAction(StrEnum):
    """What moved the pointer."""

    BUILD = "build"
    PUBLISH = "publish"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class BundleEvent:
    """The pointer was set to `version`; `at` is ISO 8601 UTC, so records sort as text.

    `by` says who did it and `why` the reason that they gave.
    """

    at: str
    action: BundleAction
    version: str
    by: str = ""
    why: str = ""

    @property
    def file_name(self) -> str:
        """The record's name in the history, e.g. ``20260131T120000.000000Z-2c0580549cf4.json``."""
        return f"{self.at.translate(_NOT_IN_NAMES)}-{self.version}.json"


def event_time(moment: datetime) -> str:
    """A moment as events tell it, e.g. ``2026-01-31T12:00:00.000000Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.replace("+00:00", "Z")


def event_to_json(event: BundleEvent) -> str:
    """The text of the record."""
    return json.dumps(asdict(event), ensure_ascii=False) + "\n"


def event_from_json(text: str | bytes) -> BundleEvent:
    """Read what `event_to_json` wrote.

    Raises:
        ValueError, KeyError, TypeError: it is something else.
    """
    record = json.loads(text)
    return BundleEvent(**{**record, "action": BundleAction(record["action"])})


def version_before(events: Sequence[BundleEvent], current: str) -> str:
    """The version that `current` took the place of, empty where the history knows of none.

    A rollback takes back what came after the version that it returned to: a second one goes back
    further, and a version that was rolled back is never returned to by itself, also not from one
    that was published after it.

    Args:
        events: All of a bundle, oldest first; the last one may not have moved the pointer yet.
        current: The version that the pointer names.
    """
    if events and events[-1].action is BundleAction.ROLLBACK and events[-1].version != current:
        return events[-1].version  # cut off before the pointer moved
    line: list[str] = []
    for event in events:
        if event.action is BundleAction.ROLLBACK and event.version in line:
            del line[_last_place(line, event.version) + 1 :]
        elif line[-1:] != [event.version]:
            line.append(event.version)
    before = line[: _last_place(line, current)] if current in line else line
    return before[-1] if before else ""


def _last_place(line: list[str], version: str) -> int:
    return len(line) - 1 - line[::-1].index(version)


_NOT_IN_NAMES = {ord("-"): None, ord(":"): None}
