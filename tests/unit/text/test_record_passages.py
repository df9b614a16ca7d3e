from dataclasses import replace
from decimal import Decimal

from shopguide.domain.money import Money
from shopguide.domain.passage import PassageKind
from shopguide.domain.product import Availability, Product
from shopguide.text.passages import record_passages

ENGLISH = Product(
    "HP-1",
    "Quiet 5 Headphones",
    "Over-ear headphones. They fold flat!",
    brand="Auralis",
    price=Money(Decimal("149.00"), "EUR"),
    attributes={"battery_life": "40 hours", "microphone": "true", "note": "n/a"},
)
CHINESE = Product(
    "EAR-1",
    "声海 Air3 蓝牙耳机",
    "支持降噪。单耳4克。",
    brand="声海",
    price=Money(Decimal("1299.00"), "CNY"),
    sale_price=Money(Decimal("999.90"), "CNY"),
    availability=Availability.OUT_OF_STOCK,
    attributes={"续航时间": "40小时", "color": "白色"},
)


def texts(product: Product) -> list[str]:
    return [passage.text for passage in record_passages(product)]


def test_says_facts_attributes_and_description_in_english() -> None:
    assert texts(ENGLISH) == [
        "Price: 149.00 EUR.",
        "Availability: in stock.",
        "Brand: Auralis.",
        "Battery life: 40 hours.",
        "Microphone: yes.",
        "Over-ear headphones.",
        "They fold flat!",
    ]


def test_says_them_in_chinese() -> None:
    assert texts(CHINESE) == [
        "价格：999.90元（原价1299.00元）。",
        "库存：暂时缺货。",
        "品牌：声海。",
        "续航时间：40小时。",
        "颜色：白色。",
        "支持降噪。",
        "单耳4克。",
    ]


def test_amounts_keep_their_exact_decimals() -> None:
    dear = replace(ENGLISH, price=Money(Decimal("1000000.10"), "JPY"))
    assert texts(dear)[0] == "Price: 1000000.10 JPY."


def test_every_passage_can_be_cited() -> None:
    passages = record_passages(CHINESE)
    assert len({passage.passage_id for passage in passages}) == len(passages)
    assert passages[3].passage_id == "EAR-1/续航时间"
    assert {passage.product_id for passage in passages} == {"EAR-1"}
    assert {passage.language for passage in passages} == {"zh"}
    assert passages[-1].kind is PassageKind.DESCRIPTION


def test_price_that_is_not_known_is_not_spoken_of() -> None:
    assert texts(replace(ENGLISH, price=None))[0] == "Availability: in stock."


def test_what_is_said_twice_is_said_once() -> None:
    assert texts(replace(ENGLISH, description="Light. Light. Light.")).count("Light.") == 1
