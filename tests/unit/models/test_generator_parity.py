"""The gate between a generator in full precision and the bundle that is served."""

import math

import pytest

from shopguide.text.abstention import is_abstention
from shopguide.text.support import unsupported_numbers
from training.models.generator_parity import (
    AnswerParity,
    answer_cases,
    compare_answers,
    require_answer_parity,
)
from training.models.parity import ParityError

CASES = answer_cases()
WRITTEN = [case.answer for case in CASES]


def test_committed_answers_stand_in_their_facts() -> None:
    abstentions = [is_abstention(case.answer) for case in CASES]
    assert 0.1 < sum(abstentions) / len(CASES) < 0.4
    for case in CASES:
        assert not unsupported_numbers(case.answer, case.prompt[-1].content)


def test_equal_answers_have_parity() -> None:
    parity = compare_answers(CASES, WRITTEN, WRITTEN)
    assert parity == AnswerParity(len(CASES), 1.0, 1.0, 1.0)
    require_answer_parity("tiny", parity)


def test_better_answers_have_parity() -> None:
    require_answer_parity("tiny", compare_answers(CASES, ["no"] * len(CASES), WRITTEN))


@pytest.mark.parametrize("small", [0.389, math.nan])
def test_answers_more_than_a_point_worse_are_refused(small: float) -> None:
    require_answer_parity("tiny", AnswerParity(40, 0.4, 0.391, 0.9))
    with pytest.raises(ParityError, match=r"0\.4000.*No bundle was written"):
        require_answer_parity("tiny", AnswerParity(40, 0.4, small, 0.9))
