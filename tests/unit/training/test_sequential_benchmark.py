"""The benchmark fits on nobody's future, and blends what candidates alone say."""

import numpy as np
import pytest

from training.evaluate.neighbours import NOTHING
from training.evaluate.sequences import Sequences
from training.evaluate.sequential.blend import Part, best_of, blend, on_one_scale, united
from training.evaluate.sequential.figures import figures_of, measure_all, with_newcomers
from training.evaluate.sequential.protocol import make_task

HISTORIES = [np.array([0, 1, 2, 3, 4]), np.array([1, 2, 5, 0]), np.array([3, 2, 6])]
SEQUENCES = Sequences(["a", "b", "c"], list("0123456"), HISTORIES, 0)


def test_strict_test_is_fitted_on_neither_of_the_last_two() -> None:
    task = make_task(SEQUENCES, "strict", test=True)
    assert [history.tolist() for history in task.fitted] == [[0, 1, 2], [1, 2], [3]]
    assert [history.tolist() for history in task.asked] == [[0, 1, 2, 3], [1, 2, 5], [3, 2]]
    assert task.targets.tolist() == [4, 0, 6]
    assert task.checked[1].tolist() == [3, 5, 2]


def test_validation_asks_for_the_last_but_one() -> None:
    task = make_task(SEQUENCES, "strict", test=False)
    assert task.targets.tolist() == [3, 5, 2]
    assert [history.tolist() for history in task.asked] == [[0, 1, 2], [1, 2], [3]]


def test_refit_is_fitted_on_all_that_is_known_when_asked() -> None:
    task = make_task(SEQUENCES, "refit", test=True)
    assert [history.tolist() for history in task.fitted] == [[0, 1, 2, 3], [1, 2, 5], [3, 2]]


def test_nothing_is_fitted_on_hidden_products() -> None:
    task = make_task(SEQUENCES, "strict", test=False, hidden_share=0.5)
    fitted = set(np.concatenate(task.fitted).tolist())
    assert task.hidden.any()
    assert not fitted & set(np.flatnonzero(task.hidden).tolist())


def test_a_scale_is_that_of_the_candidates_alone() -> None:
    values = np.array([[1.0, 2.0, 4.0, 100.0]], np.float32)
    candidates = np.array([[True, True, True, False]])
    largest = on_one_scale(values, candidates, "largest")
    np.testing.assert_allclose(largest[0, :3], [0.25, 0.5, 1.0])
    spread = on_one_scale(values, candidates, "deviation")[0, :3]
    assert spread.mean() == pytest.approx(0, abs=1e-6)
    assert spread.std() == pytest.approx(1)


def test_neither_the_history_nor_what_nobody_speaks_for_is_a_candidate() -> None:
    parts = {"one": Part(1.0, "largest"), "two": Part(0.5, "deviation")}
    values = {"one": np.array([[9.0, 1.0, 0.0, 2.0]], np.float32)}
    best = {"one": best_of(values["one"], [np.array([0])])}
    candidates, scores = blend(values, best, parts)
    assert candidates[candidates != NOTHING].tolist() == [1, 3]
    assert scores[0, candidates[0] == 3] == 1.0
    assert np.isneginf(scores[candidates == NOTHING]).all()


def test_candidates_of_two_signals_stand_once() -> None:
    found = united([np.array([[3, 1, NOTHING]]), np.array([[3, 2, 1]])])
    assert found[found != NOTHING].tolist() == [1, 2, 3]


def test_figures_count_places_from_the_first() -> None:
    task = make_task(SEQUENCES, "strict", test=True)
    top = np.array([[4, 1], [1, 0], [1, 0]])
    found = figures_of(task, top)
    assert found.hits == pytest.approx(2 / 3)
    assert found.ndcg == pytest.approx((1 + 1 / np.log2(3)) / 3)
    assert found.coverage == pytest.approx(3 / 7)


def test_every_part_and_the_blend_without_it_are_measured() -> None:
    task = make_task(SEQUENCES, "strict", test=True)
    chance = np.random.default_rng(1)
    signals = {
        name: lambda asked: chance.random((len(asked), 7)).astype(np.float32)
        for name in ("followed", "sequence")
    }
    found = measure_all(task, signals, lambda _: None)
    assert {"followed", "sequence", "blend", "blend without followed"} <= set(found)


def test_last_places_go_to_the_nearest_newcomers_unless_they_stand_on_the_list() -> None:
    top = np.array([[0, 1, 2, 3], [0, 7, 1, 2], [8, 0, 7, 1]])
    nearest = np.array([[8, 7], [7, 8], [7, 8]])
    assert with_newcomers(top, nearest).tolist() == [[0, 1, 8, 7], [0, 7, 1, 8], [8, 0, 7, 1]]
