from datetime import date, timedelta

import pytest

from shopguide.domain.product import Product
from shopguide.text.product_groups import product_group
from shopguide.text.product_values import (
    colours_of,
    genders_of,
    named_columns,
    rating_of,
    released_of,
    sizes_of,
)
from shopguide.text.sizes import find_sizes, fold_size, sizes_of_value


@pytest.mark.parametrize(
    ("value", "rating"),
    [
        ("4.5", 4.5),
        ("4,5/5", 4.5),
        ("4.8分", 4.8),
        ("4 out of 5 stars", 4),
        ("9.2/10", 4.6),
        ("90%", 4.5),
        ("8.7", None),
        ("0", None),
        ("6/5", None),
        ("A+", None),
        ("", None),
    ],
)
def test_a_rating_is_read_where_its_scale_is_clear(value: str, rating: float | None) -> None:
    assert rating_of(named_columns(Product("a", "A", attributes={"Rating": value}))) == rating


@pytest.mark.parametrize(
    ("value", "released"),
    [
        ("2024-05-01", date(2024, 5, 1)),
        ("2024-05-01T10:00:00Z", date(2024, 5, 1)),
        ("2024/5/1", date(2024, 5, 1)),
        ("2024年5月1日", date(2024, 5, 1)),
        ("2024年5月", date(2024, 5, 1)),
        ("20240501", date(2024, 5, 1)),
        ("14.02.2020", date(2020, 2, 14)),
        ("05/06/2024", None),
        ("2024-13-01", None),
        ("soon", None),
    ],
)
def test_a_release_is_read_where_its_date_is_clear(value: str, released: date | None) -> None:
    days = released_of(named_columns(Product("a", "A", attributes={"上市时间": value})))
    assert (None if days is None else date(1970, 1, 1) + timedelta(days)) == released


def test_a_column_counts_before_the_title() -> None:
    product = Product("a", "Black shirt, men, size 42", attributes={"Colour": "Red", "size": "43"})
    columns = named_columns(product)
    assert colours_of(product, columns) == ["red"]
    assert sizes_of(product, columns) == ["43"]
    assert genders_of(product, columns) == ["male"]


def test_gender_and_age_are_one_answer() -> None:
    product = Product("a", "Sandal", attributes={"gender": "female", "age_group": "kids"})
    assert genders_of(product, named_columns(product)) == ["female", "kids"]


def test_a_category_tells_the_gender_of_its_products() -> None:
    product = Product("a", "Sandal", product_type="Shoes > Women")
    assert genders_of(product, {}) == ["female"]


@pytest.mark.parametrize(
    ("size", "folded"),
    [
        ("42码", "42"),
        ("EU 42", "42"),
        ("size M", "m"),
        ("2XL", "xxl"),
        ("Large", "l"),
        ("均码", "one size"),
        ("XL 码", "xl"),
        ("10x20 cm", "10x20 cm"),
    ],
)
def test_a_size_has_one_form(size: str, folded: str) -> None:
    assert fold_size(size) == folded


def test_a_column_of_sizes_is_split() -> None:
    assert sizes_of_value("S, M/L；2XL") == ["s", "m", "l", "xxl"]
    assert sizes_of_value("7 1/2") == ["7 1/2"]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("跑鞋 42码", [("42", "42码")]),
        ("shirt, size XL", [("xl", "size XL")]),
        ("EU 38 boots", [("38", "EU 38")]),
        ("均码 帽子", [("one size", "均码")]),
        ("iPhone 11 128GB", []),
        ("king size bed", []),
        ("数码相机", []),
    ],
)
def test_a_title_tells_a_size_only_where_it_says_so(
    text: str, sizes: list[tuple[str, str]]
) -> None:
    assert [(each.value, text[each.start : each.end]) for each in find_sizes(text)] == sizes


def test_variants_share_a_group_and_models_do_not() -> None:
    def group(title: str, brand: str = "Cup") -> str:
        return product_group(Product(title, title, brand=brand))

    assert group("Mug, red") == group("Mug - Blue") == group("MUG")
    assert group("跑鞋 黑色 42码") == group("跑鞋 白色 43码")
    assert group("Mug, red") != group("Mug, red", brand="Other")
    assert group("TN-2110 black") != group("TN-2120 black")
    assert group("Black") != group("White")
    assert product_group(Product("a", "Mug", item_group_id="g1")) == "g1"
