"""Reports that were stored, for whoever asks for one."""

import json
from collections.abc import Mapping
from contextlib import closing
from typing import Any, cast

from shopguide.catalog.import_records import ImportRecords
from shopguide.domain.errors import NotFoundError, ObjectNotFoundError
from shopguide.ports.object_store import ObjectStore


class ImportReports:
    """Reads reports.

    Args:
        objects: Where they lie.
        imports: Which import has one.
    """

    def __init__(self, objects: ObjectStore, imports: ImportRecords) -> None:
        self._objects = objects
        self._imports = imports

    def find(self, import_id: str) -> Mapping[str, Any]:
        """The report of an import, as the JSON object that was stored.

        Raises:
            ImportNotFoundError: there is no such import.
            NotFoundError: it has no report, yet or at all.
        """
        record = self._imports.find(import_id)
        try:
            with closing(self._objects.open(record.report_key or "-")) as stream:
                return cast("Mapping[str, Any]", json.load(stream))
        except ObjectNotFoundError:
            raise NotFoundError(
                f"Import {import_id} ({record.status.value}) has no report.",
                fix="A file that is waiting has none until it was read; a reindex has none at all.",
                field="import_id",
            ) from None
