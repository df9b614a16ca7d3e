"""What stands beside a product is like it, bought with it or better in one thing, and truly so."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.bootstrap import Container
from shopguide.domain.errors import ProductNotFoundError
from shopguide.domain.product import Product
from shopguide.domain.ranking import Hit, Ranking, ReasonType, RecommendationNote
from shopguide.domain.signals import Neighbours
from shopguide.recommend.scenes.alternatives import LEAST_RATING_GAIN, AlternativeKind
from shopguide.recommend.scenes.product import ProductScene
from shopguide.text.product_filter import ANY_PRODUCT
from tests.unit.recommend.scene_shop import SHOP, fill, publish, together

CHEAPER, BETTER = AlternativeKind.CHEAPER, AlternativeKind.BETTER_RATED
BY_ID = {product.product_id: product for product in SHOP}


@pytest.fixture
def shop(empty_container: Container) -> Container:
    fill(empty_container)
    return empty_container


@pytest.fixture
def scene(shop: Container) -> ProductScene:
    return shop.scenes.product


def ids(ranking: Ranking) -> list[str]:
    return [hit.product.product_id for hit in ranking.hits]


class TestSimilar:
    def test_neither_the_product_nor_a_variant_of_it_is_like_itself(
        self, scene: ProductScene
    ) -> None:
        assert not {"P-1", "P-1-RED"} & set(ids(scene.similar("P-1", limit=100)))

    def test_variants_of_another_product_are_one_hit(self, scene: ProductScene) -> None:
        found = ids(scene.similar("P-2", limit=100))
        assert len({"P-1", "P-1-RED"} & set(found)) == 1

    def test_an_item_group_is_one_product_whatever_its_titles(
        self, empty_container: Container
    ) -> None:
        grouped = [
            Product("a", "Red mug", item_group_id="g"),
            Product("b", "Something else altogether", item_group_id="g"),
            Product("c", "Blue mug"),
        ]
        fill(empty_container, grouped)
        assert ids(empty_container.scenes.product.similar("a")) == ["c"]

    def test_a_page_is_full_however_many_variants_fold(self, empty_container: Container) -> None:
        variants = [Product(f"v{n}", "Mug of stone", item_group_id="g") for n in range(150)]
        others = [Product(f"o{n}", f"Bowl number {n}") for n in range(5)]
        fill(empty_container, [Product("mug", "Mug of stone, new"), *variants, *others])
        found = ids(empty_container.scenes.product.similar("mug", limit=4))
        assert len(found) == 4
        assert sum(it.startswith("v") for it in found) == 1

    def test_where_shoppers_went_on_lifts_a_product(
        self, shop: Container, scene: ProductScene
    ) -> None:
        before = scene.similar("P-2", limit=100)
        assert before.strategy == "content"
        publish(shop, {"P-2": Neighbours(followed=(("P-4", 3.0), ("P-3", 1.0)))})
        after = scene.similar("P-2", limit=100)
        assert after.strategy == "blend"
        assert ids(after).index("P-4") < ids(before).index("P-4")
        evidence = {hit.product.product_id: hit.reason for hit in after.hits}
        lifted = evidence["P-4"]
        assert lifted is not None
        assert lifted.evidence["followed"] == 1.0
        assert evidence["P-3"] is not None
        assert evidence["P-3"].evidence["followed"] == pytest.approx(1 / 3, abs=1e-4)

    def test_without_its_evidence_a_hit_falls(self, shop: Container, scene: ProductScene) -> None:
        publish(shop, {"P-2": Neighbours(followed=(("P-4", 1.0),))})
        with_it = {hit.product.product_id: hit.score for hit in scene.similar("P-2").hits}
        publish(shop, {"P-2": Neighbours()})
        without = {hit.product.product_id: hit.score for hit in scene.similar("P-2").hits}
        assert without["P-4"] < with_it["P-4"]
        assert without["P-3"] == pytest.approx(with_it["P-3"])

    def test_what_is_only_used_with_it_is_not_like_it(
        self, shop: Container, scene: ProductScene
    ) -> None:
        before = ids(scene.similar("P-1", limit=100)).index("C-1")
        publish(shop, {"P-1": Neighbours(followed=(("C-1", 9.0), ("T-1", 8.0)))})
        after = scene.similar("P-1", limit=100)
        assert ids(after).index("C-1") == before

    def test_a_longer_list_begins_with_the_shorter_one(
        self, shop: Container, scene: ProductScene
    ) -> None:
        publish(shop, {"P-2": Neighbours(followed=(("P-4", 1.0), ("P-3", 0.5)))})
        assert ids(scene.similar("P-2", limit=9))[:3] == ids(scene.similar("P-2", limit=3))

    def test_sold_out_and_excluded_products_are_left_out(self, scene: ProductScene) -> None:
        found = ids(scene.similar("P-2", exclude=["P-3"], limit=100))
        assert not {"P-3", "P-5"} & set(found)
        assert "P-5" in ids(scene.similar("P-2", constraints=ANY_PRODUCT, limit=100))


class TestBoughtTogether:
    def test_pairs_come_by_their_significance_with_lift_and_count(
        self, shop: Container, scene: ProductScene
    ) -> None:
        publish(shop, {"T-1": together(("T-3", 2.0, 300), ("T-2", 10.0, 3), ("gone", 9.0, 900))})
        ranking = scene.bought_together("T-1")
        assert (ranking.strategy, ids(ranking)) == ("together", ["T-3", "T-2"])
        first = ranking.hits[0].reason
        assert first is not None
        assert (first.type, first.product_id) == (ReasonType.BOUGHT_TOGETHER, "T-1")
        assert first.evidence == {"lift": 2.0, "count": 300}
        assert ranking.notes == ()

    def test_a_pair_that_is_rarer_than_by_chance_is_none(
        self, shop: Container, scene: ProductScene
    ) -> None:
        publish(shop, {"T-1": together(("T-2", 0.5, 100), ("T-3", 1.0, 100))})
        assert ids(scene.bought_together("T-1")) == []

    def test_without_the_pair_the_hit_is_gone(self, shop: Container, scene: ProductScene) -> None:
        publish(shop, {"T-1": together(("T-3", 3.0, 9), ("T-2", 2.0, 9))})
        assert "T-3" in ids(scene.bought_together("T-1"))
        publish(shop, {"T-1": together(("T-2", 2.0, 9))})
        assert "T-3" not in ids(scene.bought_together("T-1"))

    @pytest.mark.parametrize(
        ("product_id", "named"), [("P-1", ["C-1", "C-3"]), ("手机-1", ["手机壳-1"])]
    )
    def test_where_nothing_is_known_accessories_that_name_it_stand_in(
        self, scene: ProductScene, product_id: str, named: list[str]
    ) -> None:
        ranking = scene.bought_together(product_id)
        assert ranking.strategy == "complements"
        assert sorted(ids(ranking)) == named
        assert ranking.notes == (RecommendationNote.NO_PURCHASES_TOGETHER,)
        for hit in ranking.hits:
            assert hit.reason is not None
            assert hit.reason.type is ReasonType.GOES_WITH
            words = hit.reason.evidence["words"]
            assert isinstance(words, list)
            assert all(str(word) in hit.product.title.lower() for word in words)

    def test_where_nothing_fits_the_list_is_empty_and_says_so(self, scene: ProductScene) -> None:
        ranking = scene.bought_together("T-1")
        assert ids(ranking) == []
        assert RecommendationNote.NO_COMPLEMENTS in ranking.notes


class TestAlternatives:
    @pytest.mark.parametrize(
        ("product_id", "cheaper"), [("P-1", ["P-3"]), ("P-2", ["P-1", "P-1-RED", "P-3"])]
    )
    def test_cheaper_ones_cost_less_by_what_the_reason_says(
        self, scene: ProductScene, product_id: str, cheaper: list[str]
    ) -> None:
        ranking = scene.alternatives(product_id, CHEAPER)
        assert set(ids(ranking)) <= set(cheaper)
        assert ids(ranking)
        for hit in ranking.hits:
            check_cheaper(BY_ID[product_id], hit)

    def test_better_rated_ones_have_the_ratings_that_the_reason_says(
        self, scene: ProductScene
    ) -> None:
        ranking = scene.alternatives("P-1", BETTER)
        assert set(ids(ranking)) == {"P-2", "P-3"}
        for hit in ranking.hits:
            check_better(BY_ID["P-1"], hit)

    def test_a_case_among_the_phones_is_no_cheaper_phone(self, scene: ProductScene) -> None:
        assert "C-1" not in ids(scene.alternatives("P-2", CHEAPER))

    @pytest.mark.parametrize(
        ("product_id", "kind", "note"),
        [
            ("X-1", CHEAPER, RecommendationNote.NO_CATEGORY),
            ("X-2", CHEAPER, RecommendationNote.NO_PRICE),
            ("X-2", BETTER, RecommendationNote.NO_RATING),
        ],
    )
    def test_what_is_not_known_is_said(
        self, scene: ProductScene, product_id: str, kind: AlternativeKind, note: RecommendationNote
    ) -> None:
        ranking = scene.alternatives(product_id, kind)
        assert (ids(ranking), list(ranking.notes)) == ([], [note])


prices = st.decimals(0, 99, places=2)
ratings = st.none() | st.decimals(1, 5, places=1)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(prices, ratings, st.sampled_from(["USD", "EUR"])), min_size=2, max_size=9)
)
def test_alternatives_are_all_that_is_better_and_nothing_else(
    new_container: Callable[[], Container],
    offers: list[tuple[Decimal, Decimal | None, str]],
) -> None:
    from shopguide.domain.money import Money

    products = [
        Product(
            f"p{n}",
            f"Kettle number {n}",
            product_type="Kitchen > Kettles",
            price=Money(price, currency),
            attributes={} if rating is None else {"rating": str(rating)},
        )
        for n, (price, rating, currency) in enumerate(offers)
    ]
    here = new_container()
    fill(here, products)
    anchor, others = products[0], products[1:]
    found = here.scenes.product.alternatives("p0", CHEAPER, limit=100).hits
    for hit in found:
        check_cheaper(anchor, hit)
    assert {hit.product.product_id for hit in found} == {
        it.product_id for it in others if _price(it) < _price(anchor) and _same_money(it, anchor)
    }
    for hit in here.scenes.product.alternatives("p0", BETTER, limit=100).hits:
        check_better(anchor, hit)


def check_cheaper(anchor: Product, hit: Hit) -> None:
    """What the reason says, computed again from both prices."""
    assert hit.reason is not None
    assert (hit.reason.type, hit.reason.product_id) == (
        ReasonType.CHEAPER_THAN,
        anchor.product_id,
    )
    assert hit.product.product_type == anchor.product_type
    assert _same_money(hit.product, anchor)
    saving = Decimal(str(hit.reason.evidence["saving"]))
    assert saving == _price(anchor) - _price(hit.product) > 0


def check_better(anchor: Product, hit: Hit) -> None:
    """What the reason says, read again from both products."""
    assert hit.reason is not None
    told = (hit.reason.evidence["rating"], hit.reason.evidence["than"])
    assert told == (_rating(hit.product), _rating(anchor))
    assert _rating(hit.product) - _rating(anchor) >= LEAST_RATING_GAIN - 1e-9
    assert hit.product.product_type == anchor.product_type


def _price(product: Product) -> Decimal:
    assert product.current_price is not None
    return product.current_price.amount


def _same_money(one: Product, other: Product) -> bool:
    assert one.current_price is not None
    assert other.current_price is not None
    return one.current_price.currency == other.current_price.currency


def _rating(product: Product) -> float:
    return float(product.attributes["rating"])


@pytest.mark.parametrize("fixture", ["container", "empty_container"])
def test_unknown_product_is_not_found(fixture: str, request: pytest.FixtureRequest) -> None:
    scene = request.getfixturevalue(fixture).scenes.product
    for ask in (
        lambda: scene.similar("nope"),
        lambda: scene.bought_together("nope"),
        lambda: scene.alternatives("nope", CHEAPER),
    ):
        with pytest.raises(ProductNotFoundError) as raised:
            ask()
        assert raised.value.field == "product_id"
