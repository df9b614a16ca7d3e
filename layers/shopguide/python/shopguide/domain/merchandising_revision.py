"""Which rules, synonyms and canaries are in use, and who brought them in."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import cast

from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key


class MerchandisingKind(StrEnum):
    """The files that a merchandiser writes."""

    RULES = "rules"
    SYNONYMS = "synonyms"
    CANARIES = "canaries"

    @property
    def upload_key(self) -> str:
        """The object key under which an upload of the file is published."""
        suffix = "txt" if self is MerchandisingKind.SYNONYMS else "csv"
        return f"search/{self.value}.{suffix}"


def uploaded_kind(object_key: str) -> MerchandisingKind | None:
    """Which of the files an object is, None if it is none of them."""
    return next((kind for kind in MerchandisingKind if kind.upload_key == object_key), None)


class RevisionAction(StrEnum):
    """What made a revision."""

    PUBLISH = "publish"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of what is in use; the newest says what is.

    Attributes:
        number: Counts from 1.
        version: Of the `Rules`, `Synonyms` or `Canaries` that came into use.
        entries: How many rules, groups and one-way synonyms, or canaries, it has.
        at: ISO 8601 UTC.
        action: Whether it was published, or was in use before.
        by: Who did it.
        note: The reason that they gave.
        upload: The id of the upload that it came from, empty for none.
    """

    number: int
    version: str
    entries: int
    at: str
    action: RevisionAction
    by: str = ""
    note: str = ""
    upload: str = ""


NO_REVISION = Revision(0, "", 0, "", RevisionAction.PUBLISH)
"""Before anything was published."""


def revisions_partition(kind: MerchandisingKind) -> str:
    """All records of one of the files."""
    return f"merchandising#{kind.value}"


def live_revision_key(kind: MerchandisingKind) -> Key:
    """The newest revision of one of the files."""
    return Key(revisions_partition(kind), "live")


def revision_key(kind: MerchandisingKind, number: int) -> Key:
    """One revision; their sort keys are in the order of their numbers."""
    return Key(revisions_partition(kind), f"{REVISION_PREFIX}{number:09d}")


REVISION_PREFIX = "revision#"


def revision_to_json(revision: Revision) -> JsonObject:
    """The revision as a JSON object; `revision_from_json` reads it back."""
    return cast("JsonObject", {**asdict(revision), "action": revision.action.value})


def revision_from_json(record: JsonObject | None) -> Revision:
    """Read what `revision_to_json` wrote; no record is `NO_REVISION`."""
    if not record:
        return NO_REVISION
    return Revision(
        number=int(cast("int", record["number"])),
        version=str(record["version"]),
        entries=int(cast("int", record["entries"])),
        at=str(record["at"]),
        action=RevisionAction(str(record["action"])),
        by=str(record.get("by", "")),
        note=str(record.get("note", "")),
        upload=str(record.get("upload", "")),
    )
