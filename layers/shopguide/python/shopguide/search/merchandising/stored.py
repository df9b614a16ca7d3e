"""Published rules, synonyms and canaries as objects that are named by their content."""

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TypeAlias, cast

from shopguide.domain.canary import Canaries, canaries_from_json, canaries_to_json
from shopguide.domain.errors import MerchandisingDamagedError, ObjectNotFoundError
from shopguide.domain.json_value import JsonObject
from shopguide.domain.merchandising import (
    Rules,
    Synonyms,
    rules_from_json,
    rules_to_json,
    synonyms_from_json,
    synonyms_to_json,
)
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.ports.object_store import ObjectStore

Content: TypeAlias = Rules | Synonyms | Canaries
"""What one of the files says."""

_READERS: Mapping[MerchandisingKind, Callable[[JsonObject], Content]] = {
    MerchandisingKind.RULES: rules_from_json,
    MerchandisingKind.SYNONYMS: synonyms_from_json,
    MerchandisingKind.CANARIES: canaries_from_json,
}


def stored_key(kind: MerchandisingKind, version: str) -> str:
    """Where a version lies, e.g. ``search/rules/1f0c9a2e5d7b8c64.json``."""
    return f"search/{kind.value}/{version}.json"


def store_content(objects: ObjectStore, kind: MerchandisingKind, content: Content) -> None:
    """Store a version, also where it is there already: that repairs a damaged one."""
    body = json.dumps(content_to_json(content), ensure_ascii=False, separators=(",", ":")).encode()
    objects.put(stored_key(kind, content.version), body)


def content_to_json(content: Content) -> JsonObject:
    """A version as it is stored."""
    if isinstance(content, Rules):
        return rules_to_json(content)
    if isinstance(content, Canaries):
        return canaries_to_json(content)
    return synonyms_to_json(content)


def load_content(objects: ObjectStore, kind: MerchandisingKind, version: str) -> Content:
    """A version, checked against its name.

    Raises:
        MerchandisingDamagedError: it is missing, or is not what was published.
        ObjectsUnavailableError: the store does not answer.
    """
    key = stored_key(kind, version)
    try:
        with closing(objects.open(key)) as stream:
            content = _READERS[kind](cast("JsonObject", json.loads(stream.read())))
    except ObjectNotFoundError as error:
        raise _damaged(kind, key, "is missing") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(kind, key, "cannot be read") from error
    if content.version != version:
        raise _damaged(kind, key, "has other content than its name says")
    return content


def entries_of(content: Content) -> int:
    """How many rules, groups and one-way synonyms, or canaries, there are."""
    if isinstance(content, Rules):
        return len(content.rules)
    if isinstance(content, Canaries):
        return len(content.canaries)
    return len(content.groups) + len(content.one_way)


def _damaged(kind: MerchandisingKind, key: str, what: str) -> MerchandisingDamagedError:
    return MerchandisingDamagedError(
        f"The published {kind} {key} {what}.",
        fix=f"Publish the file again with `shopguide {kind} publish FILE`, or go back with"
        f" `shopguide {kind} rollback`.",
        field=key,
    )
