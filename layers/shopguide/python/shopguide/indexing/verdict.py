"""What the canaries say of an index that is to go live, found out once an import."""

from collections.abc import Callable

from shopguide.domain.canary import canaries_problem
from shopguide.domain.catalog_import import ImportRecord
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key, import_progress_key
from shopguide.ports.canary_search import CanarySearch
from shopguide.ports.record_table import RecordTable

_VERDICT = "verdict"


class CanaryVerdicts:
    """Asks the canaries, and keeps what they said with the progress of the import.

    Args:
        records: Keeps the progress.
        load_canaries: Searches the canaries.
    """

    def __init__(self, records: RecordTable, load_canaries: Callable[[], CanarySearch]) -> None:
        self._records = records
        self._load_canaries = load_canaries

    def of(self, record: ImportRecord, index_name: str, prepare: Callable[[], None]) -> str:
        """What people are told of the canaries that fell in an index, empty where none did.

        Of two workers that ask at once, both go by what the first one says.

        Args:
            record: The import, all of whose batches were applied to the index.
            index_name: Of the index that is to take the live one's place.
            prepare: Called before the canaries are asked.
        """
        known = self._known(record)
        if known is None:
            prepare()
            fallen = self._load_canaries().fallen(index_name)
            told = ""
            if fallen:
                told = canaries_problem(fallen, record.import_id, record.encoder)
            expected: JsonObject = {_VERDICT: None}
            self._records.update(_progress(record), {_VERDICT: told}, expected=expected)
            known = self._known(record)
        return str(known)

    def _known(self, record: ImportRecord) -> object:
        return (self._records.get(_progress(record)) or {}).get(_VERDICT)


def _progress(record: ImportRecord) -> Key:
    return import_progress_key(record.import_id, record.attempt)
