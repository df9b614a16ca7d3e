import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.normalise import fold
from shopguide.text.quantities import Quantity, find_quantities, quantities


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("40 hours", "40", "hour"),
        ("40-hour", "40", "hour"),
        ("４０小时", "40", "hour"),
        ("1,299.00 USD", "1299", "dollar"),
        ("$1,299", "1299", "dollar"),
        ("2.50kg", "2.5", "kilogram"),
        ("100元", "100", "yuan"),
        ('27"', "27", "inch"),
        ("version 3.5.1", "3.5.1", ""),
        ("the XM5", "xm5", ""),
        ("WH-1000XM5", "wh-1000xm5", ""),
        ("5G", "5", "gram"),
        ("4K", "4k", ""),
    ],
)
def test_reads(text: str, number: str, unit: str) -> None:
    assert quantities(text) == {Quantity(number, unit)}


def test_digits_of_a_model_name_are_no_number() -> None:
    assert Quantity("5", "") not in quantities("Sound XM5, IPX7, USB-C3")


@given(st.text(st.sampled_from('0159.,- xkgh小时元$"') | st.characters(), max_size=40))
def test_no_digit_is_left_out(text: str) -> None:
    folded = fold(text)
    covered = "".join(folded[start:end] for start, end, _ in find_quantities(folded))
    assert re.findall(r"\d", covered) == re.findall(r"\d", folded)
