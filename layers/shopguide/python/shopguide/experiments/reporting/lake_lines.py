"""Reads the lines of the lake, day by day; what is damaged is passed over and counted."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import cast

from shopguide.domain.errors import ObjectNotFoundError
from shopguide.domain.journal import LAKE
from shopguide.domain.json_value import JsonObject
from shopguide.ports.object_store import ObjectStore

_PART = re.compile(re.escape(LAKE) + r"day=(\d{4}-\d\d-\d\d)/part-[^/]*\.jsonl\.gz")


class LakeLines:
    """All lines that were received from a day on; each pass reads the files again.

    Attributes:
        damaged: Lines that are no JSON objects, and files that end early, of the last pass.
    """

    def __init__(self, objects: ObjectStore, since: date) -> None:
        self._objects = objects
        self._since = since
        self.damaged = 0

    def __iter__(self) -> Iterator[JsonObject]:
        return self.having(b"")

    def having(self, text: bytes) -> Iterator[JsonObject]:
        """The lines that have these bytes somewhere; the others are not even parsed."""
        self.damaged = 0
        for stored in self._objects.list(LAKE):
            part = _PART.fullmatch(stored.key)
            if part and part[1] >= self._since.isoformat():
                yield from self._lines(stored.key, text)

    def _lines(self, key: str, text: bytes) -> Iterator[JsonObject]:
        try:
            with closing(self._objects.open(key)) as packed, gzip.open(packed) as file:
                for line in file:
                    if text in line:
                        read = _object(line)
                        if read is None:
                            self.damaged += 1
                        else:
                            yield read
        except ObjectNotFoundError:  # an export has removed the day meanwhile
            return
        except (EOFError, OSError, zlib.error):
            self.damaged += 1


def moment_of(line: JsonObject) -> datetime | None:
    """When a line's event occurred; None where it does not say."""
    try:
        moment = datetime.fromisoformat(str(line.get("occurred_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def texts_of(line: JsonObject, name: str) -> list[str]:
    """The strings of a list that a line has under a name; none where it has no list there."""
    found = line.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _object(line: bytes) -> JsonObject | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return cast("JsonObject", read) if isinstance(read, dict) else None
