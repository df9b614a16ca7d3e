"""Texts about products: ``POST`` and ``GET /v1/products/{id}/copy``, ``/v1/copy``."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.answer import PassageView
from shopguide.api.schemas.request import RequestModel, ShopperId
from shopguide.copywriting.drafts import MAX_DRAFTS
from shopguide.copywriting.request import MAX_PERSONA_CHARACTERS
from shopguide.domain.copy_draft import (
    CopyCheck,
    CopyDraft,
    CopyKind,
    CopyLength,
    CopyRequest,
    DraftStatus,
    Tone,
    UsedFact,
)

MAX_OPERATOR_CHARACTERS = 100


class CopyBody(RequestModel):
    """What to write about a product."""

    kind: CopyKind = Field(description="'title', 'bullets' or 'ad'.")
    tone: Tone = Tone.NEUTRAL
    length: CopyLength = CopyLength.MEDIUM
    language: str | None = Field(
        None, description="'zh' or 'en'; that of the product's record if left out."
    )
    # Its length counts after cleaning, so it is the service that checks it.
    persona: str = Field(
        "",
        description="For whom it is, in any words: chooses which facts come first.",
        json_schema_extra={"maxLength": MAX_PERSONA_CHARACTERS},
    )
    shopper_id: ShopperId | None = Field(
        None, description="A shopper whose history chooses instead of a persona; never stored."
    )

    def to_request(self, product_id: str) -> CopyRequest:
        """The request to the service."""
        return CopyRequest(
            product_id,
            self.kind,
            self.tone,
            self.length,
            self.language or "",
            self.persona,
            self.shopper_id or "",
        )


class UsedFactView(BaseModel):
    """A fact that a text states."""

    name: str = Field(description="The attribute, or 'description'.")
    said: str = Field(description="Its value as the text says it.")
    passage: PassageView

    @classmethod
    def of(cls, fact: UsedFact) -> Self:
        """The view of a fact."""
        return cls(name=fact.name, said=fact.said, passage=PassageView.of(fact.passage))


class CopyCheckView(BaseModel):
    """One thing that was checked."""

    check: str = Field(
        description="'numbers', 'names', 'claims', 'instructions' or 'personal_data'."
    )
    passed: bool = Field(description="Whether nothing was found.")
    found: list[str] = Field(description="What was left out because of it.")

    @classmethod
    def of(cls, check: CopyCheck) -> Self:
        """The view of a check."""
        return cls(check=check.name, passed=check.passed, found=list(check.found))


class CopyDraftView(BaseModel):
    """A text about a product, and how far its approval is."""

    draft_id: str = Field(description="Name it to approve or reject it.")
    product_id: str = Field(description="Which product.")
    kind: CopyKind
    tone: Tone
    length: CopyLength
    language: str = Field(description="'zh' or 'en'.")
    persona: str | None = Field(description="Without personal data.")
    texts: list[str] = Field(description="One of a title or an ad, several bullets.")
    facts: list[UsedFactView] = Field(description="What the texts state, and where it stands.")
    checks: list[CopyCheckView] = Field(description="What was checked.")
    composed_by: str = Field(description="'template' or 'generation'.")
    status: DraftStatus
    stale: bool = Field(description="Whether the product has changed since it was written.")
    created_at: str = Field(description="ISO 8601.")
    decided_at: str | None = Field(description="ISO 8601; null while nobody has decided.")
    notes: list[str] = Field(description="Stable words on what a reader should know.")

    @classmethod
    def of(cls, draft: CopyDraft) -> Self:
        """The view of a draft; who decided stays inside."""
        asked = draft.request
        return cls(
            draft_id=draft.draft_id,
            product_id=asked.product_id,
            kind=asked.kind,
            tone=asked.tone,
            length=asked.length,
            language=asked.language,
            persona=asked.persona or None,
            texts=list(draft.texts),
            facts=[UsedFactView.of(fact) for fact in draft.facts],
            checks=[CopyCheckView.of(check) for check in draft.checks],
            composed_by=draft.composed_by,
            status=draft.status,
            stale=draft.stale,
            created_at=draft.created_at,
            decided_at=draft.decided_at or None,
            notes=list(draft.notes),
        )


class DraftsParameters(RequestModel):
    """``GET /v1/copy``."""

    status: DraftStatus | None = Field(None, description="Only drafts of this status.")
    limit: int = Field(50, ge=1, le=MAX_DRAFTS, description="How many, the newest first.")


class DraftList(BaseModel):
    """Drafts, the newest first."""

    drafts: list[CopyDraftView] = Field(description="The newest first.")

    @classmethod
    def of(cls, drafts: Sequence[CopyDraft]) -> Self:
        """The view of drafts."""
        return cls(drafts=[CopyDraftView.of(draft) for draft in drafts])


class Decision(RequestModel):
    """Who approves or rejects a draft."""

    by: str = Field("", max_length=MAX_OPERATOR_CHARACTERS, description="Who decides.")


class ApprovedParameters(RequestModel):
    """``GET /v1/products/{product_id}/copy``."""

    language: Literal["zh", "en"] | None = Field(None, description="Only this language.")
    kind: CopyKind | None = Field(None, description="Only this kind.")


class ApprovedCopyView(BaseModel):
    """An approved text about a product."""

    kind: CopyKind
    language: str = Field(description="'zh' or 'en'.")
    tone: Tone
    texts: list[str] = Field(description="One of a title or an ad, several bullets.")
    draft_id: str = Field(description="The draft that was approved.")
    approved_at: str = Field(description="ISO 8601.")

    @classmethod
    def of(cls, draft: CopyDraft) -> Self:
        """The view of an approved draft."""
        asked = draft.request
        return cls(
            kind=asked.kind,
            language=asked.language,
            tone=asked.tone,
            texts=list(draft.texts),
            draft_id=draft.draft_id,
            approved_at=draft.decided_at,
        )


class ApprovedCopy(BaseModel):
    """Texts about a product that were approved, one for each language and kind."""

    product_id: str = Field(description="Which product.")
    copies: list[ApprovedCopyView] = Field(
        description="Those of the record as it stands now; outdated ones are left out."
    )
