"""Orders by price, rating and release: of what was asked for, and of all of it."""

import pytest

from shopguide.bootstrap import Container
from shopguide.domain.query import SortOrder
from shopguide.search.sort_fields import SORT_FIELDS
from shopguide.text.index_layout import products_schema
from tests.unit.search.conftest import GOODS, Stock, ids, product, search


def test_cheapest_laptop_is_no_sleeve(shop_of_goods: Container) -> None:
    result = search(shop_of_goods, "cheapest laptop")
    assert result.sort is SortOrder.PRICE_ASCENDING
    assert result.strategy == "price_ascending"
    assert ids(result)[:3] == ["L3", "L2", "L1"]


def test_what_goes_with_it_comes_behind_and_what_has_no_price_last(
    shop_of_goods: Container,
) -> None:
    assert ids(search(shop_of_goods, "cheapest laptop")) == [
        "L3", "L2", "L1", "A1", "A2", "A3", "L4",
    ]  # fmt: skip
    assert ids(search(shop_of_goods, "most expensive laptop"))[:3] == ["L1", "L2", "L3"]


def test_what_lies_in_the_category_that_is_named_comes_before_what_only_has_the_word(
    stock: Stock,
) -> None:
    spare = product("X1", "Laptop keycaps spare", "Gropp", "Computers > Spares", "1 USD")
    assert ids(search(stock([*GOODS, spare]), "cheapest laptop"))[:4] == ["L3", "L2", "L1", "X1"]


def test_accessory_that_is_asked_for_is_ordered_like_anything(shop_of_goods: Container) -> None:
    assert ids(search(shop_of_goods, "cheapest laptop stand")) == ["A2"]


def test_only_what_has_the_words_is_ordered(shop_of_goods: Container) -> None:
    assert ids(search(shop_of_goods, "最便宜的键盘")) == ["K2", "K1", "K3"]


def test_where_nothing_has_the_words_the_nearest_are_ordered(shop_of_goods: Container) -> None:
    result = search(shop_of_goods, "cheapest zither", limit=100)
    assert "nothing_with_these_words" in result.notes
    assert len(result.hits) == len(ids(search(shop_of_goods, "zither", limit=100)))


def test_query_of_constraints_alone_orders_the_whole_shop(shop_of_goods: Container) -> None:
    result = search(shop_of_goods, "cheapest under $30")
    assert ids(result) == ["A1", "A2"]
    assert result.total == 2


def test_order_that_no_product_has_a_number_for_is_by_relevance_and_says_so(
    shop_of_goods: Container,
) -> None:
    result = search(shop_of_goods, "newest laptop")
    assert "sort_unavailable" in result.notes
    assert (result.sort, result.strategy) == (SortOrder.RELEVANCE, "hybrid")
    assert set(ids(result)[:4]) == {"L1", "L2", "L3", "L4"}


def test_order_that_is_asked_for_wins_over_the_wish_of_the_query(
    shop_of_goods: Container,
) -> None:
    result = search(shop_of_goods, "cheapest laptop", sort=SortOrder.PRICE_DESCENDING)
    assert ids(result)[0] == "L1"


def test_wish_that_is_switched_off_is_searched_by_relevance(shop_of_goods: Container) -> None:
    wish = search(shop_of_goods, "cheapest laptop").understanding.sort_id
    assert search(shop_of_goods, "cheapest laptop", off=(wish,)).sort is SortOrder.RELEVANCE


@pytest.mark.parametrize("collapse", [True, False])
def test_best_rated_come_first_and_variants_are_folded(stock: Stock, collapse: bool) -> None:
    here = stock(
        [
            product(
                f"M-{n}-{size}", f"Mug model {n}", "Kilnworks", "Kitchen > Mugs", "9 USD",
                item_group_id=f"mug-{n}", attributes={"rating": str(n / 10), "size": str(size)},
            )
            for n in range(30)
            for size in range(4)
        ]
    )  # fmt: skip
    result = search(here, "mug", sort=SortOrder.RATING, collapse=collapse, limit=25)
    models = [one.split("-")[1] for one in ids(result)]
    expected = [str(n) for n in range(29, 0, -1) for _ in range(1 if collapse else 4)]
    assert models == expected[:25]
    assert result.next_cursor


def test_every_order_has_a_number_that_the_index_knows() -> None:
    fields = products_schema(4, "encoder").fields
    assert {*SORT_FIELDS, SortOrder.RELEVANCE} == set(SortOrder)
    assert all(fields[each.name] in ("float", "integer") for each in SORT_FIELDS.values())


def test_index_without_words_orders_the_nearest_by_the_numbers_it_has(stock: Stock) -> None:
    here = stock(GOODS, layout=1)
    result = search(here, "laptop", sort=SortOrder.PRICE_ASCENDING)
    prices = [hit.product.current_price for hit in result.hits[:3]]
    assert [price.amount for price in prices if price] == sorted(
        price.amount for price in prices if price
    )
    rated = search(here, "laptop", sort=SortOrder.RATING)
    assert {"index_outdated", "sort_unavailable"} <= set(rated.notes)
    assert rated.sort is SortOrder.RELEVANCE
