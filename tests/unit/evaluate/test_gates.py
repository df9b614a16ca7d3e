import pytest

from training.evaluate.errors import EvaluationInputError
from training.evaluate.gates import check_gates, parse_gates
from training.evaluate.intervals import Estimate
from training.evaluate.report import Baseline, Report

METRICS, BASELINES = ("ndcg@10", "risk"), ("bm25", "bm25+served", "base")


def report() -> Report:
    figures = {"ndcg@10": Estimate(0.61, 0.5, 0.7, 9), "risk": Estimate(0.12, 0.1, 0.2, 9)}
    lead = {"ndcg@10": Estimate(0.02, -0.01, 0.05, 9)}
    return Report("a test", figures, ("ndcg@10",), [Baseline("bm25", "words", figures, lead)])


@pytest.mark.parametrize(
    ("gate", "passed", "missed_by"),
    [
        ("ndcg@10>=0.5", True, 0.0),
        ("NDCG@10 >= .61", True, 0.0),
        ("ndcg@10>=0.7", False, 0.09),
        ("risk<=0.1", False, 0.02),
        ("risk<=.2", True, 0.0),
        ("ndcg@10:bm25>=0.02", True, 0.0),
        ("ndcg@10:bm25>=0.03", False, 0.01),
    ],
)
def test_gate_says_whether_it_holds_and_by_how_much_it_fails(
    gate: str, passed: bool, missed_by: float
) -> None:
    (result,) = check_gates(parse_gates([gate], METRICS, BASELINES), {"search": report()})
    assert result.passed is passed
    assert result.missed_by == pytest.approx(missed_by)


def test_gate_on_what_was_not_measured_fails() -> None:
    gates = parse_gates(["ndcg@10:base>=0", "risk:bm25<=0"], METRICS, BASELINES)
    for result in check_gates(gates, {"search": report()}):
        assert not result.passed
        assert result.value is None


@pytest.mark.parametrize(
    ("gate", "problem"),
    [
        ("ndcg@10", "cannot be read"),
        ("ndcg@10>0.5", "cannot be read"),
        ("ndcg@10>=high", "cannot be read"),
        ("accuracy>=0.5", "names no metric"),
        ("ndcg@10:elastic>=0", "names no baseline"),
    ],
)
def test_gate_that_means_nothing_is_refused_before_any_work(gate: str, problem: str) -> None:
    with pytest.raises(EvaluationInputError, match=problem) as caught:
        parse_gates([gate], METRICS, BASELINES)
    assert caught.value.fix
