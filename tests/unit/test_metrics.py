import pytest

from training.evaluate.metrics import judged_ndcg_at, ndcg_at, percentile, reciprocal_rank_at

GRADES = {"a": 3, "b": 2, "c": 0}


def test_ideal_order_scores_one() -> None:
    assert ndcg_at(10, ["a", "b", "c"], GRADES) == pytest.approx(1.0)


def test_swapped_order_scores_what_the_formula_gives() -> None:
    expected = (3 / 1 + 7 / 1.584962500721156) / (7 / 1 + 3 / 1.584962500721156)
    assert ndcg_at(10, ["b", "a"], GRADES) == pytest.approx(expected)


def test_unjudged_documents_cost_only_the_strict_figure() -> None:
    ranking = ["x", "a", "y", "b"]
    assert ndcg_at(10, ranking, GRADES) < 1
    assert judged_ndcg_at(10, ranking, GRADES) == pytest.approx(1.0)


def test_reciprocal_rank_is_zero_below_the_cut() -> None:
    assert reciprocal_rank_at(10, ["x", "a"], "a") == 0.5
    assert reciprocal_rank_at(1, ["x", "a"], "a") == 0.0


def test_percentile_is_a_measured_value() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2
    assert percentile(list(range(1, 101)), 0.95) == 95
