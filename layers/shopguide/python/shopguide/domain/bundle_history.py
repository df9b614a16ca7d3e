"""What happened to a bundle's pointer: one small record for each time that it moved.

Each lies under a key of its own, ``<kind>/<name>/history/<time>-<version>.json``, so two people who
publish at the same moment never overwrite what the other wrote down.
"""

import json
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


_NOT_IN_NAMES = {ord("-"): None, ord(":"): None}
