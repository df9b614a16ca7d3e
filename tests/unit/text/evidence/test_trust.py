import numpy as np
import pytest

from shopguide.answer.calibrations import CALIBRATIONS, Calibration
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.features import FEATURES
from shopguide.text.evidence.trust import TRUST_FEATURES, trust_features

REVIEW = Passage("review", PassageKind.REVIEW, "Light and quiet.")
WEIGHT = Passage("weight", PassageKind.ATTRIBUTE, "Weight: 2 kg.")
PARTS = [Passage("article", PassageKind.ARTICLE, text) for text in ("One.", "Two.")]


def columns(
    *judged: tuple[Passage, float], is_chinese: bool = False, asks_opinion: bool = False
) -> dict[str, float]:
    """Of passages with the logit of each."""
    passages, logits = zip(*judged, strict=True)
    features = np.tile(np.arange(len(judged), dtype=float)[:, None], (1, len(FEATURES)))
    found = trust_features(
        passages, features, np.array(logits), is_chinese=is_chinese, asks_opinion=asks_opinion
    )
    return dict(zip(TRUST_FEATURES, found.tolist(), strict=True))


def test_columns_are_those_of_the_best_passage() -> None:
    found = columns((REVIEW, -1.0), (WEIGHT, 2.0))
    assert found["cosine"] == found["hedged"] == 1.0
    assert (found["attribute"], found["review"]) == (1.0, 0.0)


def test_fact_that_stands_out_of_a_record_counts_and_a_review_among_reviews_does_not() -> None:
    assert columns((WEIGHT, 2.0), (REVIEW, -1.0))["record_lead"] == 3.0
    assert columns((REVIEW, 2.0), (WEIGHT, -1.0))["record_lead"] == 0.0
    assert columns((WEIGHT, 2.0))["record_lead"] == 0.0


def test_parts_of_one_passage_are_alone() -> None:
    assert columns((PARTS[0], 1.0), (PARTS[1], 2.0))["order_alone"] == 2.0
    assert columns((PARTS[0], 1.0), (REVIEW, 2.0))["alone"] == 0.0


def test_order_counts_apart_by_language_kind_and_what_is_asked() -> None:
    found = columns((REVIEW, 1.5), (WEIGHT, 0.0), is_chinese=True)
    assert (found["order_chinese"], found["order_review"]) == (1.5, 1.5)
    assert (found["opinion"], found["order_opinion"]) == (0.0, 0.0)
    assert columns((REVIEW, 1.5), asks_opinion=True)["order_opinion"] == 1.5


@pytest.mark.parametrize("calibration", CALIBRATIONS, ids=lambda each: each.encoder)
def test_every_encoder_has_a_weight_for_each_column(calibration: Calibration) -> None:
    assert tuple(calibration.confidence_weights) == TRUST_FEATURES
    assert len(calibration.rank_weights) == len(FEATURES)
