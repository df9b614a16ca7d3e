"""Recommendations follow the shopper's taste, say truly why, and fall back where there is none."""

from collections.abc import Sequence

import numpy as np
import pytest

from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.ranking import Ranking, ReasonType
from shopguide.domain.recommending import STEP_DECAY
from shopguide.recommend.request import RecommendationRequest
from shopguide.recommend.shopper.history import (
    MAX_INTERACTIONS,
    PROFILE_PRODUCTS,
    read_history,
)
from shopguide.text.index_layout import PRODUCTS
from shopguide.text.product_filter import ProductConstraints

VIEW, CART, PURCHASE = (
    InteractionKind.VIEW_ITEM,
    InteractionKind.ADD_TO_CART,
    InteractionKind.PURCHASE,
)


def interact(
    container: Container, *product_ids: str, kind: InteractionKind = VIEW, shopper_id: str = "s"
) -> None:
    """One interaction a second, the last one newest."""
    for product_id in product_ids:
        container.clock.advance(1)  # type: ignore[attr-defined]
        event_id = f"{shopper_id}-{kind}-{product_id}-{container.clock.now().isoformat()}"
        container.events.record([ReportedInteraction(event_id, shopper_id, kind, product_id)])


def recommend(container: Container, shopper_id: str = "s", **more: object) -> Ranking:
    return container.recommend.recommend(RecommendationRequest(shopper_id, **more))  # type: ignore[arg-type]


def ids(ranking: Ranking) -> list[str]:
    return [hit.product.product_id for hit in ranking.hits]


class TestTaste:
    def test_an_interaction_counts_in_the_very_next_request(self, container: Container) -> None:
        assert recommend(container).strategy == "catalogue"
        interact(container, "CH-1")
        ranking = recommend(container)
        assert ranking.strategy == "profile"
        assert ids(ranking)[0] == "CH-2"

    def test_nothing_seen_is_recommended(self, container: Container) -> None:
        interact(container, "CH-1", "HP-1")
        assert not {"CH-1", "HP-1"} & set(ids(recommend(container)))

    def test_a_session_without_account_works_the_same(self, container: Container) -> None:
        interact(container, "CH-1", shopper_id="anonymous-8b1f")
        assert recommend(container, "anonymous-8b1f").strategy == "profile"
        assert recommend(container, "someone else").strategy != "profile"

    def test_out_of_stock_is_left_out_unless_asked_for(self, container: Container) -> None:
        interact(container, "HP-1")
        assert "HP-3" not in ids(recommend(container))
        assert "HP-3" in ids(recommend(container, constraints=ProductConstraints()))

    def test_constraints_hold(self, container: Container) -> None:
        interact(container, "HP-1")
        wanted = ProductConstraints(categories=("furniture",), price_max=250)
        assert ids(recommend(container, constraints=wanted)) == ["CH-1"]

    def test_fewer_hits_than_asked_where_the_shop_has_no_more(self, container: Container) -> None:
        interact(container, "HP-1")
        assert len(recommend(container, limit=100).hits) == 6

    def test_history_of_products_that_left_the_shop_is_no_history(
        self, container: Container
    ) -> None:
        interact(container, "gone-1", "gone-2")
        assert recommend(container).strategy == "catalogue"


class TestReasons:
    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (VIEW, ReasonType.BECAUSE_YOU_VIEWED),
            (InteractionKind.SELECT_ITEM, ReasonType.BECAUSE_YOU_VIEWED),
            (InteractionKind.ADD_TO_WISHLIST, ReasonType.BECAUSE_YOU_WISHED),
            (CART, ReasonType.BECAUSE_YOU_ADDED_TO_CART),
            (PURCHASE, ReasonType.BECAUSE_YOU_BOUGHT),
        ],
    )
    def test_type_says_what_the_shopper_did(
        self, container: Container, kind: InteractionKind, reason: ReasonType
    ) -> None:
        interact(container, "CH-1", kind=kind)
        [hit, *_] = recommend(container).hits
        assert hit.reason is not None
        assert (hit.reason.type, hit.reason.product_id) == (reason, "CH-1")
        assert hit.reason.contribution == 1

    def test_reason_names_the_product_that_is_alike(self, container: Container) -> None:
        interact(container, "CH-1", "HP-1", "SP-1")
        reasons = {
            hit.product.product_id: hit.reason.product_id
            for hit in recommend(container).hits
            if hit.reason
        }
        assert reasons["CH-2"] == "CH-1"
        assert reasons["HP-2"] == "HP-1"

    def test_dropping_the_named_product_lowers_the_hit_the_most(self, container: Container) -> None:
        interact(container, "CH-1", "保温杯-1", "HP-1", "SP-1")
        interact(container, "CH-1", kind=CART)
        history = read_history(container.records, "s")
        vectors = _vectors(container, [product.product_id for product in history.products])
        for hit in recommend(container).hits:
            assert hit.reason is not None
            vector = _vectors(container, [hit.product.product_id])[0]

            def score_without(dropped: str, vector: np.ndarray = vector) -> float:
                kept = [n for n, p in enumerate(history.products) if p.product_id != dropped]
                weights = np.array([history.products[n].weight for n in kept])
                return float(weights @ vectors[kept] @ vector)

            named = score_without(hit.reason.product_id or "")
            assert named == min(score_without(p.product_id) for p in history.products)
            whole = score_without("")
            assert hit.reason.contribution == pytest.approx((whole - named) / whole, abs=0.01)


