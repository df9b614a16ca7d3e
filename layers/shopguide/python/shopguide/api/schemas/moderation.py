"""``/v1/moderation``: the queue of questions that people look at."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field

from shopguide.api.schemas.answer import PassageView
from shopguide.api.schemas.catalog import OperatorName
from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.domain.moderation import CaseReason, CaseStatus, ModerationCase
from shopguide.domain.passage import Passage
from shopguide.moderation.case_lists import MAX_PAGE, CaseOrder, CasePage, CaseQuery
from shopguide.moderation.checks import MAX_ANSWER, MAX_REMARK
from shopguide.moderation.report import KindFigures, ModerationReport
from shopguide.moderation.verified_passages import SyncReport

_MAX_BODY_TEXT = 20_000


class CasesParameters(RequestModel):
    """Which cases to list."""

    status: CaseStatus = Field(CaseStatus.OPEN, description="Open, answered or rejected ones.")
    order: CaseOrder = Field(
        CaseOrder.NEWEST,
        description="'newest': what came to this status last; 'most_asked': what most asked.",
    )
    product_id: Identifier | None = Field(None, description="Only those about this product.")
    reason: CaseReason | None = Field(None, description="Only those opened for this reason.")
    limit: int = Field(20, ge=1, le=MAX_PAGE, description="Most cases to return.")
    cursor: str = Field("", description="`next_cursor` of the page before.")

    def query(self) -> CaseQuery:
        """What is asked of the lists."""
        return CaseQuery(self.status, self.order, self.product_id or "", self.reason)


class CaseView(BaseModel):
    """One question, and how far it is."""

    case_id: str = Field(description="Name it to decide on it.")
    status: CaseStatus
    reason: CaseReason
    question: str = Field(description="As it was asked, without personal data.")
    language: str = Field(description="Of the question: 'zh' or 'en'.")
    product_id: str | None = Field(description="Null for the whole shop.")
    asked: int = Field(description="How often.")
    answer_id: str | None = Field(description="The last answer that was given to it.")
    answer_text: str = Field(description="What that said.")
    verified_text: str | None = Field(description="What a person answered.")
    verified_by: str | None = Field(description="Who answered.")
    verified_at: AwareDatetime | None = Field(description="When.")
    in_use: bool = Field(description="Whether shoppers are answered with `verified_text`.")
    note: str = Field(description="Why it was rejected, or what the shopper said.")
    opened_at: AwareDatetime = Field(description="When it was asked first.")
    changed_at: AwareDatetime = Field(description="When it came to its status.")
    changed_by: str | None = Field(description="Who brought it there; null for ShopGuide itself.")

    @classmethod
    def of(cls, case: ModerationCase) -> Self:
        """The view of a case."""
        return cls(
            case_id=case.case_id,
            status=case.status,
            reason=case.reason,
            question=case.question,
            language=case.language,
            product_id=case.product_id or None,
            asked=case.asked,
            answer_id=case.answer_id or None,
            answer_text=case.answer_text,
            verified_text=case.verified_text or None,
            verified_by=case.verified_by or None,
            verified_at=case.verified_at,
            in_use=case.in_use,
            note=case.note,
            opened_at=case.opened_at,
            changed_at=case.changed_at,
            changed_by=case.changed_by or None,
        )


class CaseList(BaseModel):
    """One page of cases."""

    cases: Sequence[CaseView] = Field(description="In the order asked for.")
    next_cursor: str | None = Field(description="Leads to the next page; null on the last one.")

    @classmethod
    def of(cls, page: CasePage) -> Self:
        """The view of a page."""
        return cls(
            cases=[CaseView.of(case) for case in page.cases], next_cursor=page.next_cursor or None
        )


class RatedPassageView(PassageView):
    """A passage, and how often answers that cite it were liked and disliked."""

    up: int = 0
    down: int = 0


class CaseResponse(CaseView):
    """A case with what the shop's data say near its question."""

    closest_then: Sequence[RatedPassageView] = Field(
        description="What the last answer cited, or an abstention showed."
    )
    closest_now: Sequence[RatedPassageView] = Field(
        description="What the shop's data say near the question by now."
    )

    @classmethod
    def shown(
        cls,
        case: ModerationCase,
        now: Sequence[Passage],
        votes: Mapping[str, tuple[int, int]],
    ) -> Self:
        """The view of a case, with the passages of now and the votes on all of them."""
        return cls(
            **dict(CaseView.of(case)),
            closest_then=[_rated(each, votes) for each in case.closest],
            closest_now=[_rated(each, votes) for each in now],
        )


