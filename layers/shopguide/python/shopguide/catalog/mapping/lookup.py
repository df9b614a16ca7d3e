"""Where the mapping of an upload lies."""

from collections.abc import Iterator

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


def find_mapping(objects: ObjectStore, upload_key: str) -> ColumnMapping | None:
    """The mapping of an upload: that of the file itself, else that of its folder, else none.

    A file that is only checked goes by the mapping that its import would have, unless there is one
    beside it.

    Raises:
        CatalogFileError: ``bad_mapping``, there is one that cannot be used; ``unknown_kind``.
        ObjectsUnavailableError: the store does not answer.
    """
    columns = COLUMNS[kind_of(upload_key)]
    for key in mapping_keys(upload_key):
        try:
            stream = objects.open(key)
        except ObjectNotFoundError:
            continue
        with stream:
            return read_mapping(stream.read(MAX_MAPPING_BYTES + 1), key, columns)
    return None


def mapping_keys(upload_key: str) -> Iterator[str]:
    """Where an upload's mapping may lie; the first one that exists counts."""
    folder, _, name = upload_key.rpartition("/")
    yield f"{upload_key}.{MAPPING_NAME}"
    yield f"{folder}/{MAPPING_NAME}"
    if is_check(upload_key):
        yield from mapping_keys(upload_object_key(kind_of(upload_key), name))


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
