"""Whose turn it is: one import at a time changes the shop, in the order they arrived."""

from datetime import datetime

from shopguide.domain.catalog_import import ImportRecord, import_from_json
from shopguide.domain.record_key import IMPORT_LOCK, IMPORT_TURNS, Key, import_key
from shopguide.ports.record_table import RecordTable

PATIENCE_SECONDS = 600
"""An import that has not asked again for so long no longer keeps others waiting."""


class ImportTurns:
    """The lock on the shop and the line before it, both in the record table."""

    def __init__(self, records: RecordTable) -> None:
        self._records = records

    def take(self, record: ImportRecord, now: datetime) -> bool:
        """Whether it is this import's turn now; if not, it stands in line and has to ask again.

        An import that had its turn before, and was interrupted, has it again.
        """
        lock = self._records.get(IMPORT_LOCK) or {}
        holder = lock.get("import_id")
        if holder == record.import_id:
            # Cut off before it left the line, it would keep those behind it waiting.
            self._records.delete([_place(record)])
            return True
        free = holder is None or self._is_over(str(holder))
        if free and self._is_first(record, now) and self._lock(record.import_id, holder):
            self._records.delete([_place(record)])
            return True
        self._records.put(_place(record), {"asked_at": now.timestamp()})
        return False

    def end(self, record: ImportRecord) -> None:
        """Leave the line and let go of the lock, whichever it has."""
        self._records.delete([_place(record)])
        expected = {"import_id": record.import_id}
        self._records.update(IMPORT_LOCK, {"import_id": None}, expected=expected)

    def _lock(self, import_id: str, holder: object) -> bool:
        expected = {"import_id": holder if isinstance(holder, str) else None}
        changed = self._records.update(IMPORT_LOCK, {"import_id": import_id}, expected=expected)
        return changed is not None

    def _is_over(self, import_id: str) -> bool:
        holder = self._records.get(import_key(import_id))
        return holder is None or import_from_json(holder).status.is_final

    def _is_first(self, record: ImportRecord, now: datetime) -> bool:
        mine = _place(record)
        for place, entry in self._records.query(IMPORT_TURNS):
            if place.sort >= mine.sort:
                break
            asked_at = entry["asked_at"]
            if isinstance(asked_at, int | float) and now.timestamp() - asked_at < PATIENCE_SECONDS:
                return False
        return True


def _place(record: ImportRecord) -> Key:
    return Key(IMPORT_TURNS, f"{record.created_at}#{record.import_id}")
