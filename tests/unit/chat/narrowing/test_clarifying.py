"""The question that splits best, and when none is asked."""

import pytest

from shopguide.chat.narrowing.clarifying import best_question, split_bits
from shopguide.chat.state import ConversationState
from shopguide.domain.facet import Facet, FacetCounts, FacetResult, FacetScope, FacetValue
from shopguide.text.product_filter import ProductConstraints

FRESH = ConversationState(need="kettles")


def values(**counts: int) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(name, name.title(), count) for name, count in counts.items())


def counted(products: int, *results: FacetResult) -> FacetCounts:
    return FacetCounts(results, FacetScope.WORDS, products)


COLOURS = FacetResult(Facet.COLOUR, values(black=10, white=10))
BRANDS = FacetResult(Facet.BRAND, values(ada=5, bell=5, cray=5, dyn=5))


def test_facet_that_tells_most_is_asked_about() -> None:
    question = best_question(counted(20, COLOURS, BRANDS), FRESH, "en")
    assert question is not None
    assert question.facet == "brand"
    assert question.shown == ("Ada", "Bell", "Cray", "Dyn")


def test_facet_is_not_asked_about_twice_nor_where_it_is_constrained() -> None:
    asked = ConversationState(need="kettles", asked=("brand",))
    question = best_question(counted(20, COLOURS, BRANDS), asked, "en")
    assert question is not None
    assert question.facet == "colour"
    constrained = ConversationState(constraints=ProductConstraints(brands=("ada",)))
    again = best_question(counted(20, BRANDS), constrained, "en")
    assert again is None


@pytest.mark.parametrize(
    "facets",
    [
        None,
        counted(8, BRANDS),
        counted(40, FacetResult(Facet.BRAND, values(ada=39, bell=1))),
        counted(40, FacetResult(Facet.COLOUR, values(black=6, white=6))),
        counted(40, FacetResult(Facet.BRAND, values(ada=40))),
        counted(40),
    ],
    ids=["uncounted", "few products", "nearly all alike", "seldom stated", "one value", "nothing"],
)
def test_nothing_is_asked_where_an_answer_would_tell_little(facets: FacetCounts | None) -> None:
    assert best_question(facets, FRESH, "en") is None


def test_price_ranges_are_joined_to_four_and_named_in_the_language() -> None:
    ranges = tuple(
        FacetValue(f"{low}-{low}.99", "", 8, at_least=low, at_most=low + 0.99)
        for low in (10, 20, 30, 40, 50)
    )
    prices = FacetResult(Facet.PRICE, ranges, "CNY")
    question = best_question(counted(40, prices), FRESH, "zh")
    assert question is not None
    assert len(question.shown) == 4
    assert question.shown[0] == "10到21元"
    assert question.values[0] == "10-20.99"


def test_categories_in_the_other_language_are_no_choices() -> None:
    found = FacetResult(Facet.CATEGORY, values(kettles=10, 水壶=10, pots=10))
    question = best_question(counted(30, found), FRESH, "en")
    assert question is not None
    assert question.values == ("kettles", "pots")


@pytest.mark.parametrize(
    ("counts", "products", "bits"), [([10, 10], 20, 1.0), ([5] * 4, 20, 2.0), ([20], 20, 0.0)]
)
def test_bits_are_those_of_the_answer(counts: list[int], products: int, bits: float) -> None:
    assert split_bits(counts, products) == pytest.approx(bits)
