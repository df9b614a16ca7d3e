"""Texts about products: drafts, their approval, and what was approved.

On AWS drafts are written, read and decided on by signed requests alone
(infra/aws/stacks/api.yaml).
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.caller import OPERATORS, operator_named
from shopguide.api.schemas.copy_draft import (
    ApprovedCopy,
    ApprovedCopyView,
    ApprovedParameters,
    CopyBody,
    CopyDraftView,
    Decision,
    DraftList,
    DraftsParameters,
)
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["copy"])

ProductId = Annotated[Identifier, Path(description="The product's id in the catalogue.")]
DraftId = Annotated[Identifier, Path(description="As the draft was named when it was written.")]
ShortDraftId = Annotated[
    Identifier,
    Path(description="Of a draft; its first characters (4 or more) if no other has them."),
]
Nothing = Annotated[NoParameters, Query()]


@router.post("/products/{product_id:path}/copy", status_code=201, dependencies=OPERATORS)
def write_copy(product_id: ProductId, body: CopyBody, _: Nothing) -> CopyDraftView:
    """Write a title, bullets or an ad from what the record says, as a draft for approval."""
    return CopyDraftView.of(container().copywriting.write(body.to_request(product_id)))


@router.get("/products/{product_id:path}/copy")
def approved_copy(
    product_id: ProductId, parameters: Annotated[ApprovedParameters, Query()]
) -> ApprovedCopy:
    """What was approved about a product."""
    found = container().copywriting.approved(product_id, parameters.language or "", parameters.kind)
    return ApprovedCopy(
        product_id=product_id, copies=[ApprovedCopyView.of(draft) for draft in found]
    )


@router.get("/copy", dependencies=OPERATORS)
def drafts(parameters: Annotated[DraftsParameters, Query()]) -> DraftList:
    """Drafts, the newest first."""
    return DraftList.of(container().copywriting.drafts(parameters.status, parameters.limit))


@router.get("/copy/{draft_id}", dependencies=OPERATORS)
def draft(draft_id: ShortDraftId, _: Nothing) -> CopyDraftView:
    """One draft, and whether its product has changed since."""
    return CopyDraftView.of(container().copywriting.draft(draft_id))


@router.post("/copy/{draft_id}/approve", dependencies=OPERATORS)
def approve_draft(draft_id: DraftId, decision: Decision, _: Nothing) -> CopyDraftView:
    """Let a draft be read by everybody."""
    by = operator_named(decision.by)
    return CopyDraftView.of(container().copywriting.approve(draft_id, by))


@router.post("/copy/{draft_id}/reject", dependencies=OPERATORS)
def reject_draft(draft_id: DraftId, decision: Decision, _: Nothing) -> CopyDraftView:
    """Put a draft away."""
    by = operator_named(decision.by)
    return CopyDraftView.of(container().copywriting.reject(draft_id, by))
