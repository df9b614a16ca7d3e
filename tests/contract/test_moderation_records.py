"""Cases and votes over every record table: one case a question, and counts that hold."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.domain.answer import Answer, ComposedBy
from shopguide.domain.errors import ConflictError
from shopguide.domain.moderation import CaseReason, CaseStatus, Rating
from shopguide.moderation.answers_kept import AnswersKept
from shopguide.moderation.case_lists import CaseLists, CaseOrder, CaseQuery
from shopguide.moderation.cases import ModerationCases
from shopguide.moderation.decisions import ModerationDecisions
from shopguide.moderation.feedback import FeedbackService
from shopguide.moderation.report import ModerationReports
from shopguide.moderation.verified import VerifiedAnswers
from shopguide.moderation.verified_passages import VerifiedPassages
from shopguide.ports.record_table import RecordTable


@pytest.fixture
def cases(table: RecordTable, clock: FixedClock) -> ModerationCases:
    return ModerationCases(table, clock)


@pytest.fixture
def feedback(table: RecordTable, cases: ModerationCases, clock: FixedClock) -> FeedbackService:
    kept = AnswersKept(table, clock)
    kept.keep(Answer("a1", "Is it loud?", "No.", False, 0.9, ComposedBy.EXTRACTION, "en", "p1"))
    return FeedbackService(table, kept, cases, clock)


def test_question_asked_by_many_at_once_is_one_case_and_every_asking_counts(
    table: RecordTable, cases: ModerationCases
) -> None:
    def ask(number: int) -> str:
        spelling = ("How heavy is it?", "how heavy is it", "How  heavy is it？")[number % 3]
        return cases.open(spelling, "en", "p1", CaseReason.ABSTAINED)

    with ThreadPoolExecutor(4) as threads:
        (case_id,) = set(threads.map(ask, range(16)))
    assert cases.find(case_id).asked == 16
    for order in CaseOrder:
        page = CaseLists(table).page(CaseQuery(order=order))
        assert [case.case_id for case in page.cases] == [case_id]


def test_lists_are_read_page_by_page_in_either_order(
    table: RecordTable, cases: ModerationCases, clock: FixedClock
) -> None:
    for number in range(7):
        clock.advance(1)
        for _ in range(1 + number % 3):
            cases.open(f"Question {number}?", "en", f"p{number % 2}", CaseReason.ABSTAINED)
    assert pages(table, CaseQuery(), 3) == ["654", "321", "0"]
    by_asked = "".join(pages(table, CaseQuery(order=CaseOrder.MOST_ASKED), 2))
    assert [1 + int(name) % 3 for name in by_asked] == [3, 3, 2, 2, 1, 1, 1]
    assert pages(table, CaseQuery(product_id="p1"), 2) == ["53", "1"]
    assert pages(table, CaseQuery(reason=CaseReason.HAND_OVER), 2) == [""]


def pages(table: RecordTable, query: CaseQuery, limit: int) -> list[str]:
    """The numbers of the questions on each page."""
    lists, cursor, found = CaseLists(table), "", []
    while True:
        page = lists.page(query, limit, cursor)
        found.append("".join(case.question.split()[1].rstrip("?") for case in page.cases))
        cursor = page.next_cursor
        if not cursor:
            return found


def test_of_two_who_decide_at_once_one_is_told_who_was_faster(
    table: RecordTable, cases: ModerationCases, clock: FixedClock
) -> None:
    index = InMemoryVectorIndex()
    passages = VerifiedPassages(table, index, HashingEncoder)
    verified = VerifiedAnswers(table, index, passages, cases, clock)
    decisions = ModerationDecisions(table, index, cases, verified, clock)
    case_id = cases.open("Do you ship abroad?", "en", "", CaseReason.ABSTAINED)

    def decide(name: str) -> str:
        try:
            return decisions.answer(case_id, f"Yes, says {name}.", name).verified_by
        except ConflictError as error:
            return error.message

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(decide, ["anna", "bert"]))
    case = cases.find(case_id)
    assert case.verified_text == f"Yes, says {case.verified_by}."
    loser = next(message for message in said if message != case.verified_by)
    assert loser.startswith(f"{case.verified_by} answered this case at 2026-01-01T00:00:00")
    assert decisions.answer(case_id, case.verified_text, case.verified_by) == case


def test_votes_at_once_count_once_for_each_shopper(
    table: RecordTable, feedback: FeedbackService, cases: ModerationCases
) -> None:
    def vote(number: int) -> str:
        return feedback.give("a1", Rating.DOWN, shopper_id=f"s{number % 4}").case_id

    with ThreadPoolExecutor(4) as threads:
        (case_id,) = set(threads.map(vote, range(12)))
    receipt = feedback.give("a1", Rating.UP, shopper_id="s0")
    assert (receipt.up, receipt.down) == (1, 3)
    figures = ModerationReports(table, CaseLists(table)).report()
    assert (figures.answers["unread"].up, figures.answers["unread"].down) == (1, 3)
    case = cases.find(case_id)
    assert (case.status, case.reason) == (CaseStatus.OPEN, CaseReason.DISLIKED)
    assert case.asked == 4
