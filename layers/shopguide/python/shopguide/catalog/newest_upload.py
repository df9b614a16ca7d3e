"""The bytes that an event told of, as long as they are what counts."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO

from shopguide.domain.errors import ConflictError, ObjectChangedError, ObjectNotFoundError
from shopguide.domain.record_key import upload_key
from shopguide.domain.upload import Upload, is_older
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable


class SupersededError(ConflictError):
    """Another upload, or a deletion, has overtaken this one."""

    code = "superseded"


@contextmanager
def open_newest(
    upload: Upload, *, objects: ObjectStore, records: RecordTable
) -> Iterator[BinaryIO]:
    """A stream of the upload's bytes, closed at the end.

    Raises:
        SupersededError: a newer upload of the same key was imported, or the object has changed.
    """
    newest = records.get(upload_key(upload.key)) or {}
    if is_older(upload.sequencer, str(newest.get("sequencer", ""))):
        raise SupersededError(f"A newer upload of {upload.key} was imported already.")
    records.put(upload_key(upload.key), {"sequencer": upload.sequencer})
    with open_unchanged(upload, objects) as stream:
        yield stream


@contextmanager
def open_unchanged(upload: Upload, objects: ObjectStore) -> Iterator[BinaryIO]:
    """A stream of the upload's bytes, closed at the end; nothing is written down of it.

    Raises:
        SupersededError: the object has changed, or is gone.
    """
    try:
        stream = objects.open(upload.key, if_match=upload.etag)
    except ObjectChangedError:
        raise SupersededError(
            f"{upload.key} was overwritten before it was read; the newer upload counts."
        ) from None
    except ObjectNotFoundError:
        raise SupersededError(
            f"{upload.key} was deleted before it was read.", fix="Upload it again."
        ) from None
    with closing(stream):
        yield stream
