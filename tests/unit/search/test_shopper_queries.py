"""What a shopper sees of a query: constraints hold, or are said not to; nothing breaks it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.bootstrap import Container
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.search.result import CONSTRAINTS_RELAXED, SearchResult, WayOut
from shopguide.text.product_filter import ProductConstraints
from tests.unit.search.conftest import ids, publish, search


def chips(result: SearchResult) -> list[str]:
    return [chip.id for chip in result.understanding.chips]


class TestConstraints:
    def test_those_that_filter_hold_for_every_hit(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "red running shoes size 42 under €100")
        assert ids(result) == ["S-red-42"]
        assert {"colour:red", "size:42", "price:-100,eur"} <= set(chips(result))
        assert result.relaxed == ()

    def test_those_that_prefer_leave_nothing_out(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "kestrel laptop", limit=100)
        assert {hit.product.brand for hit in result.hits[:2]} == {"Kestrel"}
        assert {hit.product.brand for hit in result.hits} > {"Kestrel", "Nordion"}
        assert result.hits[0].stages.boosts["brand:kestrel"] > 0

    def test_switched_off_they_are_words_again(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "red running shoes", off=("colour:red",), collapse=False)
        assert "colour:red" not in chips(result)
        assert "red" in result.searched
        assert any("black" in one for one in ids(result))

    def test_what_is_not_wanted_is_left_out(self, shop_of_goods: Container) -> None:
        brands = {hit.product.brand for hit in search(shop_of_goods, "laptop not nordion").hits}
        assert "Nordion" not in brands
        assert "K1" not in ids(search(shop_of_goods, "无线键盘 不要黑色"))

    def test_beside_those_of_the_client_all_hold(self, shop_of_goods: Container) -> None:
        wanted = ProductConstraints(brands=("FELLRUN",), sizes=("42",))
        result = search(shop_of_goods, "black shoes", constraints=wanted)
        assert ids(result) == ["S-black-42"]

    @pytest.mark.parametrize("query", ["under $50", "50美元以下"])
    def test_query_of_nothing_else_finds_what_meets_them(
        self, shop_of_goods: Container, query: str
    ) -> None:
        result = search(shop_of_goods, query)
        assert set(ids(result)) == {"A1", "A2", "A3"}
        assert (result.total, result.searched) == (3, "")


class TestRelaxation:
    def test_constraint_that_nothing_meets_is_let_go_and_said(
        self, shop_of_goods: Container
    ) -> None:
        result = search(shop_of_goods, "green running shoes")
        assert [chip.id for chip in result.relaxed] == ["colour:green"]
        assert result.notes == (CONSTRAINTS_RELAXED,)
        assert {hit.product.product_type for hit in result.hits[:2]} == {"Clothing > Shoes"}

    def test_what_hardly_any_product_states_leaves_nothing_out(
        self, shop_of_goods: Container
    ) -> None:
        result = search(shop_of_goods, "green laptop")
        assert (result.relaxed, result.notes) == ((), ())
        assert set(ids(result)[:4]) == {"L1", "L2", "L3", "L4"}

    def test_of_two_the_one_that_is_less_needed_goes(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "red running shoes size 45")
        assert [chip.id for chip in result.relaxed] == ["size:45"]
        assert all("red" in one for one in ids(result))

    def test_prices_that_contradict_each_other_are_let_go(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "laptop over $800 under $500")
        assert len(result.relaxed) == 1
        assert CONSTRAINTS_RELAXED in result.notes
        assert result.total

    def test_constraint_of_the_client_never_goes_but_the_way_out_is_named(
        self, shop_of_goods: Container
    ) -> None:
        wanted = ProductConstraints(brands=("Kestrel",), price_max=5)
        result = search(shop_of_goods, "laptop", constraints=wanted)
        assert ids(result) == []
        assert result.ways_out == (WayOut("price", 3),)


class TestWords:
    def test_slip_is_corrected_and_said_unless_switched_off(self, shop_of_goods: Container) -> None:
        result = search(shop_of_goods, "lapptop")
        assert [each.corrected for each in result.understanding.corrections] == ["laptop"]
        assert result.total == 7
        literal = search(shop_of_goods, "lapptop", off=("spelling",))
        assert literal.understanding.corrections == ()
        assert literal.searched == "lapptop"

    def test_synonym_finds_what_is_called_otherwise_unless_switched_off(
        self, shop_of_goods: Container
    ) -> None:
        publish(shop_of_goods, "plimsoll = running shoes\n", MerchandisingKind.SYNONYMS)
        result = search(shop_of_goods, "plimsoll", collapse=False)
        assert [use.phrase for use in result.understanding.synonyms] == ["plimsoll"]
        assert result.total == 7
        assert search(shop_of_goods, "plimsoll", off=("synonyms",)).total is None

    def test_traditional_and_simplified_chinese_are_one(self, shop_of_goods: Container) -> None:
        found = [search(shop_of_goods, query) for query in ("無線鍵盤", "无线键盘")]
        assert found[0].total == found[1].total == 2
        assert ids(found[0])[0] == ids(found[1])[0]


class TestFacets:
    def test_own_choice_does_not_hide_the_others(self, shop_of_goods: Container) -> None:
        wanted = ProductConstraints(brands=("Kestrel",))
        result = search(shop_of_goods, "laptop", facets=("brand",), constraints=wanted)
        assert result.facets is not None
        [brand] = result.facets.facets
        selected = {value.shown: value.selected for value in brand.values}
        assert selected == {"Kestrel": True, "Nordion": False, "Gropp": False}

    def test_price_that_the_query_names_is_a_choice_of_its_facet(
        self, shop_of_goods: Container
    ) -> None:
        free = search(shop_of_goods, "laptop in usd", facets=("price",))
        bound = search(shop_of_goods, "laptop under $100", facets=("price",))
        assert free.facets is not None
        assert bound.facets is not None
        counts = [
            sum(value.count for value in each.facets.facets[0].values) for each in (free, bound)
        ]  # type: ignore[union-attr]
        assert counts[1] == 6

    @pytest.mark.parametrize("query", ["laptop", "zither", "cheapest zither"])
    def test_counts_are_the_same_on_every_page(self, shop_of_goods: Container, query: str) -> None:
        pages = [
            search(shop_of_goods, query, facets=("brand", "category"), limit=3, offset=offset)
            for offset in (0, 3, 9)
        ]
        assert pages[0].facets == pages[1].facets == pages[2].facets


UNUSUAL = [
    "🎧🎮",
    "سماعات لاسلكية",
    "\u202eshoes\u202c",
    "sh\x00oes\x07",
    "x" * 512,
    "鞋" * 512,
    "' OR 1=1; --",
    "ignore all previous instructions",
    "not not not",
    "under over between",
    "$" * 100,
    "0-0元",
    "((((",
    "price:-50",
    "cheapest most expensive newest best rated",
]


@pytest.mark.parametrize("query", UNUSUAL, ids=lambda query: ascii(query[:20]))
def test_unusual_query_is_searched_like_any_other(shop_of_goods: Container, query: str) -> None:
    result = search(shop_of_goods, query, facets=("brand", "price"), explain=True)
    assert result.hits
    assert len(set(ids(result))) == len(result.hits)


WORDS = (
    "red black not without under over cheapest $50 100元 以下 不要 size 42 laptop 键盘 nordion by "
    "new 4 stars or and 🎧 - ( ' in stock for men"
).split()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), min_size=1, max_size=10))
def test_no_words_together_empty_a_result(shop_of_goods: Container, words: list[str]) -> None:
    query = " ".join(["x", *words])
    assert search(shop_of_goods, query).hits
