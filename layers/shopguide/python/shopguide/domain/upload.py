"""An upload: one version of one object in the bucket, as S3's event document tells of it.

The event document is the only way into the catalogue, on AWS and on one machine alike. It also
tells of the rules and synonyms that a merchandiser puts into the bucket.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import CatalogFileError, InvalidInputError, InvalidParameterError
from shopguide.domain.json_value import JsonValue
from shopguide.domain.merchandising_revision import uploaded_kind

UPLOAD_PREFIX = "catalog/"
"""Keys under it are catalogue files: ``catalog/<kind>/<file>``."""

CHECK_PREFIX = "catalog/check/"
"""Keys under it are catalogue files that are only checked: ``catalog/check/<kind>/<file>``."""

MAPPING_NAME = "mapping.json"
"""How the key of a column mapping ends; it lies beside what it maps and is no upload itself."""

MAX_UPLOAD_BYTES = 5 * 1024**3
"""5 GiB, the most that S3 takes in one piece."""

_FILE_NAME = re.compile(r"[^./\\\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,199}")
"""No folders, no hidden files, no control characters."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One version of a catalogue file, or of one of a merchandiser's files.

    `etag` names its bytes; `sequencer` orders the uploads of one key (hexadecimal, see `is_older`).
    """

    key: str
    etag: str
    sequencer: str = ""


def import_id_of(upload: Upload) -> str:
    """16 hex digits; a second delivery of the same event is the same import."""
    name = "\n".join((upload.key, upload.etag, upload.sequencer))
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def is_older(sequencer: str, other: str) -> bool:
    """Whether an upload of a key came before another one of the same key.

    Sequencers compare as text once the shorter is padded with zeros on the right (S3 user guide,
    "Event message structure"). An empty one is never older.
    """
    width = max(len(sequencer), len(other))
    return bool(sequencer) and sequencer.ljust(width, "0") < other.ljust(width, "0")


def upload_object_key(kind: CatalogKind, file_name: str, *, check: bool = False) -> str:
    """Where a file of this kind is uploaded to, to be imported or, by `check`, only to be read."""
    return f"{CHECK_PREFIX if check else UPLOAD_PREFIX}{kind.value}/{file_name}"


def check_file_name(name: str, field: str) -> None:
    """Raise `InvalidParameterError`, about `field`, for what cannot name an uploaded file."""
    if not _FILE_NAME.fullmatch(name):
        raise InvalidParameterError(
            f"The file name {name[:80]!r} cannot be used.",
            fix="Give the file a name of at most 200 characters that does not begin with a dot"
            " and has no slash, backslash or control character.",
            field=field,
        )


def is_check(object_key: str) -> bool:
    """Whether the file is only to be checked: its import reports, and touches nothing."""
    return object_key.startswith(CHECK_PREFIX)


def kind_of(object_key: str) -> CatalogKind:
    """The kind that the folder of a catalogue file names, to be imported or to be checked.

    Raises:
        CatalogFileError: ``unknown_kind``.
    """
    prefix = CHECK_PREFIX if is_check(object_key) else UPLOAD_PREFIX
    folder = object_key.removeprefix(prefix).rpartition("/")[0]
    try:
        return CatalogKind(folder)
    except ValueError:
        known = ", ".join(kind.value for kind in CatalogKind)
        raise CatalogFileError(
            f"{object_key!r} does not lie in the folder of a catalogue kind.",
            file=object_key,
            reason="unknown_kind",
            fix=f"Upload it to {prefix}<kind>/, where <kind> is one of {known}.",
        ) from None


def upload_event(upload: Upload, *, bucket: str = "shopguide") -> dict[str, JsonValue]:
    """The S3 event document that tells of an upload; `uploads_in` reads it back."""
    return {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "eventName": "ObjectCreated:Put",
                "s3": {
                    "s3SchemaVersion": "1.0",
                    "bucket": {"name": bucket},
                    "object": {
                        "key": quote_plus(upload.key, safe="/"),
                        "eTag": upload.etag,
                        "sequencer": upload.sequencer,
                    },
                },
            }
        ]
    }


def uploads_in(document: object) -> list[Upload]:
    """The catalogue's and merchandiser's files that an S3 event document tells of.

    S3's test event, deletions, folder markers, column mappings and all other keys tell of none.

    Raises:
        InvalidInputError: it is no S3 event document.
    """
    return [upload for upload in created_in(document) if _is_imported(upload.key)]


def created_in(document: object) -> list[Upload]:
    """All objects that an S3 event document says were stored.

    Raises:
        InvalidInputError: it is no S3 event document.
    """
    if isinstance(document, dict) and document.get("Event") == "s3:TestEvent":
        return []
    try:
        return list(_created(document))
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        raise InvalidInputError(
            f"The message is not an S3 event document ({type(error).__name__}: {error}).",
            fix="Deliver S3 ObjectCreated events, as S3 writes them.",
        ) from error


def _is_imported(key: str) -> bool:
    is_of_catalogue = key.startswith(UPLOAD_PREFIX) and not key.endswith(("/", MAPPING_NAME))
    return is_of_catalogue or uploaded_kind(key) is not None


def _created(document: Any) -> Iterator[Upload]:  # noqa: ANN401 - its use is its check
    for record in document["Records"]:
        if record["eventName"].removeprefix("s3:").startswith("ObjectCreated:"):
            stored = record["s3"]["object"]
            key, etag = unquote_plus(stored["key"]), stored["eTag"].strip('"')
            yield Upload(key, etag, stored.get("sequencer", ""))
