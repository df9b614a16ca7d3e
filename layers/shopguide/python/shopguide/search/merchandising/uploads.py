"""A file of a merchandiser that was put into the object store: published, with a report beside it.

The event may come more than once and late: each upload is published once, and never over a newer
one of the same key.
"""

import json
import logging
from collections.abc import Mapping
from contextlib import closing
from enum import StrEnum

from shopguide.domain.catalog_import import record_time
from shopguide.domain.errors import (
    ConflictError,
    ObjectChangedError,
    ObjectNotFoundError,
    ShopGuideError,
)
from shopguide.domain.json_value import JsonObject
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.record_key import upload_key
from shopguide.domain.upload import Upload, import_id_of, is_older
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import Put, RecordTable
from shopguide.search.merchandising.documents import check_document, publication_document
from shopguide.search.merchandising.service import Author, MerchandisingService
from shopguide.text.merchandising.file_text import MAX_FILE_BYTES

_log = logging.getLogger(__name__)

_TRIES = 5
_PUBLISHED = "published"


class UploadStatus(StrEnum):
    """What became of an upload; `SUPERSEDED` where a newer one, or a deletion, has overtaken it."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    FAILED = "failed"


def report_key(object_key: str) -> str:
    """Where the report of an upload lies."""
    return f"{object_key}.report.json"


class MerchandisingUploads:
    """Publishes uploads of rules, synonyms and canaries."""

    def __init__(
        self,
        *,
        service: MerchandisingService,
        objects: ObjectStore,
        records: RecordTable,
        clock: Clock,
    ) -> None:
        self._service = service
        self._objects = objects
        self._records = records
        self._clock = clock

    def run(self, kind: MerchandisingKind, upload: Upload) -> UploadStatus:
        """Publish an upload and write its report.

        Raises:
            UnavailableError: a dependency does not answer; deliver the event again.
            ConflictError: others published again and again in the meantime.
        """
        for _ in range(_TRIES - 1):
            try:
                return self._try(kind, upload)
            except ConflictError:
                continue  # read again what is newest and what is in use
        return self._try(kind, upload)

    def fail(self, kind: MerchandisingKind, upload: Upload, error: Exception) -> UploadStatus:
        """Write the report of an upload that cannot be published; what is in use stays."""
        told = error if isinstance(error, ShopGuideError) else None
        problem = (
            str(told) if told else f"An unexpected error ({type(error).__name__}); see the log."
        )
        code = told.code if told else ShopGuideError.code
        outcome = {"outcome": UploadStatus.FAILED.value, "problem": problem, "code": code}
        self._report(kind, upload, outcome)
        return UploadStatus.FAILED

    def _try(self, kind: MerchandisingKind, upload: Upload) -> UploadStatus:
        # In this order: who publishes between the two looks makes the publication a conflict.
        live = self._service.live(kind)
        newest = self._records.get(upload_key(upload.key)) or {}
        if is_older(upload.sequencer, str(newest.get("sequencer", ""))):
            return UploadStatus.SUPERSEDED
        content = self._read(upload)
        if content is None:
            return UploadStatus.SUPERSEDED
        if newest.get(_PUBLISHED) == import_id_of(upload):
            self._make_up_report(kind, upload, content)
            return UploadStatus.UNCHANGED  # a second delivery: whatever came later stays
        publication = self._service.publish(
            kind, content, author=_author(upload), expected_version=live.version
        )
        document = publication_document(kind, publication)
        self._report(kind, upload, document)
        _log.info("upload of %s is %s", upload.key, document["outcome"])
        return UploadStatus(str(document["outcome"]))

    def _read(self, upload: Upload) -> bytes | None:
        """The bytes, of a file that is too long one more than allowed; None if it was overtaken."""
        try:
            with closing(self._objects.open(upload.key, if_match=upload.etag)) as stream:
                return stream.read(MAX_FILE_BYTES + 1)
        except (ObjectChangedError, ObjectNotFoundError):
            return None

    def _make_up_report(self, kind: MerchandisingKind, upload: Upload, content: bytes) -> None:
        """Write the report of a publication that was cut off before it wrote one."""
        try:
            with closing(self._objects.open(report_key(upload.key))) as stream:
                known = json.loads(stream.read())
        except (ObjectNotFoundError, ValueError):
            known = None
        if not isinstance(known, dict) or known.get("upload") != import_id_of(upload):
            document = check_document(kind, self._service.check(kind, content))
            self._report(kind, upload, {**document, "outcome": UploadStatus.PUBLISHED.value})

    def _report(
        self, kind: MerchandisingKind, upload: Upload, document: Mapping[str, object] | JsonObject
    ) -> None:
        at = record_time(self._clock.now())
        head = {"upload": import_id_of(upload), "etag": upload.etag, "kind": kind.value, "at": at}
        text = json.dumps({**head, **document}, ensure_ascii=False, indent=2) + "\n"
        self._objects.put(report_key(upload.key), text.encode())


def _author(upload: Upload) -> Author:
    upload_id = import_id_of(upload)
    mark: JsonObject = {"sequencer": upload.sequencer, _PUBLISHED: upload_id}
    marks = (Put(upload_key(upload.key), mark),)
    return Author(by="upload", note=upload.key, upload=upload_id, marks=marks)
