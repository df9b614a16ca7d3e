"""Reasons name evidence: take it away, and the score of the hit falls."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.bootstrap import Container
from shopguide.domain.interaction import INTERACTION_WEIGHTS, InteractionKind
from shopguide.domain.product import Product
from shopguide.domain.ranking import REASON_TYPES, ReasonType
from shopguide.domain.recommending import DEFAULT_WEIGHTS, BlendWeights, Signal
from shopguide.recommend.blend import SIGNALS, CandidateTable, weight_vector
from shopguide.recommend.request import RecommendationRequest
from tests.conftest import SHOP
from tests.unit.recommend.scene_shop import fill
from tests.unit.recommend.signalled_shop import (
    Act,
    act,
    ids_of,
    install_bundle,
    new_shopper,
    publish,
    recommended,
)

PRODUCTS = [it.product_id for it in SHOP]
KINDS = sorted(kind for kind in InteractionKind if INTERACTION_WEIGHTS[kind] > 0)
SIGNALS_OF_HISTORIES = [Signal.FOLLOWED, Signal.SEQUENCE, Signal.FACTORS, Signal.CONTENT]

histories = st.lists(
    st.tuples(st.sampled_from([*PRODUCTS, "gone-1"]), st.sampled_from(KINDS)),
    min_size=1,
    max_size=6,
)
blends = st.sampled_from(
    [
        DEFAULT_WEIGHTS,
        BlendWeights(dict.fromkeys(Signal, 1.0)),
        *(BlendWeights({signal: 1.0}) for signal in SIGNALS_OF_HISTORIES),
    ]
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=histories, weights=blends)
def test_score_falls_without_the_named_product(
    signalled: Container, done: list[Act], weights: BlendWeights
) -> None:
    shopper = new_shopper(signalled, done)
    request = RecommendationRequest(shopper, weights=weights)
    table = signalled.recommend.candidates(request)
    for hit in signalled.recommend.recommend(request).hits:
        if hit.reason is None or hit.reason.product_id is None:
            continue
        kinds = {REASON_TYPES[kind] for each, kind in done if each == hit.reason.product_id}
        assert hit.reason.type in kinds
        assert 0 < (hit.reason.contribution or 0) <= 1
        without = _scored_without(signalled, done, hit.reason.product_id, table, weights)
        assert without[hit.product.product_id] < hit.score


def _scored_without(
    container: Container,
    done: Sequence[Act],
    dropped: str,
    table: CandidateTable,
    weights: BlendWeights,
) -> dict[str, float]:
    """Scores of a shopper who never touched a product, on the scales of one who did.

    The second one's signals are brought back to what they were before they were put on a scale.
    """
    kept = [each if each[0] != dropped else ("gone-2", each[1]) for each in done]
    shopper, among = new_shopper(container, kept), tuple(PRODUCTS)
    request = RecommendationRequest(shopper, weights=weights, among=among)
    found = container.recommend.candidates(request)
    again = np.zeros_like(found.signals)
    for signal, scale in table.scales.items():
        column = SIGNALS.index(signal)
        other = found.scales.get(signal)
        raw = 0 if other is None else found.signals[:, column] * other.unit + other.shift
        again[:, column] = (raw - scale.shift) / scale.unit
    scores = again @ weight_vector(weights)
    return dict(zip(found.product_ids, scores.tolist(), strict=True))


def test_every_signal_of_a_history_can_carry_a_reason(signalled: Container) -> None:
    act(signalled, "CH-1", "HP-1")
    for signal in SIGNALS_OF_HISTORIES:
        hits = recommended(signalled, weights=BlendWeights({signal: 1.0})).hits
        told = [hit.reason for hit in hits if hit.reason and hit.reason.product_id]
        if signal in (Signal.FOLLOWED, Signal.CONTENT):  # the others read a history as a whole
            assert told, signal


@pytest.mark.parametrize(
    ("weights", "reason"),
    [
        ({Signal.SHOPPERS: 1.0}, ReasonType.SHOPPERS_LIKE_YOU),
        ({Signal.TRENDING: 1.0}, ReasonType.TRENDING),
        ({Signal.INTERESTS: 1.0}, ReasonType.MATCHES_INTEREST),
    ],
)
def test_hit_without_a_product_of_the_history_names_the_list_that_it_is_on(
    signalled: Container, weights: dict[Signal, float], reason: ReasonType
) -> None:
    best = recommended(signalled, weights=BlendWeights(weights), interests=("chair",)).hits[0]
    assert best.reason is not None
    assert best.reason.type is reason


def test_reason_of_an_interest_says_which_one(signalled: Container) -> None:
    best = recommended(signalled, "", interests=("数码", "office chair"), limit=8).hits
    named = {hit.reason.evidence["interest"] for hit in best if hit.reason and hit.reason.evidence}
    assert named <= {"数码", "office chair"}
    assert named


def test_nobody_in_particular_is_like_no_shopper(signalled: Container) -> None:
    hits = recommended(signalled, "").hits
    assert ReasonType.SHOPPERS_LIKE_YOU not in {hit.reason.type for hit in hits if hit.reason}


def test_products_that_left_the_shop_change_no_reason(container: Container) -> None:
    act(container, "CH-1", "HP-1")
    act(container, "CH-1", "HP-1", *(f"gone-{n}" for n in range(8)), shopper_id="other")
    first, second = recommended(container), recommended(container, "other")
    assert ids_of(first) == ids_of(second)
    assert [hit.reason for hit in first.hits] == [hit.reason for hit in second.hits]


def test_hits_fall_or_leave_for_a_shopper_without_the_named_event(
    empty_container: Container, tiny_recommender: Path
) -> None:
    """Nearly always, not always: each request has scales of its own, and places are relative.

    A hit can keep its place where all others fall with it.
    """
    products = _many_products()
    fill(empty_container, products)
    ids = [each.product_id for each in products]
    fingerprint = install_bundle(empty_container, tiny_recommender)
    publish(empty_container, ids, recommender=fingerprint)
    chance = np.random.default_rng(2)
    fell = []
    for _ in range(4):
        done = [(each, KINDS[0]) for each in chance.choice(ids, 6, replace=False).tolist()]
        before = recommended(empty_container, new_shopper(empty_container, done), diversity=0)
        for place, hit in enumerate(before.hits):
            if hit.reason is None or hit.reason.product_id is None:
                continue
            kept = [each for each in done if each[0] != hit.reason.product_id]
            after = recommended(
                empty_container,
                new_shopper(empty_container, kept),
                diversity=0,
                exclude=(hit.reason.product_id,),
            )
            order = ids_of(after)
            name = hit.product.product_id
            fell.append(name not in order or order.index(name) > place)
    assert len(fell) > 50
    assert np.mean(fell) > 0.9


def _many_products() -> list[Product]:
    chance = np.random.default_rng(4)
    kinds = ["tent", "chair", "kettle", "phone", "lamp", "desk", "shoe", "watch", "背包", "耳机"]
    return [
        Product(
            f"p{number}",
            f"{kinds[number % 10]} {' '.join(chance.choice(_WORDS, 3))} {number}",
            product_type=f"Shop > {kinds[number % 10]}",
        )
        for number in range(120)
    ]


_WORDS = "red blue green steel wooden light small large folding warm quiet strong".split()
