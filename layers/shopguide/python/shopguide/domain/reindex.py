"""Rebuilding the index for another encoder: an import of the rows that are live already.

It waits for its turn among the imports, is split into batches like them, and goes live in one step;
`ImportRecord.encoder` tells it from the import of a file.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime


def reindex_id(encoder: str, moment: datetime) -> str:
    """The import id of a reindex for an encoder that is asked for at this moment; 16 hex digits."""
    name = f"reindex\n{encoder}\n{moment.isoformat()}"
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def reindex_object_key(encoder: str) -> str:
    """What stands in the record where other imports have their file; there is no such object."""
    return f"reindex/{encoder}"


def reindex_to_message(import_id: str) -> str:
    """The body of its message on the import queue."""
    return json.dumps({"reindex": import_id})


def reindex_in(document: object) -> str:
    """The import id in a message that `reindex_to_message` wrote, empty for any other document."""
    found = document.get("reindex") if isinstance(document, Mapping) else None
    return found if isinstance(found, str) else ""
