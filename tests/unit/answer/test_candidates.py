"""What could be said, and which of it is said."""

import numpy as np
import pytest

from shopguide.adapters.memory.models import ScriptedGenerator
from shopguide.answer.asked import ask
from shopguide.answer.candidates import Candidates, find_candidates
from shopguide.answer.confidence import RankedEvidence
from shopguide.answer.evidence import Evidence
from shopguide.answer.supporting import best_supported
from shopguide.domain.answer import AnswerNote, Compose, ComposedBy, Question, Verdict
from shopguide.domain.passage import Passage, PassageKind

BATTERY = Passage("battery", PassageKind.ATTRIBUTE, "Battery life: 40 hours.", "p")
VAGUE = Passage("vague", PassageKind.DESCRIPTION, "Made for rain and mud.", "p")
CLEAR = Passage("clear", PassageKind.ATTRIBUTE, "Waterproof: yes.", "p")
OLD = Passage("old", PassageKind.REVIEW, "It lasts long.", "p", date="2020-01-01")
NEW = Passage("new", PassageKind.REVIEW, "It lasts long.", "p", date="2025-01-01")


def candidates(
    text: str,
    scored: dict[Passage, float] | list[tuple[Passage, float]],
    *,
    reply: str | None = None,
    confidence: float = 0.9,
) -> Candidates:
    pairs = list(scored.items()) if isinstance(scored, dict) else scored
    evidence = [Evidence(passage, np.zeros(4, dtype=np.float32)) for passage, _ in pairs]
    ranked = RankedEvidence(evidence, [score for _, score in pairs], confidence)
    compose = Compose.EXTRACT if reply is None else Compose.GENERATE
    return find_candidates(
        ask(Question(text, "p", compose)),
        ranked,
        lambda item: [item.passage.text],
        lambda: ScriptedGenerator(reply),
    )


def best(text: str, scored: list[tuple[Passage, float]]) -> str:
    chosen = best_supported(ask(Question(text, "p")), candidates(text, scored).found)
    assert chosen is not None
    return chosen.evidence.passage.passage_id


@pytest.mark.parametrize(("confidence", "found"), [(0.9, 1), (0.6, 0)])
def test_generator_that_finds_no_answer_is_believed_unless_the_evidence_is_sure(
    confidence: float, found: int
) -> None:
    told = candidates(
        "How long?",
        [(BATTERY, 0.9)],
        reply="Sorry, the shop's data does not say.",
        confidence=confidence,
    )
    assert len(told.found) == found
    assert told.notes == (AnswerNote.GENERATION_ABSTAINED,)


def test_verified_text_of_the_generator_is_a_candidate_beside_quotations() -> None:
    told = candidates("How long?", [(BATTERY, 0.9)], reply="The battery life is 40 hours [1].")
    assert [each.by for each in told.found] == [ComposedBy.EXTRACTION, ComposedBy.GENERATION]
    chosen = best_supported(ask(Question("How long?", "p")), told.found)
    assert chosen is told.found[1]


def test_evidence_that_settles_yes_or_no_comes_before_likelier_evidence_that_does_not() -> None:
    assert best("Is it waterproof?", [(VAGUE, 0.8), (CLEAR, 0.7)]) == "clear"
    assert best("Is it waterproof?", [(VAGUE, 0.8), (CLEAR, 0.1)]) == "vague"
    [_, clear] = candidates("Is it waterproof?", [(VAGUE, 0.8), (CLEAR, 0.7)]).found
    assert clear.verdict is Verdict.YES


def test_of_equal_evidence_the_newer_is_quoted() -> None:
    assert best("Does it last long?", [(OLD, 0.6), (NEW, 0.6)]) == "new"


def test_much_likelier_evidence_is_quoted_however_old() -> None:
    assert best("How long does it last?", [(OLD, 0.9), (NEW, 0.5)]) == "old"


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    assert best_supported(ask(Question("How long?", "p")), []) is None
