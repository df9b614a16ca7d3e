import numpy as np
import pytest

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.features import FEATURES, Features, evidence_features
from shopguide.text.evidence.signs import is_hedged
from shopguide.text.passage_text import said_text

PAIR = Passage("1", PassageKind.QA, "Only by hand.", "P", question="Can I wash it?")
REVIEW = Passage("2", PassageKind.REVIEW, "I think you can wash it.", "P")
FACT = Passage("3", PassageKind.ATTRIBUTE, "Dishwasher safe: no.", "P")


def features_of(*passages: Passage) -> Features:
    """With the question as the first axis, and every passage halfway to it."""
    count = len(passages)
    question = np.tile(np.array([1, 0], dtype=np.float32), (count, 1))
    whole = np.tile(np.array([0.6, 0.8], dtype=np.float32), (count, 1))
    said = np.tile(np.array([0.8, 0.6], dtype=np.float32), (count, 1))
    background = np.array([[0, 1]], dtype=np.float32)
    return evidence_features(
        "Can I wash it?", question, passages, whole, said, [""] * count, background
    )


def column(features: Features, name: str) -> list[float]:
    return [round(float(value), 6) for value in features[:, FEATURES.index(name)]]


def test_each_passage_has_every_feature() -> None:
    assert features_of(PAIR, REVIEW, FACT).shape == (3, len(FEATURES))
    assert features_of().shape == (0, len(FEATURES))


def test_what_an_answer_says_is_compared_apart_from_its_question() -> None:
    features = features_of(PAIR, REVIEW)
    assert column(features, "cosine") == [0.6, 0.6]
    assert column(features, "said_cosine") == [0.8, 0.8]
    assert said_text(PAIR) == "Only by hand."
    assert said_text(REVIEW) == "I think you can wash it."


def test_only_what_shoppers_wrote_counts_as_of_the_community() -> None:
    features = features_of(PAIR, REVIEW, FACT)
    assert column(features, "community_above_pool") == [-0.2, -0.2, 0.0]
    assert column(features, "community_coverage")[2] == 0.0
    assert column(features, "qa") == [1.0, 0.0, 0.0]


def test_hedged_passages_are_marked() -> None:
    assert column(features_of(PAIR, REVIEW, FACT), "hedged") == [0.0, 1.0, 0.0]


@pytest.mark.parametrize(
    "text",
    ["I'm not sure.", "I don’t know, sorry", "maybe it fits", "我不太清楚", "沒用過，應該是可以"],
)
def test_hedges_are_seen_in_both_languages(text: str) -> None:
    assert is_hedged(text)


@pytest.mark.parametrize("text", ["It is surely red.", "It weighs 2 kg.", "可以机洗。"])
def test_plain_statements_are_no_hedges(text: str) -> None:
    assert not is_hedged(text)
