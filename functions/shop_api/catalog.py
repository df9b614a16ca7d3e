"""What whoever looks after the catalogue asks: imports, approvals, versions, rollbacks.

On AWS all of it takes a signed request (infra/aws/stacks/api.yaml).
"""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from shopguide.api.caller import OPERATORS, operator_named
from shopguide.api.schemas.catalog import (
    Approval,
    ImportList,
    ImportsParameters,
    ImportSummary,
    RollbackAccepted,
    RollbackBody,
    VersionList,
)
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import container
from shopguide.domain.catalog_import import ImportRecord

router = APIRouter(prefix="/v1/catalog", tags=["catalogue"], dependencies=OPERATORS)

ImportId = Annotated[Identifier, Path(description="As `shopguide upload` names it.")]
Nothing = Annotated[NoParameters, Query()]


@router.get("/imports")
def catalog_imports(parameters: Annotated[ImportsParameters, Query()]) -> ImportList:
    """The last imports, the newest first."""
    recent = container().imports.recent(parameters.limit)
    return ImportList(imports=[ImportSummary.of(record) for record in recent])


@router.get("/imports/{import_id}")
def catalog_import(import_id: ImportId, _: Nothing) -> ImportRecord:
    """How a catalogue import stands: counts, rejected rows, problems."""
    return container().imports.find(import_id)


@router.get("/imports/{import_id}/report")
def catalog_report(import_id: ImportId, _: Nothing) -> dict[str, Any]:
    """The whole report of an import whose file was read, or could not be."""
    return dict(container().reports.find(import_id))


@router.post("/imports/{import_id}/approve")
def approve_import(import_id: ImportId, approval: Approval, _: Nothing) -> ImportRecord:
    """Let a held import go on: it takes its turn, and is compared with what is live then."""
    return container().approvals.approve(
        import_id, operator=operator_named(approval.by), holds=approval.holds
    )


@router.get("/versions")
def catalog_versions(_: Nothing) -> VersionList:
    """The catalogue versions that are kept, and which of them can come back."""
    return VersionList(versions=container().versions.recent())


@router.post("/rollback", status_code=202)
def roll_back(body: RollbackBody, _: Nothing) -> RollbackAccepted:
    """Bring the rows of an earlier version back, as a new version."""
    asked = container().rollback.request(
        body.version, operator=operator_named(body.by), live=body.live
    )
    return RollbackAccepted.of(asked)
