"""ROUGE-L."""

import pytest

from training.models.text_overlap import rouge_l


@pytest.mark.parametrize(
    ("candidate", "reference", "score"),
    [
        ("It holds 750 ml.", "it holds 750 ML", 1.0),
        ("yes", "no", 0.0),
        ("", "no", 0.0),
        ("the cat sat", "the dog sat", 2 / 3),
        ("可以放微波炉", "可以放", 2 * 3 / 9),
    ],
)
def test_shares_the_longest_common_subsequence(
    candidate: str, reference: str, score: float
) -> None:
    assert rouge_l(candidate, reference) == pytest.approx(score)
