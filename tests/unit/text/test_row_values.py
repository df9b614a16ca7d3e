"""Dates, ratings and availabilities as files have them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.product import Availability
from shopguide.text.availability_words import read_availability
from shopguide.text.date_text import read_date
from shopguide.text.rating_text import read_rating


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("2026/01/31 14:05:06", "2026-01-31"),
        ("2026-1-5", "2026-01-05"),
        ("2026年1月31日", "2026-01-31"),
        ("20260131", "2026-01-31"),
        ("31.01.2026", "2026-01-31"),
        ("31/01/2026", "2026-01-31"),
        ("01/31/2026", "2026-01-31"),
        ("Jan 31, 2026", "2026-01-31"),
        ("Sept. 5, 2020", "2020-09-05"),
        ("31 January 2026", "2026-01-31"),
        ("31-Jan-2026", "2026-01-31"),
        ("09 13, 2009", "2009-09-13"),
        ("1252800000", "2009-09-13"),
        ("1588615855070", "2020-05-04"),
    ],
)
def test_dates_become_iso(text: str, expected: str) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize("text", ["2026-02-31", "31.02.2026", "Foo 3, 2026", "yesterday", "2026"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not of the form 2026-01-31"):
        read_date(text)


def test_a_date_that_can_be_read_either_way_is_refused_with_both() -> None:
    with pytest.raises(ValueError, match="2026-03-04 or 2026-04-03"):
        read_date("03/04/2026")


@given(
    st.dates(min_value=date(1970, 1, 1), max_value=date(2100, 1, 1)),
    st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y", "%b %d, %Y", "%d %B %Y"]
    ),
)
def test_a_date_is_the_same_in_every_form(day: date, form: str) -> None:
    assert read_date(day.strftime(form)) == day.isoformat()


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert date.fromisoformat(read_date(text)[:10])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", 5), ("4.5", 4.5), ("4,5", 4.5), ("4/5", 4), ("4.5星", 4.5), ("4 stars", 4),
        ("1 star", 1), ("5.0 out of 5 stars", 5), ("★★★★☆", 4), ("5分", 5),
    ],
)  # fmt: skip
def test_ratings_are_out_of_five(text: str, expected: float) -> None:
    assert read_rating(text) == expected


@pytest.mark.parametrize("text", ["0", "6", "nan", "inf", "80%", "8/10", "good", "-1", "1e0"])
def test_other_ratings_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number from 1 to 5"):
        read_rating(text)


_WORDS = {
    Availability.IN_STOCK: (
        "in stock|In_Stock|available|有货|上架|1|true|YES|25|1,200|10+|> 5|3 left|in stock (4)"
        "|库存：12|http://schema.org/InStock|5.0|"
    ),
    Availability.OUT_OF_STOCK: (
        "out of stock|OutOfStock|sold out|缺货|下架|0|false|no|-2|0.0|0件"
        "|https://schema.org/SoldOut"
    ),
    Availability.PREORDER: "preorder|Pre-Order|预售",
    Availability.BACKORDER: "backorder|补货中",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [(word, availability) for availability, words in _WORDS.items() for word in words.split("|")],
)
def test_availability_is_a_word_or_how_many_there_are(text: str, expected: Availability) -> None:
    assert read_availability(text) is expected


@pytest.mark.parametrize("text", ["maybe", "soon", "in store 5 of 7", "1.5"])
def test_an_unknown_availability_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nor how many"):
        read_availability(text)
