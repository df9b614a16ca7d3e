"""``/v1/catalog``: imports, approvals, versions, rollbacks."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, Field, StringConstraints

from shopguide.api.schemas.request import RequestModel
from shopguide.catalog.import_records import MAX_RECENT
from shopguide.catalog.versions import VersionSummary
from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportCounts,
    ImportRecord,
    ImportStatus,
)
from shopguide.domain.rollback import RollbackRequest

OperatorName = Annotated[str, StringConstraints(max_length=128, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ImportsParameters(RequestModel):
    """How many imports to list."""

    limit: int = Field(20, ge=1, le=MAX_RECENT, description="Most imports to return.")


class ImportSummary(BaseModel):
    """One import in the list of the last ones."""

    import_id: str
    kind: CatalogKind | None
    object_key: str
    status: ImportStatus
    created_at: str
    updated_at: str
    counts: ImportCounts
    problem_code: str
    catalogue_version: int | None
    is_check: bool = Field(description="The file was only checked.")
    restores: int | None = Field(description="Of a rollback, the version whose rows come back.")
    operator: str = Field(description="Who approved it, or asked for the rollback.")

    @classmethod
    def of(cls, record: ImportRecord) -> Self:
        """The summary of a record."""
        return cls(**{name: getattr(record, name) for name in cls.model_fields})


class ImportList(BaseModel):
    """The last imports, the newest first."""

    imports: list[ImportSummary]


class Approval(RequestModel):
    """Who lets a held import go on, and what they know of it."""

    by: OperatorName = Field("", description="Who approves, for the record.")
    holds: Annotated[list[str], Field(max_length=20)] | None = Field(
        None,
        description="Codes of the reasons that are approved; held for another one, the import is "
        "not approved. Left out: whatever holds it now.",
    )


class VersionList(BaseModel):
    """The catalogue versions that are kept, the newest first; the first is live."""

    versions: Sequence[VersionSummary]


class RollbackBody(RequestModel):
    """Which version's rows are to come back."""

    version: int | None = Field(
        ge=0,
        description="Of this version; null undoes what the live version changed; 0 is the shop "
        "before its first import.",
    )
    live: int | None = Field(
        None, ge=0, description="The version that you take to be live: refused if another one is."
    )
    by: OperatorName = Field("", description="Who asks, for the record.")


class RollbackAccepted(BaseModel):
    """The rows of that version will come back, also after a crash; or are there already."""

    version: int = Field(description="Whose rows come back.")
    live: int = Field(description="The version that was live when it was asked for.")
    imports: list[ImportSummary] = Field(
        description="One import a family whose rows differ; empty: there is nothing to do."
    )

    @classmethod
    def of(cls, request: RollbackRequest) -> Self:
        """The answer to a request."""
        imports = [ImportSummary.of(record) for record in request.imports]
        return cls(version=request.version, live=request.live, imports=imports)
