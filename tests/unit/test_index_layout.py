from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.indexed import FieldKind
from shopguide.domain.money import Money
from shopguide.domain.offer import Offer
from shopguide.domain.passage import Passage, PassageKind
from shopguide.domain.price_history import PricePoint, history_to_json
from shopguide.domain.product import Availability, Product
from shopguide.text.index_layout import (
    PRODUCTS,
    PRODUCTS_LAYOUT,
    REPRICED_FIELDS,
    index_name,
    passage_fields,
    passage_of,
    passages_schema,
    price_history_of,
    product_fields,
    product_of,
    product_sparse,
    products_schema,
    repriced_fields,
)
from shopguide.text.normalise import clean_text, fold, tidy_text

CHAIR = Product(
    "c1",
    "Office chair",
    brand="SEDIA",
    product_type="Furniture > Office > Chairs",
    price=Money(Decimal("200.00"), "EUR"),
    sale_price=Money(Decimal("149.99"), "EUR"),
    attributes={"color": "black"},
)


def test_a_product_can_be_filtered_by_folded_brand_category_level_and_current_price() -> None:
    fields = product_fields(CHAIR)
    assert fields["brand"] == "sedia"
    assert fields["categories"] == [
        "furniture", "furniture > office", "furniture > office > chairs", "office", "chairs",
    ]  # fmt: skip
    assert (fields["price"], fields["currency"], fields["in_stock"]) == (149.99, "EUR", True)


def test_what_a_product_lacks_is_no_field() -> None:
    assert not {"brand", "price", "currency", "categories"} & set(product_fields(Product("a", "b")))


def test_fields_give_back_what_they_were_made_of() -> None:
    passage = Passage(
        "qa:1", PassageKind.QA, "是的", question="防水吗?", language="zh", source="qa:1"
    )
    assert product_of(product_fields(CHAIR)) == CHAIR
    assert passage_of(passage_fields(passage)) == passage


def test_the_price_history_lies_beside_the_product_and_is_nothing_where_there_is_none() -> None:
    history = (PricePoint("2026-01-01T00:00:00Z", CHAIR.price, CHAIR.sale_price),)
    fields = product_fields(CHAIR, price_history=history_to_json(history))
    assert price_history_of(fields) == history
    assert product_of(fields) == CHAIR
    assert "price_history" not in product_fields(CHAIR)
    assert price_history_of(product_fields(CHAIR)) == ()


RATED = Product(
    "s1",
    "Trail shoe",
    item_group_id="x",
    price=Money(Decimal("5"), "EUR"),
    brand="Run",
    product_type="Shoes",
    attributes={
        "Color": "Navy / Sand",
        "尺码": "42码, 43码",
        "gender": "female",
        "评分": "4.8分",
        "release-date": "2024年5月1日",
    },
)


@pytest.mark.parametrize("layout", [1, PRODUCTS_LAYOUT])
@pytest.mark.parametrize(
    "offer",
    [
        {"price": Money(Decimal("180"), "EUR"), "sale_price": None},
        {"availability": Availability.OUT_OF_STOCK, "link": "https://shop.example/c1"},
        {"offers": (Offer("a", Money(Decimal("1"), "CNY")),), "image_link": ""},
    ],
)
def test_a_repriced_document_is_as_if_it_were_made_anew(offer: dict[str, Any], layout: int) -> None:
    history = history_to_json([PricePoint("2026-01-01T00:00:00.000Z", CHAIR.price)])
    repriced = replace(CHAIR, **offer)
    before = product_fields(CHAIR, layout)
    changed = repriced_fields(before, repriced, history)
    assert changed is not None
    assert {**before, **changed} == product_fields(repriced, layout, history)
    assert changed.keys() <= set(REPRICED_FIELDS)


def test_of_a_document_that_is_as_it_was_nothing_is_repriced() -> None:
    assert repriced_fields(product_fields(CHAIR), CHAIR, None) == {}


def test_a_document_that_loses_its_price_is_not_only_repriced() -> None:
    without = replace(CHAIR, price=None, sale_price=None)
    assert repriced_fields(product_fields(CHAIR), without, None) is None


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Office chair, new"},
        {"attributes": {"colour": "black"}},
        {"item_group_id": "chairs"},
        {"gtin": "4006381333931"},
        {"description": "With arms."},
    ],
)
def test_a_document_of_other_texts_is_not_only_repriced(change: dict[str, Any]) -> None:
    assert repriced_fields(product_fields(CHAIR), replace(CHAIR, **change), None) is None


def test_every_filterable_field_is_in_the_schema() -> None:
    stored = {"product", "text_fingerprint", "terms_fingerprint"}
    assert set(product_fields(RATED)) - stored == set(products_schema(8, "e@1").fields)
    passage = Passage("qa:1", PassageKind.QA, "a")
    assert set(passage_fields(passage)) - {"passage"} == set(passages_schema(8, "e@1").fields)
    assert products_schema(8, "e@1").fields["price"] is FieldKind.FLOAT


def test_columns_of_a_feed_become_fields_to_filter_by() -> None:
    fields = product_fields(RATED)
    assert fields["colours"] == ["navy", "beige", "blue"]
    assert fields["sizes"] == ["42", "43"]
    assert fields["genders"] == ["female"]
    assert fields["rating"] == 4.8
    assert fields["released"] == 19844
    assert fields["group"] == "x"


def test_first_layout_is_written_as_it_was() -> None:
    fields = set(product_fields(RATED, layout=1)) - {"product", "text_fingerprint"}
    assert fields == set(products_schema(8, "e@1", layout=1).fields)
    assert not product_sparse(RATED, layout=1)
    assert products_schema(8, "e@1", layout=1).sparse == ()


def test_each_encoder_and_layout_has_an_index_of_its_own() -> None:
    assert index_name(PRODUCTS, "e5@1") != index_name(PRODUCTS, "e5@2")
    assert index_name(PRODUCTS, "e5@1") != index_name(PRODUCTS, "e5@1", layout=1)
    assert index_name(PRODUCTS, "e5@1").startswith("products-")


@given(st.text(st.characters(max_codepoint=160), max_size=20))
def test_clean_text_is_the_same_whichever_way_it_takes(text: str) -> None:
    assert clean_text(text) == clean_text(f"　{text}　")


def test_full_width_punctuation_is_shown_as_written_and_compared_as_one() -> None:
    assert tidy_text(" 您好，\x00官方标称　") == "您好， 官方标称"
    assert fold("ＡＢＣ，好！") == fold("abc,好!")
