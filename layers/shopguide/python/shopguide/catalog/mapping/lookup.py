"""Where the mapping of an upload lies."""

from collections.abc import Iterator

from shopguide.catalog.mapping.mended_rows import kept_mapping_key, rejecting_import
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import (
    MAX_MAPPING_BYTES,
    ColumnMapping,
    bad_mapping,
    mapping_from_bytes,
)
from shopguide.domain.errors import ObjectNotFoundError
from shopguide.domain.upload import MAPPING_NAME, is_check, kind_of, upload_object_key
from shopguide.ports.object_store import ObjectStore
from shopguide.text.catalog_columns import COLUMNS, Columns


def find_mapping(objects: ObjectStore, upload_key: str, etag: str = "") -> ColumnMapping | None:
    """The mapping of an upload: of the file itself, else of where it comes from, else none.

    The first that exists counts: the mapping beside the file; for the mended rows of an earlier
    import, the one that it used; that of the folder. A file that is only checked goes by the
    mappings that its import would have, unless there is one beside it. `etag` is that of the file
    whose beginning may be looked at; without one, no file has come from an earlier import.

    Raises:
        CatalogFileError: ``bad_mapping``, there is one that cannot be used; ``unknown_kind``.
        ObjectsUnavailableError: the store does not answer.
    """
    kind = kind_of(upload_key)
    for key in _mapping_keys(objects, upload_key, etag, kind):
        try:
            stream = objects.open(key)
        except ObjectNotFoundError:
            continue
        with stream:
            return read_mapping(stream.read(MAX_MAPPING_BYTES + 1), key, COLUMNS[kind])
    return None


def _mapping_keys(
    objects: ObjectStore, upload_key: str, etag: str, kind: CatalogKind
) -> Iterator[str]:
    """Where an upload's mapping may lie; the first one that exists counts."""
    imported_key = upload_key
    if is_check(upload_key):
        imported_key = upload_object_key(kind, upload_key.rpartition("/")[2])
        yield from (_of_file(upload_key), _of_folder(upload_key))
    yield _of_file(imported_key)
    if etag and (import_id := rejecting_import(objects, upload_key, etag, kind)):
        yield kept_mapping_key(import_id)
    yield _of_folder(imported_key)


def _of_file(key: str) -> str:
    return f"{key}.{MAPPING_NAME}"


def _of_folder(key: str) -> str:
    return f"{key.rpartition('/')[0]}/{MAPPING_NAME}"


def read_mapping(content: bytes, file: str, columns: Columns) -> ColumnMapping:
    """Read a mapping for files of one kind.

    Raises:
        CatalogFileError: ``bad_mapping``, also if it names a native column that there is not.
    """
    mapping = mapping_from_bytes(content, file)
    for member, names in (("columns", mapping.columns), ("constants", mapping.constants)):
        for native in names:
            if native not in columns.known:
                raise _unknown(file, f"{member}.{native}", native, columns)
    return mapping


def _unknown(file: str, member: str, native: str, columns: Columns) -> Exception:
    fix = f"Native columns are {', '.join(columns.known)}."
    if columns.keeps_others:
        fix += " Put anything else under 'attributes'."
    return bad_mapping(file, member, f"{native!r} is no native column of this kind of file", fix)