def _vectors(container: Container, product_ids: Sequence[str]) -> np.ndarray:
    found = container.index.fetch(PRODUCTS, product_ids, with_vectors=True)
    return np.stack([document.vectors[TEXT_VECTOR] for document in found])


class TestFallback:
    def test_popular_products_come_first_for_a_stranger(self, container: Container) -> None:
        for shopper_id in ("someone", "another"):
            interact(container, "SP-1", "gone", shopper_id=shopper_id)
        interact(container, "HP-1", shopper_id="someone")
        ranking = recommend(container, "", limit=4)
        assert ranking.strategy == "popularity"
        assert ids(ranking)[:2] == ["SP-1", "HP-1"]
        popular, filler = ranking.hits[0], ranking.hits[3]
        assert popular.reason is not None
        assert popular.reason.type is ReasonType.POPULAR
        assert popular.score == pytest.approx(2, abs=0.001)
        assert filler.reason is None

    def test_each_product_comes_once(self, container: Container) -> None:
        interact(container, "SP-1", "HP-1", shopper_id="someone")
        everything = ids(recommend(container, "", limit=100))
        assert len(everything) == len(set(everything)) == 7

    def test_popularity_is_read_again_after_half_a_minute(self, container: Container) -> None:
        interact(container, "SP-1", shopper_id="someone")
        assert ids(recommend(container, "", limit=1)) == ["SP-1"]
        interact(container, "CH-2", "CH-2", shopper_id="someone")
        assert ids(recommend(container, "", limit=1)) == ["SP-1"]
        container.clock.advance(31)  # type: ignore[attr-defined]
        assert ids(recommend(container, "", limit=1)) == ["CH-2"]

    def test_order_without_any_event_is_stable(self, container: Container) -> None:
        first = recommend(container, "")
        assert first.strategy == "catalogue"
        assert ids(first) == ids(recommend(container, "unknown"))

    def test_empty_shop_gives_nothing_and_says_so(self, empty_container: Container) -> None:
        ranking = recommend(empty_container)
        assert (list(ranking.hits), list(ranking.notes)) == ([], ["catalogue_empty"])


class TestHistory:
    def test_newest_product_weighs_most_and_the_strongest_kind_counts(
        self, container: Container
    ) -> None:
        interact(container, "a", kind=PURCHASE)
        interact(container, "b", "a")
        products = read_history(container.records, "s").products
        assert [(it.product_id, it.kind, it.weight) for it in products] == [
            ("a", PURCHASE, 5.0),
            ("b", VIEW, STEP_DECAY),
        ]
        assert products[0].occurred_at == container.clock.now()

    def test_profile_is_bounded_and_what_is_seen_reaches_further(
        self, container: Container
    ) -> None:
        names = [f"p{n}" for n in range(PROFILE_PRODUCTS + 10)]
        interact(container, *names)
        history = read_history(container.records, "s")
        assert [product.product_id for product in history.products] == names[:9:-1]
        assert set(history.seen) == set(names)

    def test_very_long_history_is_read_only_so_far_back(self, container: Container) -> None:
        interact(container, *(f"p{n}" for n in range(MAX_INTERACTIONS + 5)))
        assert len(read_history(container.records, "s").seen) == MAX_INTERACTIONS


def test_each_declared_interest_has_a_place_at_the_top(container: Container) -> None:
    # "Chairs" is the name of a category, the other one is only words.
    shown = recommend(container, "", interests=("Chairs", "portable bluetooth speaker"))
    assert shown.strategy == "interests"
    assert {*ids(shown)[:2]} & {"CH-1", "CH-2"}
    assert "SP-1" in ids(shown)[:2]
