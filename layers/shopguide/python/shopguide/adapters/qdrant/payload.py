"""Documents as both of Qdrant's engines keep them; imports neither, so both adapters share it."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.indexed import (
    DOCUMENT_ID_FIELD,
    IndexedDocument,
    SparseVector,
    Vector,
)
from shopguide.domain.json_value import JsonObject, JsonValue, plain_json

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def field_path(name: str) -> str:
    """The path of a top-level field, quoted where a character in it could mean something."""
    return name if _PLAIN_NAME.fullmatch(name) else f'"{name}"'


def to_payload(document_id: str, fields: JsonObject) -> dict[str, JsonValue]:
    """A document's fields with its own id beside them."""
    return {**plain_json(fields), DOCUMENT_ID_FIELD: document_id}


def document_of(payload: Mapping[str, Any] | None, stored: object) -> IndexedDocument:
    """The document in a point's payload and vectors by name, which are there if asked for."""
    fields = dict(payload or {})
    document_id = str(fields.pop(DOCUMENT_ID_FIELD))
    dense: dict[str, Vector] = {}
    sparse: dict[str, SparseVector] = {}
    for name, vector in (stored if isinstance(stored, dict) else {}).items():
        if hasattr(vector, "indices"):  # both engines have a type of that shape
            sparse[name] = SparseVector(
                np.asarray(vector.indices, np.uint32), np.asarray(vector.values, np.float32)
            )
        else:
            dense[name] = np.asarray(vector, np.float32)
    return IndexedDocument(document_id, fields, dense, sparse)


def asked_fields(fields: tuple[str, ...] | None) -> list[str] | bool:
    """What to ask an engine for to get these fields, and always the document's own id."""
    return True if fields is None else [DOCUMENT_ID_FIELD, *map(field_path, fields)]


def read_cursor(cursor: str | None) -> UUID | None:
    """The point at which a page begins; `InvalidInputError` for what no page has named."""
    if cursor is None:
        return None
    try:
        return UUID(cursor)
    except ValueError:
        raise InvalidInputError(
            f"{cursor!r} is not the cursor of a page.",
            fix="Pass the next_cursor of the page before.",
            field="cursor",
        ) from None
