from decimal import Decimal

from shopguide.domain.money import Money
from shopguide.domain.offer import Offer, best_first, price_spans
from shopguide.domain.price_history import PricePoint, extreme_points


def money(amount: str, currency: str = "USD") -> Money:
    return Money(Decimal(amount), currency)


OFFERS = [
    Offer("none"),
    Offer("euro", money("1", "EUR")),
    Offer("dear", money("20")),
    Offer("sale", money("30"), money("10")),
    Offer("gone", money("5"), availability="out_of_stock"),
    Offer("later", money("7"), availability="preorder"),
]


def test_offers_that_can_be_had_come_first_then_the_cheapest_in_the_same_currency() -> None:
    order = [offer.seller for offer in best_first(OFFERS, "USD")]
    assert order == ["sale", "dear", "euro", "none", "later", "gone"]


def test_prices_are_summed_up_by_currency() -> None:
    spans = {span.lowest.currency: span for span in price_spans(OFFERS)}
    assert (spans["USD"].lowest, spans["USD"].highest) == (money("5"), money("20"))
    assert (spans["USD"].count, spans["EUR"].count) == (4, 1)
    assert price_spans([Offer("none")]) == []


def test_the_first_of_several_lowest_and_highest_prices_is_told() -> None:
    points = [
        PricePoint("2026-01-01", money("20")),
        PricePoint("2026-02-01", money("25"), money("10")),
        PricePoint("2026-03-01", money("10"), seller="B"),
        PricePoint("2026-04-01", None),
    ]
    lowest, highest = extreme_points(points)["USD"]
    assert (lowest.at, highest.at) == ("2026-02-01", "2026-01-01")
    assert extreme_points([]) == {}
