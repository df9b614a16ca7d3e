import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.data.cleaning.normal_forms import letters_of, readable_text


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("bo<b>l</b>d", "bold"),
        ("a<br/>b<br>c", "a b c"),
        ("<script>alert('x')</script>Kettle<!-- note -->", "Kettle"),
        ("R&amp;D &#39;x&#39; &lt;3", "R&D 'x' <3"),
        ("5 < 6 and 7 > 6, R&D", "5 < 6 and 7 > 6, R&D"),
        ("【新款】 机械键盘\u200b\x07", "【新款】 机械键盘"),
    ],
)
def test_html_becomes_the_text_that_a_shopper_sees(raw: str, readable: str) -> None:
    assert readable_text(raw) == readable


@given(st.text(max_size=200))
def test_any_text_stays_one_tidy_line(text: str) -> None:
    readable = readable_text(text)
    assert readable == " ".join(readable.split())
    assert "\0" not in readable


def test_near_duplicates_have_the_same_letters_but_columns_stay_apart() -> None:
    table = pl.DataFrame({"a": ["Ｋettle, 2L!", "kettle 2l", "kettle"], "b": ["", "", "2l"]})
    first, second, third = table.select(letters_of("a", "b"))["a"].to_list()
    assert first == second != third
