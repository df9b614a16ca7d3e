"""A batch of row changes: what the import hands to indexing.

A batch is one JSON Lines object in the store; the queue carries only its reference.
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from shopguide.domain.catalog_import import import_object_key
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class BatchReference:
    """Batch number `batch` (from 1) of an import; its rows lie under the object key `key`."""

    import_id: str
    batch: int
    key: str


class ChangeKind(StrEnum):
    """What happens to the documents of a row."""

    WRITE = "write"
    """Its text is new: embed it and write it whole."""
    FIELDS = "fields"
    """Only its fields changed: keep its vectors."""
    REMOVE = "remove"
    """The row is gone."""
    REEMBED = "reembed"
    """It is as it was, and its vectors are to come from another encoder (a reindex)."""
    COPY = "copy"
    """It is as it was, also its vectors: the second index of a rehearsal takes both over."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row's change; `content` is the product's JSON, or ``{"passages": [...]}``.

    Of a row that is embedded anew it is ``{"family": ...}``, of one that is copied empty: the index
    has the rest. `family` is empty for the import's own; an import of products also changes the
    passages of products that come and go. A product's content may have ``price_history`` beside its
    members.
    """

    kind: ChangeKind
    row_id: str
    content: JsonObject = field(default_factory=dict)
    family: str = ""


def batches_prefix(import_id: str) -> str:
    """What the object keys of an import's batches begin with."""
    return import_object_key(import_id, "batches/")


def attempt_of(key: str, import_id: str) -> int:
    """Of which reading of its file an object under `batches_prefix` is (`ImportRecord.attempt`)."""
    folder, _, _ = key.removeprefix(batches_prefix(import_id)).rpartition("/")
    return int(folder) if folder.isdecimal() else 0


def rehearsed_rows_key(import_id: str, attempt: int = 0) -> str:
    """The object that says how many products an import that is rehearsed ends with."""
    return f"{_attempt_prefix(import_id, attempt)}rows.json"


def batch_reference(import_id: str, batch: int, attempt: int = 0) -> BatchReference:
    """The reference to a batch by its number, from 1.

    Each reading (`ImportRecord.attempt`) has keys of its own, so that a late delivery of what was
    read before an approval neither counts for, nor clears away, what was read after it.
    """
    key = f"{_attempt_prefix(import_id, attempt)}{batch:06d}.jsonl"
    return BatchReference(import_id, batch, key)


def _attempt_prefix(import_id: str, attempt: int) -> str:
    prefix = batches_prefix(import_id)
    return f"{prefix}{attempt}/" if attempt else prefix


def reference_to_message(reference: BatchReference) -> str:
    """The body of the reference's message on the queue."""
    return json.dumps(
        {"import_id": reference.import_id, "batch": reference.batch, "key": reference.key}
    )


def reference_from_message(body: str) -> BatchReference:
    """Read what `reference_to_message` wrote.

    Raises:
        InvalidInputError: it is something else.
    """
    try:
        record = json.loads(body)
        return BatchReference(str(record["import_id"]), int(record["batch"]), str(record["key"]))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            "The message does not refer to a batch.",
            fix='Send {"import_id": ..., "batch": ..., "key": ...}.',
        ) from error


def change_to_line(change: RowChange) -> str:
    """One line of a batch, with its line end."""
    record = {"change": change.kind.value, "id": change.row_id, "content": change.content}
    if change.family:
        record["family"] = change.family
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def change_from_line(line: str | bytes) -> RowChange:
    """Read what `change_to_line` wrote.

    Raises:
        ValueError, KeyError: it is something else.
    """
    record = json.loads(line)
    kind = ChangeKind(record["change"])
    return RowChange(kind, record["id"], record["content"], record.get("family", ""))
