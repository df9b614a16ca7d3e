"""The reranker orders the head within its time, or leaves it as it was and says why."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.adapters.memory.models import OverlapReranker
from shopguide.bootstrap import Container
from shopguide.config import Settings, read_settings
from shopguide.domain.errors import BundleMissingError, ConfigurationError
from shopguide.domain.indexed import Vector
from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit
from shopguide.search.rerank_pace import FEWEST, RESTS, RerankPace
from shopguide.search.reranking import HeadReranker, RerankState

HITS = tuple(
    Hit(Product(str(n), f"product {n}" if n != 15 else "blue suede shoes"), 1 - n / 100)
    for n in range(30)
)


class Stopwatch:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class PacedReranker(OverlapReranker):
    """Takes `ms_a_hit` for each text, as the stopwatch has it."""

    def __init__(self, stopwatch: Stopwatch, ms_a_hit: float) -> None:
        super().__init__()
        self.stopwatch = stopwatch
        self.ms_a_hit = ms_a_hit
        self.judged = 0

    def score(self, query: str, texts: Sequence[str]) -> Vector:
        self.judged += len(texts)
        self.stopwatch.seconds += len(texts) * self.ms_a_hit / 1000
        return super().score(query, texts)


Paced = Callable[..., tuple[HeadReranker, PacedReranker]]


@pytest.fixture
def paced() -> Paced:
    def make(
        ms_a_hit: float, budget_ms: float = 40, **more: float
    ) -> tuple[HeadReranker, PacedReranker]:
        stopwatch = Stopwatch()
        reranker = PacedReranker(stopwatch, ms_a_hit)
        load = lambda: reranker  # noqa: E731
        return HeadReranker(load, budget_ms=budget_ms, clock=stopwatch, **more), reranker  # type: ignore[arg-type]

    return make


def test_most_relevant_hit_of_the_head_comes_first_and_the_rest_stays(paced: Paced) -> None:
    stage, _ = paced(ms_a_hit=1)
    outcome = stage.rerank("blue suede shoes", HITS)
    assert outcome.hits[0].product.product_id == "15"
    assert outcome.hits[20:] == HITS[20:]
    assert (outcome.state, outcome.reranked) == (RerankState.RERANKED, 20)
    assert outcome.within_budget
    assert outcome.took_ms == pytest.approx(20)
    assert outcome.version == "overlap@1:20"


def test_scores_are_probabilities_in_the_order_of_the_hits(paced: Paced) -> None:
    scores = [hit.score for hit in paced(1)[0].rerank("blue shoes", HITS).hits[:20]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_equal_relevance_keeps_the_fused_order(paced: Paced) -> None:
    outcome = paced(1)[0].rerank("zzz", HITS[:15])
    assert [hit.product for hit in outcome.hits] == [hit.product for hit in HITS[:15]]


def test_fused_score_counts_as_much_as_the_weight_leaves_it(paced: Paced) -> None:
    outcome = paced(1, weight=0.0)[0].rerank("blue suede shoes", HITS)
    assert [hit.product for hit in outcome.hits] == [hit.product for hit in HITS]


def test_past_the_budget_the_fused_order_is_served_whole(paced: Paced) -> None:
    stage, reranker = paced(ms_a_hit=3)
    outcome = stage.rerank("blue suede shoes", HITS)
    assert outcome.hits is HITS
    assert (outcome.state, outcome.reranked, outcome.version) == (RerankState.OVER_BUDGET, 0, "")
    assert not outcome.within_budget
    # To warm up, and one batch: the second would have ended too late.
    assert reranker.judged == 1 + 10


def test_next_search_tries_as_many_hits_as_fit(paced: Paced) -> None:
    stage, _ = paced(ms_a_hit=2.9)
    stage.rerank("shoes", HITS)
    outcome = stage.rerank("shoes", HITS)
    assert (outcome.state, outcome.reranked) == (RerankState.RERANKED, 12)
    assert outcome.took_ms < 40


def test_reranker_that_cannot_judge_a_handful_rests_and_is_tried_again(paced: Paced) -> None:
    stage, reranker = paced(ms_a_hit=9)
    assert stage.rerank("shoes", HITS).state is RerankState.OVER_BUDGET
    reranker.ms_a_hit = 1
    resting = {stage.rerank("shoes", HITS).state for _ in range(RESTS)}
    assert resting == {RerankState.OVER_BUDGET}
    assert stage.rerank("shoes", HITS).state is RerankState.RERANKED


def test_without_a_reranker_nothing_happens() -> None:
    outcome = HeadReranker(lambda: None, budget_ms=40).rerank("shoes", HITS)
    assert (outcome.hits, outcome.state) == (HITS, RerankState.OFF)


def test_no_hits_are_no_work(paced: Paced) -> None:
    assert paced(1)[0].rerank("shoes", ()).hits == ()


def test_slow_first_run_of_a_model_counts_for_nothing() -> None:
    stopwatch = Stopwatch()

    class Cold(PacedReranker):
        def score(self, query: str, texts: Sequence[str]) -> Vector:
            stopwatch.seconds += 0 if self.judged else 10
            return super().score(query, texts)

    cold = Cold(stopwatch, ms_a_hit=1)
    stage = HeadReranker(lambda: cold, budget_ms=40, clock=stopwatch)
    assert stage.rerank("shoes", HITS).state is RerankState.RERANKED


@pytest.mark.parametrize("score", [np.nan, np.inf])
def test_relevance_that_is_no_number_is_not_used(score: float) -> None:
    class Broken(OverlapReranker):
        def score(self, query: str, texts: Sequence[str]) -> Vector:
            return np.full(len(texts), score, dtype=np.float32)

    outcome = HeadReranker(Broken, budget_ms=1e6).rerank("shoes", HITS)
    assert (outcome.hits, outcome.state) == (HITS, RerankState.UNAVAILABLE)


def test_what_is_loaded_ahead_is_not_loaded_by_a_search(paced: Paced) -> None:
    stage, reranker = paced(ms_a_hit=1)
    stage.warm_up()
    loaded = reranker.judged
    assert stage.rerank("shoes", HITS).state is RerankState.RERANKED
    assert (loaded, reranker.judged) == (1, 21)


def test_reranker_that_cannot_be_loaded_ahead_does_not_hold_up_the_start() -> None:
    def load() -> OverlapReranker:
        raise BundleMissingError("There is no reranker.")

    stage = HeadReranker(load, budget_ms=40)
    stage.warm_up()
    assert stage.rerank("shoes", HITS).state is RerankState.UNAVAILABLE


def test_missing_bundle_degrades_search_and_is_looked_for_only_now_and_then() -> None:
    asked = []

    def load() -> OverlapReranker:
        asked.append(1)
        raise BundleMissingError("There is no reranker.")

    stage = HeadReranker(load, budget_ms=40)
    for _ in range(RESTS + 1):
        assert stage.rerank("shoes", HITS).state is RerankState.UNAVAILABLE
    assert len(asked) == 1


@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0, 1e6)), max_size=20))
def test_plan_is_bounded_whatever_was_measured(times: list[tuple[int, float]]) -> None:
    pace = RerankPace(budget_ms=40, most=20)
    for hits, milliseconds in times:
        pace.took(hits, milliseconds)
        assert pace.planned() in (0, *range(FEWEST, 21))


def test_many_threads_may_rerank_at_once() -> None:
    stage = HeadReranker(OverlapReranker, budget_ms=1e6)
    found: list[str] = []

    def search() -> None:
        outcomes = (stage.rerank("blue suede shoes", HITS) for _ in range(20))
        found.extend(outcome.hits[0].product.product_id for outcome in outcomes)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert found == ["15"] * 80


def test_container_has_no_reranker_unless_the_settings_name_one() -> None:
    assert Container(Settings()).reranker is None
    assert read_settings({"SHOPGUIDE_RERANKER": "none"}).reranker == ""
    with pytest.raises(ConfigurationError) as raised:
        read_settings({"SHOPGUIDE_RERANKER_BUDGET_MS": "0"})
    assert raised.value.field == "SHOPGUIDE_RERANKER_BUDGET_MS"
