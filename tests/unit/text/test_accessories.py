"""Accessories are told from the things they go with, by titles and by queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.accessories import asks_for_accessory, is_accessory


@pytest.mark.parametrize(
    "title",
    [
        "Laptop Sleeve Black",
        "Gaming mouse pad",
        "Toner for HP LaserJet 1020",
        "Soft shell for iPhone 11, clear",
        "Remote compatible with Samsung TVs",
        "Lamps f/ Epson projectors",
        "适用于苹果15手机壳",
        "华为P60 钢化膜",
        "通用充电器 65W",
        "佳能相机专用电池",
    ],
)
def test_title_names_an_accessory(title: str) -> None:
    assert is_accessory(title)


@pytest.mark.parametrize(
    "title",
    [
        "Nordion laptop 15 inch with numeric pad",
        "Canon EOS camera with lens kit",
        "Laptop 15 inch, glass touchpad",
        "Running shoes for men",
        "Headphones for kids",
        "Shampoo for small dogs",
        "Cream for dry skin",
        "Desk for the home office",
        "Bicycle for women - red",
        "休闲鞋 男女通用",
        "牙刷 儿童专用",
        "无线蓝牙耳机 降噪",
        "",
    ],
)
def test_title_names_a_thing_of_its_own(title: str) -> None:
    assert not is_accessory(title)


@pytest.mark.parametrize("query", ["laptop bag", "case for iphone 11", "手机壳", "适用华为充电器"])
def test_query_asks_for_an_accessory(query: str) -> None:
    assert asks_for_accessory(query)


@pytest.mark.parametrize("query", ["laptop", "shoes for men", "wireless headphones", "手机"])
def test_query_asks_for_a_thing(query: str) -> None:
    assert not asks_for_accessory(query)


@given(st.text())
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert is_accessory(text) in (True, False)
    assert asks_for_accessory(text) in (True, False)
