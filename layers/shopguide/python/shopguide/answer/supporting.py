"""Which of several candidates to give: the one that its evidence supports best."""

from collections.abc import Sequence

from shopguide.answer.asked import Asked
from shopguide.answer.candidates import Candidate
from shopguide.domain.answer import ComposedBy, Verdict
from shopguide.domain.passage import PassageKind
from shopguide.text.quantities import quantities
from shopguide.text.support import negates
from shopguide.text.verdicts.question_match import is_same_question, word_share

SETTLES = 0.3
"""What it is worth to answer a question of yes or no with yes or no."""

AGREES = 0.05
COVERS = 0.1
IS_FRESH = 0.05
WAS_WISHED = 0.5
"""A verified text of the generator, where it was asked to write one."""

LIKELY = 0.5
"""What one passage alone must reach to take the place of the best one."""


def best_supported(asked: Asked, candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate with most support; the first of equals, None of none.

    A verified answer to the same question comes before everything. Else the probability of the
    evidence decides, and what speaks for a candidate beside it only between those that are close:
    a settled yes or no, the words of the question, other candidates that say the same, and how
    new the evidence is.
    """
    if not candidates:
        return None
    verified = [each for each in candidates if _is_verified_for(asked, each)]
    if verified:
        return verified[0]
    return max(candidates, key=lambda each: support(asked, each, candidates))


def support(asked: Asked, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """How much speaks for a candidate among others."""
    settles = candidate.verdict in (Verdict.YES, Verdict.NO)
    return (
        candidate.probability
        + SETTLES * (settles and candidate.probability >= LIKELY)
        + WAS_WISHED * (candidate.by is ComposedBy.GENERATION)
        + COVERS * word_share(asked.text, candidate.text)
        + AGREES * _agreement(candidate, candidates)
        + IS_FRESH * _freshness(candidate, candidates)
    )


def _is_verified_for(asked: Asked, candidate: Candidate) -> bool:
    passage = candidate.evidence.passage
    return passage.kind is PassageKind.VERIFIED_ANSWER and (
        candidate.probability >= LIKELY
        or is_same_question(asked.text, passage.question, passage.text)
    )


def _agreement(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """Share of the others that say the same numbers, affirm or deny alike, and share words."""
    others = [each for each in candidates if each is not candidate]
    return sum(_agree(candidate, each) for each in others) / len(others) if others else 0.0


def _agree(one: Candidate, other: Candidate) -> bool:
    same_numbers = quantities(one.text) == quantities(other.text)
    return (
        same_numbers
        and negates(one.text) == negates(other.text)
        and word_share(one.text, other.text) >= LIKELY
    )


def _freshness(candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    """1 for a record, which is read at question time, and for the newest of dated passages."""
    passage = candidate.evidence.passage
    if passage.kind in (PassageKind.ATTRIBUTE, PassageKind.DESCRIPTION):
        return 1.0
    newest = max(each.evidence.passage.date for each in candidates)
    return 1.0 if passage.date and passage.date == newest else 0.5
