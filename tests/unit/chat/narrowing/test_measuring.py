"""Lighter and larger, by what records state in whatever unit and language."""

import pytest

from shopguide.chat.narrowing.measuring import limit_of, limit_words, within
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.state import MeasureLimit
from shopguide.domain.product import Product


def product(**attributes: str) -> Product:
    return Product("x", "Backpack", attributes=attributes)


SHOWN = [product(weight="1.2 kg"), product(重量="900克"), product(weight="2 lb")]


def test_lighter_is_below_the_middle_weight_of_what_was_shown() -> None:
    limit = limit_of(Wish.LIGHTER, SHOWN)
    assert limit is not None
    assert (limit.concept, limit.family) == ("weight", "mass")
    assert limit.below == pytest.approx(907.2, abs=0.1)


def test_larger_goes_by_the_first_size_that_is_stated() -> None:
    limit = limit_of(Wish.LARGER, [product(容量="22升", 适用人数="2 人")])
    assert limit == MeasureLimit("capacity", "volume", above=22_000)


def test_nothing_is_limited_where_nothing_is_stated() -> None:
    assert limit_of(Wish.LIGHTER, [product(colour="red")]) is None


@pytest.mark.parametrize(
    ("attributes", "is_within"),
    [
        ({"weight": "0.5 kg"}, True),
        ({"重量": "499克"}, True),
        ({"weight": "600 g"}, False),
        ({"colour": "red"}, False),
    ],
)
def test_a_product_is_within_where_its_record_says_so(
    attributes: dict[str, str], is_within: bool
) -> None:
    assert within(product(**attributes), [MeasureLimit("weight", "mass", below=600)]) == is_within


def test_a_limit_is_told_in_both_languages() -> None:
    limit = MeasureLimit("weight", "mass", below=675)
    assert limit_words(limit, "en") == "weight below 675 g"
    assert limit_words(limit, "zh") == "重量小于675克"


def test_a_limit_that_a_client_made_up_is_told_and_met_by_nothing() -> None:
    limit = MeasureLimit("magic", "mana", above=3)
    assert limit_words(limit, "en") == "magic above 3 mana"
    assert not within(product(weight="1 kg"), [limit])
