"""The order of hits: pages join, pins keep their places, variants are one, taste is small."""

from collections.abc import Sequence

import pytest

from shopguide.adapters.memory.models import OverlapReranker
from shopguide.bootstrap import Container
from shopguide.domain.errors import RecordsUnavailableError
from shopguide.domain.indexed import Vector
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.domain.product import Product
from shopguide.domain.query import SortOrder
from shopguide.domain.ranking import Hit
from shopguide.domain.shopper_profile import ShopperProfile
from shopguide.search.collapsing import CollapsedHit
from shopguide.search.personal import MAX_PLACES
from shopguide.search.pinning import Pin, with_pins
from shopguide.search.plan import ACCESSORY_AMOUNT
from shopguide.search.ranking import DEPTH
from shopguide.search.reranking import HeadReranker, RerankState
from shopguide.search.result import SearchResult
from tests.unit.search.conftest import Stock, ids, product, publish, search

RULES = MerchandisingKind.RULES


def many(count: int, variants: int = 1) -> list[Product]:
    """Lamps, each in so many colours; their words and prices differ."""
    colours = ("red", "blue", "green", "black")[:variants]
    kinds = ("desk", "floor", "wall", "ceiling", "reading")
    return [
        product(
            f"P{n}-{colour}", f"{kinds[n % 5]} lamp {n} {colour}", f"Brand {n % 7}", "Lamps",
            f"{10 + n % 90} USD", attributes={"color": colour},
        )
        for n in range(count)
        for colour in colours
    ]  # fmt: skip


def all_pages(here: Container, query: str, *, by_cursor: bool, **more: object) -> list[str]:
    """Ids of all pages, one after the other."""
    found: list[str] = []
    result = search(here, query, **more)
    while True:
        found += ids(result)
        if not result.next_cursor:
            return found
        place = {"cursor": result.next_cursor} if by_cursor else {"offset": len(found)}
        result = search(here, query, **place, **more)


@pytest.mark.parametrize("by_cursor", [True, False], ids=["cursor", "offset"])
@pytest.mark.parametrize("sort", [None, SortOrder.PRICE_ASCENDING])
@pytest.mark.parametrize("collapse", [True, False], ids=["folded", "unfolded"])
def test_pages_join_without_gap_or_overlap_beyond_the_first_candidates(
    stock: Stock, by_cursor: bool, sort: SortOrder | None, collapse: bool
) -> None:
    here = stock(many(DEPTH + 40, variants=2))
    publish(here, "action,query,product_id,position\npin,lamp,P3-red|P9-red,2\n", RULES)
    more = {"limit": 100, "collapse": collapse, "sort": sort}
    found = all_pages(here, "lamp", by_cursor=by_cursor, **more)
    assert len(found) == len(set(found)) == (DEPTH + 40) * (1 if collapse else 2)
    small = search(here, "lamp", collapse=collapse, sort=sort, limit=7)
    assert ids(small) == found[:7]


def test_page_of_a_ranking_does_not_depend_on_how_deep_one_looks(stock: Stock) -> None:
    here = stock(many(DEPTH * 4))
    pages = [
        identity
        for offset in range(0, 300, 50)
        for identity in ids(search(here, "reading lamp", limit=50, offset=offset))
    ]
    assert len(set(pages)) == 300
    assert ids(search(here, "reading lamp", limit=100)) == pages[:100]


def test_parts_of_a_score_add_up(shop_of_goods: Container) -> None:
    result = search(shop_of_goods, "nordion laptop")
    for hit in result.hits:
        stages = hit.stages
        assert stages.cosine is not None
        assert stages.words is not None
        told = result.meaning * stages.cosine + (1 - result.meaning) * stages.words
        assert stages.fused == pytest.approx(told + sum(stages.boosts.values()), abs=1e-5)
        assert hit.score == stages.fused


def test_what_only_goes_with_a_thing_comes_behind_it_unless_it_is_asked_for(
    shop_of_goods: Container,
) -> None:
    result = search(shop_of_goods, "laptop")
    assert set(ids(result)[:4]) == {"L1", "L2", "L3", "L4"}
    [sleeve] = [hit for hit in result.hits if hit.product.product_id == "A1"]
    assert sleeve.stages.boosts["accessory"] == pytest.approx(ACCESSORY_AMOUNT)
    assert ids(search(shop_of_goods, "laptop sleeve"))[0] == "A1"


