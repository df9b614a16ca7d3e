"""What is told of rules, synonyms and canaries: to commands, routes, and in an upload's report."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

from shopguide.domain.file_problem import CheckedFile
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.merchandising_revision import MerchandisingKind, Revision, revision_to_json
from shopguide.search.merchandising.changes import Changes, entry_texts
from shopguide.search.merchandising.service import Publication, Receipt
from shopguide.search.merchandising.stored import Content, content_to_json, entries_of

CHANGES_TOLD = 100
"""How many entries of each kind of change are told by name."""


def check_document(kind: MerchandisingKind, checked: CheckedFile[Content]) -> JsonObject:
    """The outcome of a check: ``valid`` or ``refused``, with every problem."""
    content = checked.content
    return {
        "kind": kind.value,
        "outcome": "refused" if content is None else "valid",
        "version": content.version if content else None,
        "entries": entries_of(content) if content else None,
        "errors": checked.errors,
        "warnings": checked.warnings,
        "problems": [cast("JsonObject", asdict(problem)) for problem in checked.problems],
    }


def publication_document(kind: MerchandisingKind, publication: Publication) -> JsonObject:
    """What came of a file: ``published``, ``unchanged`` or ``refused``, with every problem."""
    document = check_document(kind, publication.checked)
    if publication.receipt is None:
        return document
    outcome = "published" if publication.receipt.is_new else "unchanged"
    return {**document, **_receipt(publication.receipt), "outcome": outcome}


def rollback_document(receipt: Receipt) -> JsonObject:
    """What came of a rollback: ``rolled_back`` or ``unchanged``."""
    outcome = "rolled_back" if receipt.is_new else "unchanged"
    return {"kind": receipt.kind.value, **_receipt(receipt), "outcome": outcome}


def history_document(kind: MerchandisingKind, revisions: Sequence[Revision]) -> JsonObject:
    """What was brought into use, the newest first."""
    return {"kind": kind.value, "revisions": [revision_to_json(one) for one in revisions]}


def content_document(kind: MerchandisingKind, content: Content, live: Revision) -> JsonObject:
    """What a version says, as people read it and as it is stored."""
    return {
        "kind": kind.value,
        "version": content.version,
        "live": revision_to_json(live) if live.number else None,
        "is_live": live.number > 0 and live.version == content.version,
        "entries": entry_texts(content),
        "content": content_to_json(content),
    }


def _receipt(receipt: Receipt) -> dict[str, JsonValue]:
    return {
        "version": receipt.revision.version,
        "before": receipt.before or None,
        "revision": receipt.revision.number,
        "entries": receipt.revision.entries,
        "changes": None if receipt.changes is None else _changes(receipt.changes),
    }


def _changes(changes: Changes) -> JsonObject:
    lists = cast("dict[str, tuple[str, ...]]", asdict(changes))
    return {
        "counts": {name: len(texts) for name, texts in lists.items()},
        **{name: list(texts[:CHANGES_TOLD]) for name, texts in lists.items()},
    }
