"""Facts of a record in the other language."""

from decimal import Decimal

import pytest

from shopguide.domain.money import Money
from shopguide.domain.passage import PassageKind
from shopguide.domain.product import Product
from shopguide.text.fact_words import fact_in, quoted_in
from shopguide.text.language import Language
from shopguide.text.passages import record_passages

TENT = Product(
    "t",
    "Trail 2 Tent",
    price=Money(Decimal("219.00"), "USD"),
    attributes={
        "weight": "1.9 kg",
        "color": "black",
        "dishwasher_safe": "no",
        "packed_size": "42 x 14 cm",
        "warranty": "1 year",
        "floor material": "nylon",
    },
)
COOKER = Product(
    "c",
    "味仓电饭煲",
    price=Money(Decimal("499.00"), "CNY"),
    attributes={"容量": "4升", "质保期": "1年", "颜色": "白色", "内锅涂层": "不粘涂层"},
)


def fact(product: Product, column: str, language: Language) -> str | None:
    wanted = f"{product.product_id}/{column}"
    passage = next(p for p in record_passages(product) if p.passage_id == wanted)
    return fact_in(language, passage, product)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("price", "价格：219.00 USD。"),
        ("availability", "库存：有货。"),
        ("weight", "重量：1.9公斤。"),
        ("color", "颜色：黑色。"),
        ("dishwasher_safe", "可否用洗碗机：否。"),
        ("packed_size", "收纳尺寸：42 x 14 cm。"),
        ("floor material", None),  # a name of the shop's own: it is quoted
    ],
)
def test_english_fact_in_chinese(column: str, said: str | None) -> None:
    assert fact(TENT, column, "zh") == said


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("price", "Price: 499.00 CNY."),
        ("容量", "Capacity: 4 litres."),
        ("质保期", "Warranty: 1 year."),
        ("颜色", "Colour: white."),
        ("内锅涂层", None),
    ],
)
def test_chinese_fact_in_english(column: str, said: str | None) -> None:
    assert fact(COOKER, column, "en") == said


def test_longer_text_is_quoted_behind_a_sentence_of_ours() -> None:
    passage = next(
        p
        for p in record_passages(Product("d", "Tent", "Sets up in five minutes."))
        if p.kind is PassageKind.DESCRIPTION
    )
    assert quoted_in("zh", passage, passage.text) == (
        "商品描述（英文）写道：“Sets up in five minutes”。"
    )
