import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.query.near_words import NearWords
from shopguide.text.query.typing_slips import slip_cost

_LETTERS = st.text("abcdez", max_size=9)


def _edits(left: str, right: str) -> int:
    """Optimal string alignment, as textbooks write it."""
    rows = [
        [m + n if m * n == 0 else 0 for n in range(len(right) + 1)] for m in range(len(left) + 1)
    ]
    for m in range(1, len(left) + 1):
        for n in range(1, len(right) + 1):
            rows[m][n] = min(
                rows[m - 1][n] + 1,
                rows[m][n - 1] + 1,
                rows[m - 1][n - 1] + (left[m - 1] != right[n - 1]),
            )
            if m > 1 and n > 1 and left[m - 1] == right[n - 2] and left[m - 2] == right[n - 1]:
                rows[m][n] = min(rows[m][n], rows[m - 2][n - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize("most", [1, 2])
@settings(max_examples=300)
@given(left=_LETTERS, right=_LETTERS)
def test_has_a_cost_exactly_where_so_many_edits_are_enough(
    most: int, left: str, right: str
) -> None:
    assert (slip_cost(left, right, most) is not None) == (_edits(left, right) <= most)


def test_likelier_slips_cost_less() -> None:
    swapped = slip_cost("moues", "mouse", 1)
    neighbour = slip_cost("mpuse", "mouse", 1)
    any_letter = slip_cost("mxuse", "mouse", 1)
    first = slip_cost("xouse", "mouse", 1)
    assert swapped is not None
    assert neighbour is not None
    assert any_letter is not None
    assert first is not None
    assert swapped < neighbour < any_letter < first


@settings(max_examples=200)
@given(
    words=st.lists(st.text("abcdez", min_size=4, max_size=9), max_size=30, unique=True),
    written=st.text("abcdez", min_size=4, max_size=9),
)
def test_finds_every_word_one_edit_away(words: list[str], written: str) -> None:
    near = set(NearWords(words).near(written, 1))
    assert {word for word in words if _edits(word, written) <= 1} <= near


def test_finds_words_two_slips_away() -> None:
    words = NearWords(["headphones", "keyboard", "microwave"])
    assert list(words.near("hedphonse", 2)) == ["headphones"]
    assert list(words.near("kyboadr", 2)) == ["keyboard"]
