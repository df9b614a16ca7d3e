"""A cart is complemented by what its products say together, and never by what it has."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.errors import InvalidParameterError, ProductNotFoundError
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.ranking import Ranking, ReasonType, RecommendationNote
from shopguide.domain.recommending import Scene
from shopguide.domain.signals import Neighbours
from shopguide.recommend.request import RecommendationRequest
from tests.unit.recommend.scene_shop import fill, publish, together


@pytest.fixture
def shop(empty_container: Container) -> Container:
    fill(empty_container)
    return empty_container


def complements(shop: Container, *product_ids: str, limit: int = 20) -> Ranking:
    return shop.scenes.cart.complements(product_ids, limit=limit)


def ids(ranking: Ranking) -> list[str]:
    return [hit.product.product_id for hit in ranking.hits]


def test_what_two_products_say_is_added_up(shop: Container) -> None:
    publish(
        shop,
        {
            "T-1": together(("C-2", 2.0, 20), ("T-3", 2.0, 15)),
            "P-2": together(("T-3", 2.0, 15), ("C-2", 2.0, 1)),
        },
    )
    ranking = complements(shop, "T-1", "P-2")
    assert ranking.strategy == "together"
    assert ids(ranking)[:2] == ["T-3", "C-2"]
    assert RecommendationNote.NO_PURCHASES_TOGETHER not in ranking.notes


def test_reason_names_the_product_of_the_cart_that_says_most(shop: Container) -> None:
    says = {"T-1": together(("T-3", 3.0, 30)), "T-2": together(("T-3", 2.0, 10))}
    publish(shop, says)
    [both] = [hit for hit in complements(shop, "T-1", "T-2").hits if hit.reason]
    assert both.reason is not None
    assert (both.reason.type, both.reason.product_id) == (ReasonType.COMPLEMENTS_CART, "T-1")
    assert both.reason.evidence == {"lift": 3.0, "count": 30}
    without = {name: complements(shop, name).hits[0].score for name in says}
    assert without["T-2"] < without["T-1"] < both.score
    lost = (both.score - without["T-2"]) / both.score
    assert both.reason.contribution == pytest.approx(lost, abs=1e-4)


def test_products_of_the_cart_and_their_variants_are_left_out(shop: Container) -> None:
    publish(shop, {"T-1": together(("P-1", 9.0, 90), ("P-1-RED", 9.0, 90), ("T-3", 2.0, 9))})
    assert ids(complements(shop, "T-1", "P-1")) == ["T-3", "C-1", "C-3"]


def test_what_shoppers_went_on_to_fills_up_from_other_categories_only(shop: Container) -> None:
    publish(
        shop,
        {
            "T-1": Neighbours(
                followed=(("T-2", 9.0), ("T-3", 5.0), ("X-1", 4.0)),
                together=together(("C-2", 2.0, 9)).together,
            )
        },
    )
    ranking = complements(shop, "T-1")
    assert ids(ranking) == ["C-2", "T-3"]
    followed = ranking.hits[1].reason
    assert followed is not None
    assert followed.evidence == {"followed": pytest.approx(5 / 9, abs=1e-4)}


def test_without_signals_accessories_that_name_a_product_of_the_cart(shop: Container) -> None:
    ranking = complements(shop, "P-1", "手机-1")
    assert ranking.strategy == "complements"
    named = {hit.product.product_id: hit.reason for hit in ranking.hits}
    assert set(named) == {"C-1", "C-3", "手机壳-1"}
    assert named["手机壳-1"] is not None
    assert named["手机壳-1"].product_id == "手机-1"
    assert ranking.notes == (RecommendationNote.NO_PURCHASES_TOGETHER,)


def test_what_the_shop_does_not_have_is_passed_over_and_said(shop: Container) -> None:
    publish(shop, {"T-1": together(("T-3", 2.0, 9))})
    ranking = complements(shop, "gone", "T-1")
    assert (ids(ranking), list(ranking.notes)) == (["T-3"], [RecommendationNote.PRODUCTS_GONE])
    with pytest.raises(ProductNotFoundError):
        complements(shop, "gone", "gone too")


def test_nothing_known_is_an_empty_list_with_its_notes(shop: Container) -> None:
    assert set(complements(shop, "T-1").notes) == {
        RecommendationNote.NO_PURCHASES_TOGETHER,
        RecommendationNote.NO_COMPLEMENTS,
    }


class TestService:
    """Every scene by one request, for one shopper."""

    @pytest.mark.parametrize(
        ("scene", "product_ids"),
        [
            (Scene.CART, ()),
            (Scene.PRODUCT, ()),
            (Scene.PRODUCT, ("T-1", "T-2")),
            (Scene.HOME, ("T-1",)),
        ],
    )
    def test_products_that_a_scene_has_not_are_refused(
        self, shop: Container, scene: Scene, product_ids: tuple[str, ...]
    ) -> None:
        with pytest.raises(InvalidParameterError) as raised:
            shop.scenes.recommend(RecommendationRequest(scene=scene), product_ids)
        assert (raised.value.field, bool(raised.value.fix)) == ("product_id", True)

    @pytest.mark.parametrize("scene", [Scene.PRODUCT, Scene.CART])
    def test_what_a_shopper_turned_down_is_in_no_scene(self, shop: Container, scene: Scene) -> None:
        publish(shop, {"T-1": together(("T-3", 2.0, 9), ("C-2", 2.0, 9))})
        asked = RecommendationRequest("s", scene=scene)
        assert "C-2" in ids(shop.scenes.recommend(asked, ("T-1",)))
        event = ReportedInteraction("e-1", "s", InteractionKind.DISMISS, "C-2")
        shop.events.record([event])
        assert "C-2" not in ids(shop.scenes.recommend(asked, ("T-1",)))
        other = RecommendationRequest("another", scene=scene)
        assert "C-2" in ids(shop.scenes.recommend(other, ("T-1",)))

    def test_every_ranking_has_an_id_of_its_own(self, shop: Container) -> None:
        asked = RecommendationRequest(scene=Scene.PRODUCT)
        found = [shop.scenes.recommend(asked, ("T-1",)).ranking_id for _ in range(3)]
        found.append(shop.scenes.recommend(RecommendationRequest()).ranking_id)
        assert len(set(found) - {""}) == 4

    def test_titles_are_those_of_the_products_that_reasons_name(self, shop: Container) -> None:
        ranking = shop.scenes.similar("T-1", RecommendationRequest())
        titles = shop.scenes.titles(hit.reason for hit in ranking.hits)
        assert titles == {"T-1": "Green tea, 200 g"}
