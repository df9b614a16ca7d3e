"""Where a client's constraints leave nothing, those that stand in the way are named."""

from shopguide.domain.filters import Filter, Match, Range
from shopguide.search.result import WayOut
from shopguide.search.ways_out import ways_out
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

WANTED = ProductConstraints(
    brands=("acme",), price_max=5, currency="EUR", colours=("red",), in_stock_only=True
)


def asks(matching: Filter, field: str) -> bool:
    return any(isinstance(it, Match | Range) and it.field == field for it in matching.must)


def test_each_constraint_without_which_there_is_something_the_most_first() -> None:
    def count(matching: Filter) -> int:
        return 4 * (not asks(matching, "price")) + 9 * (not asks(matching, "brand"))

    assert ways_out(WANTED, count) == (WayOut("brand", 9), WayOut("price", 4))


def test_price_goes_with_its_currency() -> None:
    count = {True: 0, False: 1}
    ways = ways_out(WANTED, lambda matching: count[asks(matching, "currency")])
    assert ways == (WayOut("price", 1),)


def test_nothing_is_named_where_nothing_helps_or_nothing_was_asked() -> None:
    assert ways_out(WANTED, lambda _: 0) == ()
    assert ways_out(ANY_PRODUCT, lambda _: 1) == ()
