"""Praise and blame by words: turned round by a not, weakened, never read out of a question."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.encoder import OnnxEncoder
from shopguide.config import default_models_folder
from shopguide.domain.bundle import BundleKind
from shopguide.domain.indexed import Vector
from shopguide.domain.passage import Passage, PassageKind
from shopguide.insights.opinions import ReviewReader
from shopguide.insights.reviews import Review
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.clauses import sentences_with_clauses, split_clauses
from shopguide.text.reviews.sentiment import clause_score
from shopguide.text.reviews.sentiment_model import SentimentModel, sentiment_model

SENTENCES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[3] / "data/review_sentences.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]


@pytest.mark.parametrize(
    "clause",
    [
        "not bad at all",
        "It works well",
        "better than my old one",
        "没有问题",
        "比以前那个好",
        "质量不错",
        "still going strong after years, no complaints",
    ],
)
def test_praise_is_above_zero(clause: str) -> None:
    assert clause_score(clause) > 0


@pytest.mark.parametrize(
    "clause",
    [
        "not good",
        "It is not very good",
        "could be better",
        "not as good as the old one",
        "不好",
        "不太满意",
        "不怎么样",
        "质量不如以前",
        "没有想象中好",
    ],
)
def test_blame_is_below_zero(clause: str) -> None:
    assert clause_score(clause) < 0


def test_intensity_orders_what_is_said() -> None:
    scores = [clause_score(f"{words} good") for words in ("slightly", "", "very")]
    assert scores == sorted(scores)
    assert clause_score("有点慢") > clause_score("慢") > clause_score("非常慢")


@pytest.mark.parametrize(
    "text", ["Is it good?", "好不好？", "好像是这样", "a great deal of paper", "不得不说"]
)
def test_what_says_nothing_is_zero(text: str) -> None:
    assert clause_score(text) == 0


@pytest.mark.parametrize(
    ("clause", "aspect", "sign"),
    [
        ("the battery lasts", "battery", 1),
        ("the battery dies", "battery", -1),
        ("续航短", "battery", -1),
        ("重量很轻", "weight", 1),
        ("快递太慢", "delivery", -1),
        ("客服态度不好", "service", -1),
        ("the fan is loud", "noise", -1),
        ("the speaker is loud", "sound", 1),
    ],
)
def test_a_word_may_judge_one_aspect_alone(clause: str, aspect: str, sign: int) -> None:
    assert np.sign(clause_score(clause, aspect)) == sign


def test_clauses_are_split_where_another_thing_is_said() -> None:
    assert split_clauses("Great sound, but the battery is bad") == (
        "Great sound",
        "but the battery is bad",
    )
    assert split_clauses("屏幕不错但是电池差") == ("屏幕不错", "但是电池差")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_sentences_stand_in_any_text_as_they_are(text: str) -> None:
    for sentence in sentences_with_clauses(text):
        assert sentence.text in text
        assert all(clause in sentence.text for clause in sentence.clauses)
        assert all(np.isfinite(clause_score(clause)) for clause in sentence.clauses)


def test_an_encoder_without_weights_is_judged_by_words_alone() -> None:
    model = sentiment_model("nobody-knows")
    vector = np.ones(384, dtype=np.float32)
    assert model.liking(vector, 2.0) == model.liking(None, 2.0) > 0.5
    assert model.liking(None, 0.0) == 0.5


def test_vectors_of_another_length_are_not_mixed_in() -> None:
    known = sentiment_model("shopguide-e5-small")
    assert known.weights is not None
    assert known.liking(np.ones(7, dtype=np.float32), 1.0) == known.liking(None, 1.0)


def share_right(
    language: str, model: SentimentModel, vectors: Mapping[str, Vector] | None = None
) -> tuple[float, float]:
    """Of the labelled aspects in a language, those that are found, and those judged right."""
    reader = ReviewReader(AspectNames(), model)
    found = right = count = 0
    for row in SENTENCES:
        if row["language"] == language:
            passage = Passage("review-1", PassageKind.REVIEW, row["text"])
            opinion = reader.read(Review(passage, vectors[row["text"]] if vectors else None))
            for aspect, label in row["aspects"].items():
                count += 1
                found += aspect in opinion.said
                right += aspect in opinion.said and opinion.about(aspect).value == label
    return found / count, right / count


@pytest.mark.parametrize(("language", "floor"), [("en", 0.72), ("zh", 0.82)])
def test_words_alone_judge_most_labelled_sentences_right(language: str, floor: float) -> None:
    found, right = share_right(language, SentimentModel("none"))
    assert found >= 0.93
    assert right >= floor


@pytest.mark.models
@pytest.mark.parametrize(("language", "floor"), [("en", 0.76), ("zh", 0.88)])
def test_vectors_judge_more_of_them_right(language: str, floor: float) -> None:
    name = "shopguide-e5-small"
    encoder = OnnxEncoder(find_bundle(default_models_folder(), BundleKind.ENCODER, name), threads=1)
    texts = [row["text"] for row in SENTENCES]
    vectors = dict(zip(texts, encoder.encode_passages(texts), strict=True))
    assert share_right(language, sentiment_model(name), vectors)[1] >= floor
