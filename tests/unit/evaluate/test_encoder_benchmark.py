"""What the encoder benchmark counts, with an encoder whose vectors are written here."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from shopguide.domain.passage import Passage, PassageKind
from training.data.public.pqa import JudgedQuestion
from training.evaluate.encoder_benchmark import CHINESE, ENGLISH, QUESTIONS, EncoderBenchmark

AXES = {"kettle": 0, "水壶": 0, "shoe": 1, "鞋": 1, "hat": 2, "帽子": 2}


class AxisEncoder:
    """Texts of one meaning lie on one axis."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.eye(3, dtype=np.float32)[[AXES[text.split()[-1]] for text in texts]]

    encode_passages = encode_queries


def question(text: str, passages: Sequence[str], labels: Sequence[int]) -> JudgedQuestion:
    found = [
        Passage(str(number), PassageKind.REVIEW, passage) for number, passage in enumerate(passages)
    ]
    return JudgedQuestion("1", "P", "", text, found, labels, [""] * len(found))


@pytest.fixture
def benchmark() -> EncoderBenchmark:
    return EncoderBenchmark(
        english={"a": "red kettle", "b": "red shoe"},
        qrels={"a kettle": {"a": 3, "b": 0}, "a shoe": {"a": 3, "b": 0}},
        chinese={"c": "水壶", "d": "鞋"},
        targets={"鞋": "d", "帽子": "d"},
        questions=[
            question("kettle", ["a shoe", "my kettle"], [0, 2]),
            question("hat", ["a hat", "a shoe"], [1, 2]),
        ],
        names=[("水壶", "kettle"), ("鞋", "shoe"), ("帽子", "hat")],
    )


def test_each_query_counts_by_its_own_rank(benchmark: EncoderBenchmark) -> None:
    figures = benchmark.figures(AxisEncoder())
    assert figures[ENGLISH] == [pytest.approx(1.0), pytest.approx(1 / np.log2(3))]
    assert figures[CHINESE] == [1.0, 0.5]
    assert figures[QUESTIONS] == [1.0, 0.0]


def test_names_find_their_translations_both_ways(benchmark: EncoderBenchmark) -> None:
    assert benchmark.across_languages(AxisEncoder()) == ([1.0] * 3, [1.0] * 3)
