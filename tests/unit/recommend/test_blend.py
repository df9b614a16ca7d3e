"""Signals on one scale, whatever their own, and their weighted sum."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shopguide.domain.recommending import BlendWeights, Signal
from shopguide.recommend.blend import SIGNALS, Scale, scale_of, table_of

FOLLOWED, CONTENT = SIGNALS.index(Signal.FOLLOWED), SIGNALS.index(Signal.CONTENT)

numbers = st.lists(st.floats(-1e6, 1e6, width=32), min_size=2, max_size=30)


def vector(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_signal_that_is_mostly_silent_is_divided_by_its_largest_value() -> None:
    table = table_of(["a", "b", "c"], {Signal.FOLLOWED: vector(0, 2, 8)})
    assert table.signals[:, FOLLOWED].tolist() == [0, 0.25, 1]


def test_signal_that_speaks_of_all_gets_mean_0_and_deviation_1() -> None:
    table = table_of(["a", "b", "c"], {Signal.CONTENT: vector(1, 2, 6)})
    assert table.signals[:, CONTENT].mean() == pytest.approx(0, abs=1e-6)
    assert table.signals[:, CONTENT].std() == pytest.approx(1, abs=1e-6)


@given(numbers, st.floats(2**-10, 2**10), st.floats(-1e3, 1e3))
def test_scale_of_a_signal_does_not_matter(values: list[float], unit: float, shift: float) -> None:
    # Below, a float of 32 bits has nothing left to tell, and no signal is so fine.
    assume(np.std(values) > 1e-2 * max(1.0, float(np.abs(values).max())))
    plain, moved = (
        table_of([str(row) for row in range(len(values))], {Signal.CONTENT: each}).signals
        for each in (vector(*values), vector(*values) * np.float32(unit))
    )
    np.testing.assert_allclose(plain, moved, atol=1e-2)
    assert np.isfinite(plain).all()
    assert np.isfinite(Scale(shift, unit).of(vector(*values))).all()


def test_what_is_not_known_of_a_product_lies_in_the_middle() -> None:
    table = table_of(["a", "b", "c"], {Signal.CONTENT: vector(1, np.nan, 3)})
    assert table.signals[:, CONTENT].tolist() == [-1, 0, 1]


@pytest.mark.parametrize("values", [(np.nan, np.nan), (0, 0), (3, 3)])
def test_signal_that_tells_nothing_apart_changes_no_order(values: tuple[float, float]) -> None:
    for signal in (Signal.CONTENT, Signal.FOLLOWED):
        table = table_of(["a", "b"], {signal: vector(*values)})
        assert len(set(table.scores(BlendWeights({signal: 1.0})).tolist())) == 1


def test_score_is_the_weighted_sum_and_a_signal_without_weight_is_silent() -> None:
    values = {Signal.FOLLOWED: vector(0, 1), Signal.TRENDING: vector(4, 1)}
    table = table_of(["a", "b"], values)
    weights = BlendWeights({Signal.FOLLOWED: 2.0})
    assert table.scores(weights).tolist() == [0, 2]


def test_scales_of_a_request_can_be_used_again_for_fewer_candidates() -> None:
    first = table_of(["a", "b"], {Signal.FOLLOWED: vector(2, 8)})
    again = table_of(["a"], {Signal.FOLLOWED: vector(2)}, first.scales)
    assert again.signals[0, FOLLOWED] == first.signals[0, FOLLOWED]
    assert scale_of(Signal.FOLLOWED, vector(2)) != first.scales[Signal.FOLLOWED]
