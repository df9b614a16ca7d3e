"""kill -9 amid turns, moderation answers and approvals: what was acknowledged is there, whole."""

import multiprocessing
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.answer import Question
from shopguide.domain.copy_draft import DraftStatus
from shopguide.domain.moderation import CaseStatus
from tests.e2e.hashing_shop import hashing_shop
from tests.e2e.killable_assistant import Act, make_shop, work_until_killed
from tests.memory_folder import memory_folder

KILLS = 4
ACTS = {"answered", "reopened", "said", "approved"}


@pytest.fixture
def folder() -> Iterator[Path]:
    with memory_folder() as folder:
        make_shop(folder / "shop")
        yield folder / "shop"


def acts_before_kill(folder: Path, most: int, seconds: float) -> list[Act]:
    """What a process acknowledged before it was killed, so many seconds after so many acts."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.killable_assistant"])
    told, telling = context.Pipe(duplex=False)
    process = context.Process(target=work_until_killed, args=(folder, telling))
    process.start()
    telling.close()
    acts = [told.recv() for _ in range(most)]
    time.sleep(seconds)
    process.kill()
    process.join()
    return [*acts, *_rest(told)]


def _rest(told: Connection) -> Iterator[Act]:
    """What it had sent and nobody had read."""
    with suppress(EOFError, OSError), told:
        while told.poll():
            yield told.recv()


def test_what_was_acknowledged_is_there_after_kills(folder: Path) -> None:
    chance, acts = random.Random(20260101), list[Act]()
    for kill in range(1, 4 * KILLS):
        acts += acts_before_kill(folder, chance.randint(10, 90), chance.uniform(0, 0.02))
        with hashing_shop(folder) as (_, here):
            _check_cases(here, acts)
            _check_conversations(here, acts)
            _check_copy(here, acts)
        if kill >= KILLS and {name for name, *_ in acts} == ACTS:
            return
    pytest.fail(f"of {ACTS} only { ({name for name, *_ in acts}) } were ever done")


def _check_cases(here: Container, acts: list[Act]) -> None:
    """Cases are as they were left, and shoppers are told what they say and nothing else."""
    done = {case_id: (name, text) for name, case_id, text in acts if name in _STATUS}
    here.answer.answer(Question("Is it of oak?", "p1"))  # settles what a kill left open
    report = here.verified.sync()
    assert (report.written, report.removed, report.waiting) == (0, 0, 0)
    for case_id, (name, text) in done.items():
        case = here.cases.find(case_id)
        if case.status is not _STATUS[name]:  # decided again, and killed before it was told
            assert (name, case.status) == ("answered", CaseStatus.OPEN)
            continue
        answer = here.answer.answer(Question(case.question, "p1"))
        assert answer.text == text or name == "reopened"
        sources = [citation.passage.source for citation in answer.citations]
        assert (f"verified:{case_id}" in sources) == case.in_use


_STATUS = {"answered": CaseStatus.ANSWERED, "reopened": CaseStatus.OPEN}


def _check_conversations(here: Container, acts: list[Act]) -> None:
    """Each turn that was told of is kept, the last one may be another, and the state fits."""
    for name in {subject for act, subject, _ in acts if act == "said"}:
        told = [said for act, subject, said in acts if (act, subject) == ("said", name)]
        kept = [turn.said for turn in here.conversations.turns(name, "anna")]
        assert kept[: len(told)] == told
        assert len(kept) <= len(told) + 1
        found = here.conversations.find(name, "anna")
        assert found.revision == found.state.turn == len(kept)


def _check_copy(here: Container, acts: list[Act]) -> None:
    """Drafts that were told of are approved, and what is read is the last that is approved."""
    for draft_id in [subject for act, subject, _ in acts if act == "approved"]:
        assert here.copywriting.draft(draft_id).status is DraftStatus.APPROVED
    approved = here.copywriting.drafts(DraftStatus.APPROVED, 5)
    newest = sorted(approved, key=lambda each: each.decided_at)[-1:]
    assert here.copywriting.approved("p2") == newest
