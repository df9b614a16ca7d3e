"""The records that say which version is in use, and which ones were."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shopguide.domain.catalog_import import record_time
from shopguide.domain.errors import ConflictError
from shopguide.domain.merchandising_revision import (
    REVISION_PREFIX,
    MerchandisingKind,
    Revision,
    RevisionAction,
    live_revision_key,
    revision_from_json,
    revision_key,
    revision_to_json,
    revisions_partition,
)
from shopguide.ports.record_table import Put, RecordTable


class Revisions:
    """Revisions of all files; a new one and what is live are written in one step."""

    def __init__(self, records: RecordTable) -> None:
        self._records = records

    def live(self, kind: MerchandisingKind) -> Revision:
        """The newest one, `NO_REVISION` before the first."""
        return revision_from_json(self._records.get(live_revision_key(kind)))

    def live_of(self, kinds: Sequence[MerchandisingKind]) -> Mapping[MerchandisingKind, Revision]:
        """The newest one of each of these files, in one request."""
        keys = {kind: live_revision_key(kind) for kind in kinds}
        found = self._records.get_many(list(keys.values()))
        return {kind: revision_from_json(found.get(key)) for kind, key in keys.items()}

    def history(self, kind: MerchandisingKind, limit: int | None = None) -> Sequence[Revision]:
        """The newest first."""
        partition = revisions_partition(kind)
        found = self._records.query(
            partition, sort_prefix=REVISION_PREFIX, limit=limit, newest_first=True
        )
        return [revision_from_json(record) for _, record in found]

    def add(self, kind: MerchandisingKind, revision: Revision, *more: Put) -> None:
        """Make the revision live; `more` records are written with it, or none of them is.

        Raises:
            ConflictError: there is a revision of this number already.
        """
        record = revision_to_json(revision)
        group = (
            Put(revision_key(kind, revision.number), record, if_absent=True),
            Put(live_revision_key(kind), record),
            *more,
        )
        if not self._records.write_groups([group])[0]:
            raise overtaken(kind)

    def mark(self, marks: Sequence[Put]) -> None:
        """Write records that belong to a change which was none."""
        if marks:
            self._records.write_groups([marks])


def revision_after(
    live: Revision, version: str, entries: int, at: datetime, action: RevisionAction
) -> Revision:
    """The revision that takes the place of `live`."""
    return Revision(live.number + 1, version, entries, record_time(at), action)


def overtaken(kind: MerchandisingKind, live: Revision | None = None) -> ConflictError:
    """The error for a change that somebody else's has overtaken."""
    now = f" (version {live.version or 'none'} is in use)" if live else ""
    return ConflictError(
        f"Other {kind} were published in the meantime{now}.",
        fix=f"See what changed with `shopguide {kind} show` and `shopguide {kind} history`, take"
        " it over into your file, then publish again.",
        field="expected_version",
    )