class CaseAnswer(RequestModel):
    """The answer that shoppers get from now on."""

    # The length counts without markup, so it is the service that checks it.
    text: str = Field(
        max_length=_MAX_BODY_TEXT,
        description=f"At most {MAX_ANSWER} characters without markup, no personal data.",
        json_schema_extra={"minLength": 1},
    )
    by: OperatorName = Field("", description="Who answers, for the record.")


class CaseRejection(RequestModel):
    """Why a question gets no answer."""

    reason: str = Field(
        min_length=1, max_length=MAX_REMARK, description="Kept as the note of the case."
    )
    by: OperatorName = Field("", description="Who rejects, for the record.")


class CaseReopening(RequestModel):
    """Who opens a case again."""

    by: OperatorName = Field("", description="Who reopens, for the record.")


class DeletedCase(BaseModel):
    """A case that is gone, with its passage."""

    case_id: str = Field(description="The one that is gone.")


class SyncResponse(BaseModel):
    """What it took to make the index say what the cases say."""

    verified: int = Field(description="Verified answers in use.")
    written: int = Field(description="Passages that were missing or different.")
    removed: int = Field(description="Passages that should not have been there.")
    stale: int = Field(description="Answers whose product changed: open again.")
    waiting: int = Field(description="Answers that no index can take yet.")

    @classmethod
    def of(cls, report: SyncReport) -> Self:
        """The view of a report."""
        return cls(
            verified=report.verified,
            written=report.written,
            removed=report.removed,
            stale=report.stale,
            waiting=report.waiting,
        )


class KindView(BaseModel):
    """Answers to questions of one kind."""

    answers: int = Field(description="Abstentions too.")
    abstained: int = Field(description="Of them, those without an answer.")
    up: int = Field(description="Thumbs up on answers.")
    down: int = Field(description="Thumbs down on answers.")
    abstained_up: int = Field(description="Thumbs up on abstentions.")
    abstained_down: int = Field(description="Thumbs down on abstentions.")
    up_share: float | None = Field(description="Of the thumbs; null where there are none.")

    @classmethod
    def of(cls, figures: KindFigures) -> Self:
        """The view of figures."""
        share = figures.up_share
        return cls(
            answers=figures.answers,
            abstained=figures.abstained,
            up=figures.up,
            down=figures.down,
            abstained_up=figures.abstained_up,
            abstained_down=figures.abstained_down,
            up_share=None if share is None else round(share, 4),
        )


class ReportResponse(BaseModel):
    """How the queue and the answers do."""

    cases: Annotated[Mapping[CaseStatus, int], Field(description="How many of each status.")]
    open_by_reason: Mapping[CaseReason, int] = Field(description="Why the open cases are open.")
    verified: int = Field(description="Verified answers in use.")
    most_asked: Sequence[CaseView] = Field(description="Of the open cases.")
    median_seconds_to_answer: float | None = Field(
        description="How long cases were open before they were answered."
    )
    answers: Mapping[str, KindView] = Field(description="By kind of question.")

    @classmethod
    def of(cls, report: ModerationReport) -> Self:
        """The view of a report."""
        return cls(
            cases=report.cases,
            open_by_reason=report.open_by_reason,
            verified=report.verified,
            most_asked=[CaseView.of(case) for case in report.most_asked],
            median_seconds_to_answer=report.median_seconds_to_answer,
            answers={kind: KindView.of(each) for kind, each in report.answers.items()},
        )


def _rated(passage: Passage, votes: Mapping[str, tuple[int, int]]) -> RatedPassageView:
    up, down = votes.get(passage.passage_id, (0, 0))
    return RatedPassageView(**dict(PassageView.of(passage)), up=up, down=down)
