"""Going back to the rows of an earlier catalogue version: an import a family, which takes its turn.

`ImportRecord.restores` tells it from the import of a file.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shopguide.domain.catalog_import import ImportRecord
from shopguide.domain.json_value import JsonObject


@dataclass(frozen=True, slots=True)
class RollbackPlan:
    """The record `ROLLBACK`: what was asked for last, and which imports do it.

    Attributes:
        plan_id: Of this request.
        version: Whose rows come back; 0 is the empty shop.
        live: The version that was live when it was asked for.
        operator: Who asked, as they name themselves.
        imports: Id of the import of each family whose rows differ.
    """

    plan_id: str
    version: int
    live: int
    operator: str
    imports: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RollbackRequest:
    """What became of a request: to which version, from which, and the imports that lead there.

    Without imports the live rows are those of that version already.
    """

    version: int
    live: int
    imports: Sequence[ImportRecord]


def rollback_id(version: int, live: int, family: str, moment: datetime) -> str:
    """The import id of one family's part, asked for at this moment; 16 hex digits.

    That of no family (an empty string) is the request's own.
    """
    name = f"rollback\n{version}\n{live}\n{family}\n{moment.isoformat()}"
    return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def rollback_object_key(version: int) -> str:
    """What stands in the record where other imports have their file; there is no such object."""
    return f"rollback/{version}"


def rollback_to_message(import_id: str) -> str:
    """The body of its message on the import queue."""
    return json.dumps({"rollback": import_id})


def rollback_in(document: object) -> str:
    """The import id in a message of `rollback_to_message`, empty for any other document."""
    found = document.get("rollback") if isinstance(document, Mapping) else None
    return found if isinstance(found, str) else ""


def plan_to_json(plan: RollbackPlan) -> JsonObject:
    """The plan as a JSON object; `plan_from_json` reads it back."""
    return {
        "plan_id": plan.plan_id,
        "version": plan.version,
        "live": plan.live,
        "operator": plan.operator,
        "imports": dict(plan.imports),
    }


def plan_from_json(record: JsonObject | None) -> RollbackPlan | None:
    """Read what `plan_to_json` wrote; None where there is no record."""
    if not record:
        return None
    return RollbackPlan(
        str(record["plan_id"]),
        cast("int", record["version"]),
        cast("int", record["live"]),
        str(record["operator"]),
        cast("Mapping[str, str]", record["imports"]),
    )
