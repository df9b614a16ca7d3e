"""Words and meaning in one score, whose parts add up."""

from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.indexed import Candidates
from shopguide.search.fusion import fuse, meaning_share

row = st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32), st.booleans())


def candidates(rows: list[tuple[float, float, bool]]) -> Candidates:
    return Candidates(
        [UUID(int=n << 96) for n in range(len(rows))],
        np.array([cosine for cosine, _, _ in rows], dtype=np.float32),
        np.array([score for _, score, _ in rows], dtype=np.float32),
        np.array([[member] for _, _, member in rows], dtype=np.bool_).reshape(len(rows), 1),
        np.zeros((len(rows), 0), dtype=np.float32),
    )


def test_short_queries_go_by_words_and_long_ones_by_meaning() -> None:
    by_word, by_meaning = (0.5, 10.0, False), (0.9, 1.0, False)
    found = candidates([by_meaning, by_word])
    assert [key.int >> 96 for key in fuse(found, terms=1).keys] == [1, 0]
    found = candidates([(0.9, 9.0, False), (0.5, 10.0, False)])
    assert [key.int >> 96 for key in fuse(found, terms=10).keys] == [0, 1]
    shares = [meaning_share(terms) for terms in range(20)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert max(shares) < 1


def test_meaning_is_all_where_no_word_is_known() -> None:
    order = fuse(candidates([(0.2, 0, False), (0.7, 0, False)]), terms=2)
    assert order.meaning == 1
    assert order.scores.tolist() == pytest.approx([0.7, 0.2])


def test_best_without_boosts_is_one() -> None:
    order = fuse(candidates([(1.0, 5.0, False), (0.1, 0.0, False)]), terms=2)
    assert order.scores[0] == pytest.approx(1)


def test_equal_scores_come_by_key() -> None:
    order = fuse(candidates([(0.5, 1.0, False)] * 5), terms=2)
    assert [key.int >> 96 for key in order.keys] == [0, 1, 2, 3, 4]


def test_without_leaves_the_order_as_it_is() -> None:
    order = fuse(candidates([(0.1, 0, False), (0.9, 0, False), (0.5, 0, False)]), terms=1)
    rest = order.without({UUID(int=1 << 96)})
    assert rest.cosines.tolist() == pytest.approx([0.5, 0.1])


@given(st.lists(row, max_size=30), st.integers(0, 30), st.floats(-1, 1))
def test_parts_add_up_to_the_score(
    rows: list[tuple[float, float, bool]], terms: int, amount: float
) -> None:
    order = fuse(candidates(rows), terms, [amount])
    told = order.meaning * order.cosines + (1 - order.meaning) * order.words
    np.testing.assert_allclose(order.scores, told + order.boosts.sum(axis=1), atol=1e-5)
    assert (np.diff(order.scores) <= 0).all()
    assert ((order.words >= 0) & (order.words <= 1)).all()
    assert sorted(order.keys) == sorted(candidates(rows).keys)
