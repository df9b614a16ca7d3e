import pytest

from shopguide.domain.product import Product
from shopguide.text.product_mentions import without_product_name

HEADPHONES = Product(
    "1", "Auralis Quiet 5 Wireless Headphones", brand="Auralis", product_type="Audio > Headphones"
)
EARPHONES = Product("2", "声海 Air3 真无线耳机", brand="声海", product_type="数码 > 耳机")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How heavy are the headphones?", "How heavy are they?"),
        ("Does the Auralis Quiet 5 fold?", "Does it fold?"),
        ("Is it wireless?", "Is it wireless?"),
        ("Which headphones?", "Which headphones?"),
    ],
)
def test_names_become_pronouns(question: str, asked: str) -> None:
    assert without_product_name(question, HEADPHONES) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("声海耳机的续航时间是多久?", "续航时间是多久?"),
        ("这款耳机防水吗?", "防水吗?"),
        ("能连蓝牙吗?", "能连蓝牙吗?"),
        ("声海耳机?", "声海耳机?"),
    ],
)
def test_chinese_names_are_left_out(question: str, asked: str) -> None:
    assert without_product_name(question, EARPHONES) == asked


def test_short_chinese_name_of_the_kind_is_left_out() -> None:
    shoes = Product("3", "驰风 轻羽5", brand="驰风", product_type="运动 > 跑步鞋")
    assert without_product_name("这双鞋子多重?", shoes) == "多重?"
    assert without_product_name("鞋面透气吗?", shoes) == "鞋面透气吗?"