def test_variants_are_one_hit_that_names_them(shop_of_goods: Container) -> None:
    folded = search(shop_of_goods, "trail running shoes")
    assert sum(one.startswith(("S-red", "S-black")) for one in ids(folded)) == 1
    best = folded.hits[0]
    assert best.variant_count == len(best.variants) == 5
    unfolded = search(shop_of_goods, "trail running shoes", collapse=False)
    assert len(unfolded.hits) == len(folded.hits) + 5
    assert all(not hit.variants for hit in unfolded.hits)


def brands(result: SearchResult) -> dict[str, int]:
    assert result.facets is not None
    return {value.shown: value.count for value in result.facets.facets[0].values}


class TestRules:
    def test_pinned_product_takes_its_place_and_says_so(self, shop_of_goods: Container) -> None:
        publish(shop_of_goods, "action,query,product_id,position\npin,laptop,A2,2\n", RULES)
        result = search(shop_of_goods, "laptop")
        assert ids(result)[1] == "A2"
        assert [hit.stages.pinned for hit in result.hits[:3]] == [False, True, False]
        assert [rule.action for rule in result.rules] == ["pin"]

    def test_pin_that_the_filter_excludes_is_not_shown(self, shop_of_goods: Container) -> None:
        publish(shop_of_goods, "action,query,product_id,position\npin,*,A2,1\n", RULES)
        assert "A2" not in ids(search(shop_of_goods, "laptop over $100"))
        assert "A2" in ids(search(shop_of_goods, "laptop under $100"))

    def test_pin_far_behind_the_last_hit_waits_for_its_page(self, stock: Stock) -> None:
        here = stock(many(60))
        publish(here, "action,query,product_id,position\npin,lamp,P1-red,40\n", RULES)
        assert "P1-red" not in ids(search(here, "lamp", limit=39))
        assert ids(search(here, "lamp", limit=40))[39] == "P1-red"

    def test_hidden_product_is_nowhere_not_even_in_counts(self, shop_of_goods: Container) -> None:
        facets = ("brand",)
        before = search(shop_of_goods, "laptop", facets=facets)
        publish(shop_of_goods, "action,product_id\nhide,L1\n", RULES)
        after = search(shop_of_goods, "laptop", facets=facets)
        assert "L1" not in ids(after)
        assert (before.total, after.total) == (7, 6)
        assert (brands(before)["Nordion"], brands(after)["Nordion"]) == (2, 1)

    @pytest.mark.parametrize(("action", "first"), [("boost", True), ("bury", False)])
    def test_boost_and_bury_change_the_score_by_what_explain_says(
        self, shop_of_goods: Container, action: str, first: bool
    ) -> None:
        publish(shop_of_goods, f"action,brand,weight\n{action},Kestrel,10\n", RULES)
        result = search(shop_of_goods, "laptop", limit=100)
        hits = [hit for hit in result.hits if hit.product.brand == "Kestrel"]
        assert len(hits) == 3
        assert all(hit.stages.boosts["rules"] == (1 if first else -1) for hit in hits)
        brands = [hit.product.brand for hit in result.hits]
        assert (brands[:3] == ["Kestrel"] * 3) is first
        assert ("Kestrel" in brands[:4]) is first

    def test_rule_outside_its_time_does_nothing(self, shop_of_goods: Container) -> None:
        publish(shop_of_goods, "action,product_id,until\nhide,L1,2001-01-01\n", RULES)
        result = search(shop_of_goods, "laptop")
        assert "L1" in ids(result)
        assert result.rules == ()


class TestReranker:
    @staticmethod
    def with_reranker(here: Container, reranker: object, budget_ms: float = 1e6) -> Container:
        here.search._reranker = HeadReranker(lambda: reranker, budget_ms=budget_ms)  # type: ignore[arg-type, return-value]
        return here

    def test_off_by_parameter_it_judges_nothing(self, shop_of_goods: Container) -> None:
        here = self.with_reranker(shop_of_goods, OverlapReranker())
        result = search(here, "laptop", rerank=False)
        assert result.reranking.state is RerankState.OFF
        assert result.notes == ()

    def test_its_order_is_served_and_explained(self, shop_of_goods: Container) -> None:
        here = self.with_reranker(shop_of_goods, OverlapReranker())
        result = search(here, "laptop", rerank=True)
        assert result.reranking.state is RerankState.RERANKED
        relevances = [hit.stages.relevance for hit in result.hits[: result.reranking.hits]]
        assert relevances == sorted(relevances, reverse=True)  # type: ignore[type-var]

    def test_rules_outlive_it(self, shop_of_goods: Container) -> None:
        here = self.with_reranker(shop_of_goods, OverlapReranker())
        publish(here, "action,product_id,weight\nboost,K1,10\n", RULES)
        assert ids(search(here, "laptop", rerank=True))[0] == "K1"

    def test_over_its_budget_the_fused_order_is_served_and_noted(
        self, shop_of_goods: Container
    ) -> None:
        usual = ids(search(shop_of_goods, "laptop"))
        here = self.with_reranker(shop_of_goods, OverlapReranker(), budget_ms=1e-9)
        result = search(here, "laptop", rerank=True)
        assert ids(result) == usual
        assert "reranker_over_budget" in result.notes

    def test_failing_it_harms_no_search(self, shop_of_goods: Container) -> None:
        class Failing(OverlapReranker):
            def score(self, query: str, texts: Sequence[str]) -> Vector:
                raise RuntimeError("no memory")

        usual = ids(search(shop_of_goods, "laptop"))
        result = search(self.with_reranker(shop_of_goods, Failing()), "laptop", rerank=True)
        assert ids(result) == usual
        assert "reranker_unavailable" in result.notes


