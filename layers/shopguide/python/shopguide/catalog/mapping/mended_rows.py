"""A mended ``rejected.csv``: which import left its rows out, and what their columns mean."""

import re
from contextlib import closing
from itertools import islice
from typing import BinaryIO

from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.delimited import open_delimited
from shopguide.domain.catalog_import import CatalogKind, import_object_key
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError, ObjectChangedError, ObjectNotFoundError
from shopguide.domain.upload import MAPPING_NAME
from shopguide.ports.object_store import ObjectStore
from shopguide.text.catalog_columns import COLUMNS, REJECTING_IMPORT, header_word

_NAME = re.compile(r"import ([0-9a-f]{16})")
_ROWS_LOOKED_AT = 100


def import_name(import_id: str) -> str:
    """How ``rejected.csv`` names its import; Excel would take a bare id of digits for a number."""
    return f"import {import_id}"


def kept_mapping_key(import_id: str) -> str:
    """Where an import keeps the mapping that its rejected rows were read with."""
    return import_object_key(import_id, MAPPING_NAME)


def rejecting_import(objects: ObjectStore, key: str, etag: str, kind: CatalogKind) -> str:
    """The id of the import that left out the rows of an upload; empty for any other file.

    Raises:
        ObjectsUnavailableError: the store does not answer.
    """
    try:
        stream = objects.open(key, if_match=etag)
    except (ObjectChangedError, ObjectNotFoundError):
        return ""  # whoever reads the upload will say so
    with closing(stream):
        try:
            return _named_import(stream, key, kind)
        except CatalogFileError:
            return ""  # it will fail, and say so, when it is read


def _named_import(stream: BinaryIO, key: str, kind: CatalogKind) -> str:
    text = TextFile(stream, key)
    if text.start.startswith(("<", "{", "[")):
        return ""
    header, _, rows = open_delimited(text, key, COLUMNS[kind], ColumnMapping())
    words = [header_word(name) for name in header.fields]
    if REJECTING_IMPORT not in words:
        return ""
    place = words.index(REJECTING_IMPORT)
    for row in islice(rows, _ROWS_LOOKED_AT):
        if len(row.fields) > place and (named := _NAME.fullmatch(row.fields[place].strip())):
            return named[1]
    return ""
