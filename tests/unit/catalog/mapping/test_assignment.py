from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.mapping.assignment import best_assignment

LEAST = 0.3


@st.composite
def score_tables(draw: st.DrawFn) -> list[list[float]]:
    width = draw(st.integers(1, 5))
    row = st.lists(st.integers(0, 10).map(lambda n: n / 10), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=4))


@given(score_tables())
@settings(max_examples=150, deadline=None)
def test_no_other_choice_has_a_larger_sum(scores: list[list[float]]) -> None:
    chosen = best_assignment(scores, LEAST)
    used = [column for column in chosen if column is not None]
    assert len(set(used)) == len(used)
    assert all(column is None or scores[row][column] > LEAST for row, column in enumerate(chosen))
    places = [*range(len(scores[0])), *([None] * len(scores))]
    best = max(_gain(scores, choice) for choice in set(permutations(places, len(scores))))
    assert abs(_gain(scores, chosen) - best) < 1e-9


def _gain(scores: list[list[float]], choice: tuple[int | None, ...] | list[int | None]) -> float:
    return sum(
        scores[row][column] - LEAST for row, column in enumerate(choice) if column is not None
    )


def test_nothing_is_assigned_where_there_is_nothing() -> None:
    assert best_assignment([], LEAST) == []
    assert best_assignment([[], []], LEAST) == [None, None]
