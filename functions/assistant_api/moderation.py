"""Questions that people look at: lists, decisions, figures.

On AWS all of it takes a signed request (infra/aws/stacks/api.yaml).
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.caller import OPERATORS, operator_named
from shopguide.api.schemas.moderation import (
    CaseAnswer,
    CaseList,
    CaseRejection,
    CaseReopening,
    CaseResponse,
    CasesParameters,
    CaseView,
    DeletedCase,
    ReportResponse,
    SyncResponse,
)
from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.bootstrap import container, with_live_encoder

router = APIRouter(prefix="/v1/moderation", tags=["moderation"], dependencies=OPERATORS)

CaseId = Annotated[Identifier, Path(description="As the list names it.")]
ShortCaseId = Annotated[
    Identifier,
    Path(
        description="As the list names it; its first characters (4 or more) if no other has them."
    ),
]
Nothing = Annotated[NoParameters, Query()]


@router.get("/cases")
def moderation_cases(parameters: Annotated[CasesParameters, Query()]) -> CaseList:
    """Cases of one status, page by page."""
    page = container().case_lists.page(parameters.query(), parameters.limit, parameters.cursor)
    return CaseList.of(page)


@router.get("/cases/{case_id}")
def moderation_case(case_id: ShortCaseId, _: Nothing) -> CaseResponse:
    """One case, with what the shop's data say near its question."""
    case = container().cases.find(container().case_lists.whole_id(case_id))
    now = with_live_encoder(lambda here: here.closest_passages.of(case))
    passages = [each.passage_id for each in (*case.closest, *now)]
    return CaseResponse.shown(case, now, container().passage_votes.of(passages))


@router.post("/cases/{case_id}/answer")
def answer_case(case_id: CaseId, body: CaseAnswer, _: Nothing) -> CaseView:
    """Answer a case; the next shopper who asks is told so."""
    by = operator_named(body.by)
    return CaseView.of(
        with_live_encoder(lambda here: here.decisions.answer(case_id, body.text, by))
    )


@router.post("/cases/{case_id}/reject")
def reject_case(case_id: CaseId, body: CaseRejection, _: Nothing) -> CaseView:
    """Close a case without an answer."""
    by = operator_named(body.by)
    return CaseView.of(
        with_live_encoder(lambda here: here.decisions.reject(case_id, body.reason, by))
    )


@router.post("/cases/{case_id}/reopen")
def reopen_case(case_id: CaseId, body: CaseReopening, _: Nothing) -> CaseView:
    """Open a case again; its verified answer is not used any more."""
    by = operator_named(body.by)
    return CaseView.of(with_live_encoder(lambda here: here.decisions.reopen(case_id, by)))


@router.delete("/cases/{case_id}")
def delete_case(case_id: CaseId, _: Nothing) -> DeletedCase:
    """Delete a case, all that was kept of it, and its passage."""
    with_live_encoder(lambda here: here.decisions.delete(case_id))
    return DeletedCase(case_id=case_id)


@router.post("/sync")
def sync_moderation(_: Nothing) -> SyncResponse:
    """Make the index say what the cases say, and find verified answers that are stale."""
    return SyncResponse.of(with_live_encoder(lambda here: here.verified.sync()))


@router.get("/report")
def moderation_report(_: Nothing) -> ReportResponse:
    """How many cases there are, and what shoppers think of the answers."""
    return ReportResponse.of(container().moderation_reports.report())
