from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.features import FEATURES
from training.evaluate.answer_pools import LabelledQuestion, Pool
from training.evaluate.evidence import in_any_order
from training.evaluate.evidence_file import EvidenceQuestion
from training.evaluate.evidence_models import Lesson, fit_models
from training.evaluate.listwise import fit_listwise, softmax
from training.evaluate.risk_plot import RiskCurve, risk_plot


def pool(labels: Sequence[int], cosines: Sequence[float]) -> Pool:
    """A question whose passages differ in ``said_cosine`` alone."""
    passages = [Passage(str(n), PassageKind.REVIEW, "text") for n in range(len(labels))]
    question = LabelledQuestion("P", "", "heavy?", "heavy?", passages, labels)
    features = np.zeros((len(labels), len(FEATURES)))
    features[:, FEATURES.index("said_cosine")] = cosines
    return Pool(question, features, np.array(labels))


def test_shares_of_each_list_add_up_to_one() -> None:
    shares = softmax(np.array([1.0, 1.0, 900.0, -900.0]), np.array([0, 0, 1, 1]))
    assert shares == pytest.approx([0.5, 0.5, 1.0, 0.0])


def test_what_all_of_a_list_share_teaches_nothing() -> None:
    inputs = np.array([[1.0, 5.0], [0.0, 5.0], [1.0, 9.0], [0.0, 9.0]])
    gains, lists = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0, 0, 1, 1])
    better, same = fit_listwise(inputs, gains, lists, ridge=0.1)
    assert better > 0.1
    assert same == pytest.approx(0.0, abs=1e-9)


def test_lists_that_one_column_separates_leave_finite_weights() -> None:
    inputs = np.tile([[1.0], [0.0]], (500, 1))
    gains, lists = np.tile([1.0, 0.0], 500), np.repeat(np.arange(500), 2)
    (weight,) = fit_listwise(inputs, gains, lists, ridge=1e-3)
    assert 0 < weight < 100


def test_models_order_by_what_told_right_from_wrong_and_doubt_what_is_low() -> None:
    answered = [pool([2, 0, 1], [0.9 - n / 100, 0.5, 0.6]) for n in range(20)]
    unanswered = [pool([0, 0], [0.4 + n / 100, 0.3]) for n in range(20)]
    pools = [*answered, *unanswered]
    models = fit_models(pools, [Lesson(pools)])
    logits, sure = models.judge(pool([0, 2], [0.5, 0.9]))
    assert logits[1] > logits[0]
    assert sure > 0.5 > models.judge(pool([0, 0], [0.4, 0.3]))[1]


def test_what_answers_makes_surer_the_more_it_counts() -> None:
    answered = [pool([2], [0.6 + n / 100]) for n in range(20)]
    unanswered = [pool([0], [0.5 + n / 100]) for n in range(20)]
    ordering = [pool([2, 0], [0.9, 0.5]), pool([0, 2], [0.4, 0.8])] * 10
    between = pool([0], [0.65])

    def confidence(right: float) -> float:
        lesson = Lesson([*answered, *unanswered], right=right)
        return fit_models(ordering, [lesson]).judge(between)[1]

    assert confidence(3.0) > confidence(1.0) + 0.1


def test_order_of_a_file_is_not_the_order_that_is_judged() -> None:
    passages = [Passage(str(n), PassageKind.REVIEW, str(n)) for n in range(30)]
    question = EvidenceQuestion("7", "?", None, passages, [n % 3 for n in range(30)])
    drawn = in_any_order(question)
    assert drawn.passages != passages
    assert sorted(drawn.passages, key=lambda each: int(each.text)) == passages
    assert [int(each.text) % 3 for each in drawn.passages] == drawn.labels
    assert in_any_order(replace(question)) == drawn


def test_plot_has_a_line_and_a_name_for_each_way() -> None:
    curve = RiskCurve("a < b", np.linspace(1, 0, 40), np.linspace(0, 1, 40).round())
    svg = risk_plot([curve, replace(curve, name="chance")])
    assert svg.count("<polyline") == 2
    assert "a &lt; b" in svg
    assert ">100%<" in svg
