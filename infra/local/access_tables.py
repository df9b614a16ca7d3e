"""Keys of access as tables."""

from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from infra.local.output import Document
from shopguide.domain.access_document import AccessDocument


def keys_document(document: AccessDocument) -> Document:
    """What may be seen of the keys."""
    return {
        "session_keys": [
            {
                "key_id": key.key_id,
                "made_at": _moment(key.made_at),
                "retired_at": None if key.retired_at is None else _moment(key.retired_at),
            }
            for key in document.session_keys
        ],
        "api_keys": [
            {
                "key_id": key.key_id,
                "name": key.name,
                "scope": key.scope.value,
                "made_at": _moment(key.made_at),
            }
            for key in document.api_keys
        ],
    }


def print_keys(console: Console, document: Document) -> None:
    """Two tables: keys of sessions, and API keys."""
    sessions = Table("key of sessions", "made", "signs until")
    for key in document["session_keys"]:
        sessions.add_row(key["key_id"], key["made_at"], key["retired_at"] or "")
    console.print(sessions)
    callers = Table("API key", "scope", "name", "made")
    for key in document["api_keys"]:
        callers.add_row(key["key_id"], key["scope"], key["name"], key["made_at"])
    console.print(callers)


def print_added(console: Console, document: Document) -> None:
    """The key, once."""
    where = f"It is in {document['file']}." if "file" in document else "It is shown this once:"
    console.print(
        f"Made the {document['scope']} key {document['key_id']} for {document['name']}. {where}",
        markup=False,
    )
    if "key" in document:
        console.print(document["key"], markup=False, soft_wrap=True)


def print_rotated(console: Console, document: Document) -> None:
    """What becomes of sessions."""
    told = (
        "All sessions end within five minutes."
        if document["sessions_ended"]
        else "It signs in ten minutes; sessions go on."
    )
    console.print(f"Made the key {document['key_id']}. {told}")


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
