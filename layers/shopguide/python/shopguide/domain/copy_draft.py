"""Texts that sell a product: what is asked for, and drafts that wait for somebody's approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.passage import Passage, passage_from_json, passage_to_json


class CopyKind(StrEnum):
    """What is written."""

    TITLE = "title"
    BULLETS = "bullets"
    AD = "ad"


class Tone(StrEnum):
    """How it is written."""

    NEUTRAL = "neutral"
    FRIENDLY = "friendly"
    PLAYFUL = "playful"
    LUXURY = "luxury"
    PROFESSIONAL = "professional"


class CopyLength(StrEnum):
    """How much is written."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class DraftStatus(StrEnum):
    """How far a draft is; only an approved one is shown to shoppers, by whoever reads it."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"


class CopyNote(StrEnum):
    """What whoever reads a draft should know."""

    FEW_FACTS = "few_facts"
    RECORD_IN_OTHER_LANGUAGE = "record_in_other_language"
    SHOPPER_UNKNOWN = "shopper_unknown"
    GENERATOR_UNAVAILABLE = "copy_generator_unavailable"
    GENERATION_REFUSED = "copy_generation_refused"


@dataclass(frozen=True, slots=True)
class CopyRequest:
    """What to write about a product.

    `persona` says in any words for whom, `shopper_id` names a shopper whose history says it; both
    choose which facts come first, and never add one. `language` is ``zh``, ``en`` or empty for that
    of the product.
    """

    product_id: str
    kind: CopyKind
    tone: Tone = Tone.NEUTRAL
    length: CopyLength = CopyLength.MEDIUM
    language: str = ""
    persona: str = ""
    shopper_id: str = ""


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact that a text states: how it is said there, and the passage in which it stands."""

    name: str
    said: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class CopyCheck:
    """One thing that was checked, and what was found against it: nothing, in a draft."""

    name: str
    found: Sequence[str] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.found


@dataclass(frozen=True, slots=True)
class CopyDraft:
    """A text about a product that waits for approval, or has had its answer.

    Attributes:
        draft_id: Its name.
        request: What was asked for, without the shopper; the persona without personal data.
        texts: One of a title or an ad, several bullets.
        facts: What they state.
        checks: What was checked.
        composed_by: ``template`` or ``generation``.
        status: How far it is.
        fingerprint: Of what the product's record said; another one by now makes the draft stale.
        created_at: ISO 8601, UTC.
        decided_at: When it was approved or rejected; empty before.
        decided_by: Who did, as they named themselves.
        notes: In stable words.
        stale: Whether the product has changed since; found out when the draft is read.
    """

    draft_id: str
    request: CopyRequest
    texts: Sequence[str]
    facts: Sequence[UsedFact]
    checks: Sequence[CopyCheck]
    composed_by: str
    status: DraftStatus
    fingerprint: str
    created_at: str
    decided_at: str = ""
    decided_by: str = ""
    notes: Sequence[str] = ()
    stale: bool = False


def draft_to_json(draft: CopyDraft) -> dict[str, JsonValue]:
    """The draft as a JSON object, without the shopper; `draft_from_json` reads it back."""
    asked = draft.request
    return {
        "draft_id": draft.draft_id,
        "product_id": asked.product_id,
        "kind": asked.kind.value,
        "tone": asked.tone.value,
        "length": asked.length.value,
        "language": asked.language,
        "persona": asked.persona,
        "texts": list(draft.texts),
        "facts": [
            {"name": fact.name, "said": fact.said, "passage": passage_to_json(fact.passage)}
            for fact in draft.facts
        ],
        "checks": [{"name": check.name, "found": list(check.found)} for check in draft.checks],
        "composed_by": draft.composed_by,
        "status": draft.status.value,
        "fingerprint": draft.fingerprint,
        "created_at": draft.created_at,
        "decided_at": draft.decided_at,
        "decided_by": draft.decided_by,
        "notes": list(draft.notes),
    }


def draft_from_json(record: JsonObject) -> CopyDraft:
    """Read what `draft_to_json` wrote."""

    def text(name: str) -> str:
        return str(record.get(name) or "")

    def texts(name: str) -> tuple[str, ...]:
        return tuple(str(each) for each in cast("Sequence[JsonValue]", record.get(name) or ()))

    facts = cast("Sequence[Mapping[str, JsonValue]]", record.get("facts") or ())
    checks = cast("Sequence[Mapping[str, Any]]", record.get("checks") or ())
    return CopyDraft(
        draft_id=text("draft_id"),
        request=CopyRequest(
            text("product_id"),
            CopyKind(text("kind")),
            Tone(text("tone")),
            CopyLength(text("length")),
            text("language"),
            text("persona"),
        ),
        texts=texts("texts"),
        facts=tuple(
            UsedFact(
                str(fact["name"]),
                str(fact["said"]),
                passage_from_json(cast("JsonObject", fact["passage"])),
            )
            for fact in facts
        ),
        checks=tuple(CopyCheck(str(each["name"]), tuple(each["found"])) for each in checks),
        composed_by=text("composed_by"),
        status=DraftStatus(text("status")),
        fingerprint=text("fingerprint"),
        created_at=text("created_at"),
        decided_at=text("decided_at"),
        decided_by=text("decided_by"),
        notes=texts("notes"),
    )
