"""Constraints of shoppers become filters, or a clear refusal."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.matching import passes
from shopguide.domain.money import Money
from shopguide.domain.product import Availability, Product
from shopguide.text.index_layout import product_fields
from shopguide.text.product_filter import ProductConstraints, product_filter

CHAIR = Product(
    "CH-1",
    "Office chair",
    brand="Sedia",
    product_type="Furniture > Office Chairs > Ergonomic",
    price=Money(Decimal("249.00"), "USD"),
    sale_price=Money(Decimal("199.99"), "USD"),
)


def matches(constraints: ProductConstraints, product: Product = CHAIR) -> bool:
    document = IndexedDocument(product.product_id, product_fields(product))
    return passes(document, product_filter(constraints))


def test_no_constraint_lets_everything_pass() -> None:
    assert matches(ProductConstraints())


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, 200, True),
        (200, None, False),
        (199.99, 199.99, True),
        (0, None, True),
        (None, 0, False),
    ],
)
def test_price_bounds_are_inclusive_and_mean_the_current_price(
    low: float | None, high: float | None, expected: bool
) -> None:
    assert matches(ProductConstraints(price_min=low, price_max=high)) is expected


def test_product_without_price_passes_no_price_bound() -> None:
    assert not matches(ProductConstraints(price_min=0), replace(CHAIR, price=None, sale_price=None))


@pytest.mark.parametrize("brand", ["Sedia", "SEDIA", " sedia ", "Ｓｅｄｉａ"])
def test_brand_is_found_however_it_is_written(brand: str) -> None:
    assert matches(ProductConstraints(brands=("Tonwerk", brand)))


@pytest.mark.parametrize(
    "category",
    [
        "furniture",
        "Office chairs",
        "ergonomic",
        "Furniture > Office Chairs",
        "furniture>office  chairs>ERGONOMIC",
        "Furniture ＞ Office Chairs",
    ],
)
def test_category_is_a_level_or_a_path(category: str) -> None:
    assert matches(ProductConstraints(categories=(category,)))


@pytest.mark.parametrize(
    "category", ["chairs", "Office Chairs > Ergonomic", "Furniture > Ergonomic"]
)
def test_part_of_a_level_or_path_is_not_the_category(category: str) -> None:
    assert not matches(ProductConstraints(categories=(category,)))


@pytest.mark.parametrize("availability", set(Availability) - {Availability.IN_STOCK})
def test_only_what_is_in_stock_is_in_stock(availability: Availability) -> None:
    assert not matches(
        ProductConstraints(in_stock_only=True), replace(CHAIR, availability=availability)
    )


def test_currency_is_matched_in_either_case() -> None:
    assert matches(ProductConstraints(currency="usd"))
    assert not matches(ProductConstraints(currency="CNY"))


@pytest.mark.parametrize(
    ("constraints", "field"),
    [
        ({"price_min": 10, "price_max": 5}, "price_min"),
        ({"price_max": -1}, "price_max"),
        ({"price_min": float("nan")}, "price_min"),
        ({"price_max": float("inf")}, "price_max"),
        ({"currency": "XXX"}, "currency"),
        ({"brands": ("Sedia", "\u200b ")}, "brand"),
        ({"categories": ("",)}, "category"),
    ],
)
def test_constraint_that_cannot_hold_names_its_parameter(
    constraints: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidParameterError) as raised:
        ProductConstraints(**constraints)  # type: ignore[arg-type]
    assert raised.value.field == field
    assert raised.value.fix
