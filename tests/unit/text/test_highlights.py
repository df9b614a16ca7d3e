from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.highlights import highlights
from shopguide.text.terms import query_terms


def _marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, query_terms(query))]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Watches for Women", "woman watch", ["Watches", "Women"]),
        ("Sony WH-1000XM5, black", "wh1000xm5", ["WH-1000XM5"]),
        ("Sony WH-1000XM5, 5 years", "5 year", ["5", "years"]),
        ("苹果 iPhone11 手机壳", "iphone 11 手机", ["iPhone11", "手机"]),
        ("降噪蓝牙耳机，机械键盘", "蓝牙耳机", ["蓝牙耳机"]),
        ("電競鍵盤滑鼠", "键盘", ["鍵盤"]),
        ("真丝伞，雨伞", "伞", ["伞", "伞"]),
        ("ＳＯＮＹ 耳机", "sony", ["ＳＯＮＹ"]),
        ("Cafe\u0301 cre\u0300me", "café", ["Cafe\u0301"]),
        ("🎧🎧 headphones 🎧", "headphone", ["headphones"]),
        ("5㎏ bag", "5kg", ["5㎏"]),
        ("plain text", "", []),
        ("plain text", "!", []),
    ],
)
def test_words_of_the_query_are_marked_as_they_stand(
    text: str, query: str, marked: list[str]
) -> None:
    assert _marked(text, query) == marked


@given(st.text(max_size=60), st.text(max_size=20))
@settings(max_examples=200)
def test_spans_of_any_text_lie_in_it_in_order(text: str, query: str) -> None:
    spans = highlights(text, query_terms(query))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text(alphabet="aé½㎏ßİ蓝牙①ﬁ e\u0301-5", min_size=1, max_size=30))
@settings(max_examples=200)
def test_characters_that_grow_or_join_when_folded_keep_the_spans_in_place(text: str) -> None:
    spans = highlights(text, query_terms(text))
    assert all(text[start:end].strip() for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