class Likes:
    """Shoppers who all like one product."""

    def __init__(self, vector: Vector) -> None:
        self.vector = vector

    def of(self, shopper_id: str) -> ShopperProfile | None:
        return ShopperProfile(self.vector, "0" * 16, 1, ())


class TestTaste:
    def test_it_moves_hits_by_a_few_places_and_says_so(self, stock: Stock) -> None:
        here = stock(many(60))
        usual = ids(search(here, "lamp", limit=50))
        [liked] = here.index.fetch("products", [usual[20]], with_vectors=True)
        here.search._profiles = Likes(liked.vectors["text"])
        result = search(here, "lamp", limit=50, shopper_id="s")
        moved = [usual.index(one) - place for place, one in enumerate(ids(result))]
        assert sorted(ids(result)) == sorted(usual)
        assert 0 < max(map(abs, moved)) <= MAX_PLACES
        assert moved == [hit.stages.places for hit in result.hits]
        assert ids(search(here, "lamp", limit=10, shopper_id="s")) == ids(result)[:10]

    def test_an_interaction_moves_the_very_next_search_towards_it(self, stock: Stock) -> None:
        here = stock(many(60))
        before = ids(search(here, "lamp", limit=50, shopper_id="s"))
        assert before == ids(search(here, "lamp", limit=50))
        viewed = before[20]
        event = ReportedInteraction("e-1", "s", InteractionKind.PURCHASE, viewed)
        here.events.record([event])
        result = search(here, "lamp", limit=50, shopper_id="s")
        after = ids(result)
        assert sorted(after) == sorted(before)
        assert 0 < before.index(viewed) - after.index(viewed) <= MAX_PLACES
        moved = [before.index(one) - place for place, one in enumerate(after)]
        assert max(map(abs, moved)) <= MAX_PLACES
        assert ids(search(here, "lamp", limit=50, shopper_id="another")) == before

    def test_off_by_parameter_it_is_not_even_asked_for(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "laptop", shopper_id="s", personal=False)
        assert result.profile is None
        assert ids(result) == ids(search(shop_of_goods, "laptop"))

    def test_history_that_cannot_be_read_is_noted(self, shop_of_goods: Container) -> None:
        class Unreadable:
            def of(self, shopper_id: str) -> ShopperProfile | None:
                raise RecordsUnavailableError("The table does not answer.")

        usual = ids(search(shop_of_goods, "laptop"))
        shop_of_goods.search._profiles = Unreadable()
        result = search(shop_of_goods, "laptop", shopper_id="s")
        assert ids(result) == usual
        assert result.notes == ("personal_unavailable",)


class TestPinning:
    def placed(self, *pins: tuple[int, str]) -> list[str]:
        """Four hits with these pins; a, c and p are variants of one product."""
        hits = [CollapsedHit(Hit(Product(one, one), 0.0)) for one in "abcd"]
        wanted = [Pin(place, Hit(Product(one, one), 0.0)) for place, one in pins]
        order = with_pins(hits, wanted, lambda hit: "x" * (hit.product.product_id in "acp"))
        return [each.hit.product.product_id + "".join(each.variants) for each in order]

    def test_place_counts_among_what_is_shown(self) -> None:
        assert self.placed((2, "q"), (4, "r")) == ["a", "q", "b", "r", "c", "d"]

    def test_what_follows_of_its_group_is_folded_into_it(self) -> None:
        assert self.placed((2, "p")) == ["a", "pc", "b", "d"]

    def test_place_behind_the_last_is_the_last(self) -> None:
        assert self.placed((9, "q"), (12, "r")) == ["a", "b", "c", "d", "q", "r"]
