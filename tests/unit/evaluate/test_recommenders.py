import lzma
from pathlib import Path

import numpy as np
import pytest

from training.evaluate.errors import EvaluationInputError
from training.evaluate.neighbours import (
    NOTHING,
    cosine_neighbours,
    directed_neighbours,
    most_popular,
    top_items,
)
from training.evaluate.recommend import measure
from training.evaluate.sequences import Sequences, read_sequences


def read(tmp_path: Path, text: str) -> Sequences:
    file = tmp_path / "sequences.txt"
    file.write_text(text, encoding="utf-8")
    return read_sequences(file)


def items(*histories: str) -> list[np.ndarray]:
    """Histories of items a, b, c …"""
    return [np.array([ord(letter) - ord("a") for letter in history]) for history in histories]


def test_last_item_is_hidden_and_the_one_before_it_kept_from_strict_fitting(
    tmp_path: Path,
) -> None:
    known = read(tmp_path, "u1 9 8 7\n\nu2 7 9 8 5\nu3 9 8\n")
    assert (known.users, known.items, known.too_short) == (["u1", "u2"], ["9", "8", "7", "5"], 1)
    assert [known.items[target] for target in known.targets] == ["7", "5"]
    assert [list(history) for history in known.known()] == [[0, 1], [2, 0, 1]]
    assert [list(history) for history in known.training()] == [[0], [2, 0]]
    assert known.interactions == 7
    assert known.repeats == 0


def test_packed_sequences_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "sequences.txt.xz"
    file.write_bytes(lzma.compress(b"1 1 2 3\n"))
    assert read_sequences(file).users == ["1"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [("u1 1 2 3\nu1 4 5 6\n", "line 2: user 'u1'"), ("u1 1 2\n", "No user"), ("", "is empty")],
)
def test_unusable_sequences_say_why(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(EvaluationInputError, match=problem) as caught:
        read(tmp_path, text)
    assert caught.value.fix


def test_popularity_gives_everyone_the_same_but_what_they_have() -> None:
    known = items("abc", "ab", "a")
    top = top_items(most_popular(known, 4), items("a", "b"), 2)
    assert top.tolist() == [[1, 2], [0, 2]]


def test_whoever_has_everything_gets_nothing() -> None:
    top = top_items(most_popular(items("abc"), 3), items("ab", "abc"), 2)
    assert top.tolist() == [[2, NOTHING], [NOTHING, NOTHING]]


def test_directed_neighbours_weigh_steps_direction_popularity_and_recency() -> None:
    scores = directed_neighbours(items("abc", "ab"), 3)(items("a", "c", "ab"))
    # counts: a 2, b 2, c 1; weights a->b 2 x .9, b->c .9, a->c .81; a fifth of each backwards
    a_to_b, b_to_c, a_to_c = 1.8 / 4**0.2, 0.9 / 2**0.2, 0.81 / 2**0.2
    assert scores[0] == pytest.approx([0, a_to_b, a_to_c])
    assert scores[1] == pytest.approx([0.2 * a_to_c, 0.2 * b_to_c, 0])
    assert scores[2][2] == pytest.approx(0.8 * a_to_c + b_to_c)


def test_cosine_neighbours_are_those_that_the_same_users_have() -> None:
    scores = cosine_neighbours(items("ab", "ab", "ac"), 3)(items("a", "b"))
    assert scores[0] == pytest.approx([0, 2 / (3 * 2) ** 0.5, 1 / (3 * 1) ** 0.5])
    assert scores[1] == pytest.approx([2 / (3 * 2) ** 0.5, 0, 0])


def test_figures_of_a_hit_in_second_place_and_of_a_miss() -> None:
    top = np.array([[0, 1], [2, NOTHING]])
    values = measure(top, np.array([1, 0]), np.array([4, 2, 2]))
    assert values["hr@10"].tolist() == [1, 0]
    assert values["ndcg@10"] == pytest.approx([1 / np.log2(3), 0])
    assert values["novelty"] == pytest.approx([1.5, 2])  # bits: a half, a quarter; a quarter
