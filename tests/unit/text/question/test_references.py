import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.language import detect_language
from shopguide.text.normalise import clean_text
from shopguide.text.question.references import MAX_REFERENCES, find_references


def said(text: str) -> list[tuple[str, str, int]]:
    cleaned = clean_text(text)
    found = find_references(cleaned, detect_language(cleaned))
    return [(each.kind.value, cleaned[each.start : each.end], each.place) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How heavy is it?", [("this", "it", 0)]),
        ("Is this one waterproof?", [("this", "this one", 0)]),
        ("Does this kettle whistle?", [("this", "this", 0)]),
        ("Is the second one waterproof?", [("place", "the second one", 2)]),
        ("The last one, please", [("place", "The last one", -1)]),
        ("Tell me more about the second", [("place", "the second", 2)]),
        ("option 2 or #3", [("place", "option 2", 2), ("place", "#3", 3)]),
        ("Compare the first and the third", [("place", "the first", 1), ("place", "the third", 3)]),
        ("ok the third then", [("place", "the third", 3)]),
        ("whats the diffrence between 1 and 2", [("place", "1", 1), ("place", "2", 2)]),
        ("1和3有什么区别", [("place", "1", 1), ("place", "3", 3)]),
        ("Compare the first two", [("place", "the first two", 1), ("place", "the first two", 2)]),
        ("Is the cheaper one in stock?", [("price", "the cheaper one", 1)]),
        ("the most expensive of them", [("price", "the most expensive of them", -1)]),
        ("Which of them is lighter?", [("all", "Which of them", 0)]),
        ("Are both in stock?", [("all", "both", 0)]),
        ("What about the other one?", [("other", "the other one", 0)]),
        ("它多重？", [("this", "它", 0)]),
        ("這款水壺多重", [("this", "這款", 0)]),
        ("第二个防水吗", [("place", "第二个", 2)]),
        ("第2款和最后一个", [("place", "第2款", 2), ("place", "最后一个", -1)]),
        ("倒数第二个多少钱", [("place", "倒数第二个", -2)]),
        ("比较前两款", [("place", "前两款", 1), ("place", "前两款", 2)]),
        ("最贵的那个多重", [("price", "最贵的那个", -1)]),
        ("便宜的那款有货吗", [("price", "便宜的那款", 1)]),
        ("这几款哪个好", [("all", "这几款", 0)]),
        ("這兩個有什麼區別", [("all", "這兩個", 0)]),
        ("另一个呢", [("other", "另一个", 0)]),
    ],
)
def test_words_for_a_shown_product_are_found(text: str, found: list[tuple[str, str, int]]) -> None:
    assert said(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "the cheapest kettle",
        "the first time",
        "a tent for between 2 and 3.5 people",
        "1和2人帐篷",
        "I am free this week",
        "most expensive phones",
        "a second hand phone, third generation",
        "最便宜的水壶",
        "第一次用要注意什么",
        "第三代耳机",
        "这个周末能到吗",
        "5号电池",
    ],
)
def test_words_that_only_look_alike_are_none(text: str) -> None:
    assert said(text) == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["it", "the second one", "第二个", "İ", "最贵的那个", "ß", "both", " ", "a", "，"]
        ),
        max_size=20,
    )
)
def test_spans_are_ordered_and_inside_any_text(pieces: list[str]) -> None:
    cleaned = clean_text(" ".join(pieces))
    found = find_references(cleaned, detect_language(cleaned))
    assert len(found) <= MAX_REFERENCES
    assert all(0 <= each.start < each.end <= len(cleaned) for each in found)
    assert [each.start for each in found] == sorted(each.start for each in found)
