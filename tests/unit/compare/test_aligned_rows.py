"""Which attributes are one, which values differ, and what is best."""

import pytest

from shopguide.compare.values import says_the_same
from shopguide.domain.comparison import ComparisonNote
from tests.unit.compare.compared_products import compare, product, row, values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.2 kg", "1200 g"),
        ("1.2 kg", "1200克"),
        ("12 months", "1年"),
        ("22升", "22 litres"),
        ("up to 40 hours", "40小时"),
        ("42 x 14 cm", "42*14厘米"),
        ("14 cm", "5.5 inches"),
        ("650流明", "650 lumens"),
        ("蓝牙 5.3", "Bluetooth 5.3"),
        ("3个", "3 ports"),
        ("1 TB", "1000 GB"),
        ("yes", "支持"),
    ],
)
def test_values_in_other_units_and_languages_are_the_same(one: str, other: str) -> None:
    assert says_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.2 kg", "1.3 kg"), ("12 months", "12 hours"), ("USB-C", "Micro-USB"), ("10 l", "10 kg")],
)
def test_other_values_differ(one: str, other: str) -> None:
    assert not says_the_same(one, other)


def test_shades_of_one_language_differ_and_translations_do_not() -> None:
    assert not says_the_same("dark blue", "light blue", "color")
    assert says_the_same("Navy", "藏青", "color")


def test_one_attribute_under_many_names_is_one_row_in_the_language_asked_for() -> None:
    compared = compare(
        [
            product("1", attributes={"product_weight": "1.2 kg"}),
            product("2", attributes={"净重": "1200克"}),
            product("3", attributes={"机身重量": "1.5公斤"}),
        ],
        language="en",
    )
    assert values(compared, "weight") == ["1.2 kg", "1200克", "1.5公斤"]
    assert row(compared, "weight").shown == "Weight"
    assert row(compared, "weight").cells[1].passage_id == "2/净重"


def test_weight_of_the_package_is_not_the_products() -> None:
    compared = compare(
        [
            product("1", attributes={"weight": "1 kg"}),
            product("2", attributes={"package weight": "3 kg"}),
        ]
    )
    assert values(compared, "weight") == ["1 kg", ""]


def test_sale_price_is_compared_and_the_lower_one_is_best() -> None:
    from decimal import Decimal

    from shopguide.domain.money import Money

    compared = compare(
        [
            product("1", price="20.00 USD", sale_price=Money(Decimal("9.00"), "USD")),
            product("2", price="10.00 USD"),
        ]
    )
    assert values(compared, "price") == ["9.00 USD", "10.00 USD"]
    assert row(compared, "price").best == (0,)


def test_prices_in_two_currencies_have_no_best() -> None:
    compared = compare([product("1", price="9.00 USD"), product("2", price="10.00 CNY")])
    assert row(compared, "price").best == ()
    assert ComparisonNote.PRICES_IN_DIFFERENT_CURRENCIES in compared.notes
    assert not any("cheap" in sentence.text for sentence in compared.summary)


def test_less_weight_is_better_only_of_what_is_carried() -> None:
    chairs = [product(n, "Office chair", attributes={"weight": f"{n} kg"}) for n in ("12", "15")]
    packs = [product(n, "Hiking backpack", attributes={"weight": f"{n} kg"}) for n in ("1", "2")]
    assert row(compare(chairs), "weight").best == ()
    assert row(compare(packs), "weight").best == (0,)


def test_a_matter_of_taste_has_no_best() -> None:
    compared = compare(
        [product("1", attributes={"color": "red"}), product("2", attributes={"color": "blue"})]
    )
    assert row(compared, "color").differs
    assert row(compared, "color").best == ()


def test_what_differs_comes_first_and_what_one_product_states_last() -> None:
    compared = compare(
        [
            product("1", attributes={"hood": "fixed", "material": "nylon", "season": "winter"}),
            product("2", attributes={"material": "nylon", "season": "summer"}),
        ]
    )
    assert [each.name for each in compared.rows][-3:] == ["season", "material", "hood"]
    assert values(compared, "hood") == ["fixed", ""]


def test_kettle_and_shirt_are_compared_on_what_they_have_in_common() -> None:
    kettle = product("1", "Kettle", product_type="Kitchen > Kettles", attributes={"power": "2 kW"})
    shirt = product("2", "Shirt", product_type="Clothing > Shirts", attributes={"size": "M"})
    notes = compare([kettle, shirt]).notes
    assert ComparisonNote.DIFFERENT_KINDS in notes
    assert ComparisonNote.NOTHING_IN_COMMON in notes


def test_one_kind_filed_under_two_languages_is_one_kind() -> None:
    shared = {"battery_life": "5 hours", "charging_port": "USB-C"}
    one = product("1", "Earbuds", product_type="Audio > Headphones", attributes=shared)
    other = product("2", "耳机", product_type="影音 > 耳机", attributes=shared)
    assert ComparisonNote.DIFFERENT_KINDS not in compare([one, other]).notes


def test_numbers_without_a_unit_that_lie_far_apart_have_no_best() -> None:
    near = [product(n, attributes={"memory": n}) for n in ("4", "8")]
    far = [product(n, attributes={"memory": n}) for n in ("4", "16384")]
    assert row(compare(near), "memory").best == (1,)
    assert row(compare(far), "memory").best == ()
