"""What a search box offers for the letters typed so far."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.lexicon_pointer import LexiconPointer, WordObjects, pointer_to_json
from shopguide.domain.popularity import DAYS, SCORE
from shopguide.domain.record_key import (
    LEXICON,
    POPULAR_QUERIES,
    POPULARITY_LEADERS,
    query_count_key,
)
from shopguide.domain.suggestion import Suggestion, SuggestionKind, Suggestions
from shopguide.search.lexicon_reader import SuggestionReader
from shopguide.search.suggest.highlight import typed_span
from shopguide.search.suggest.popular import PopularQueries
from shopguide.search.suggest.popular_products import PopularProducts
from shopguide.search.suggest.service import SuggestService
from shopguide.text.suggestion_table import NameEntry, make_suggestion_table

NAMES = (
    NameEntry(SuggestionKind.QUERY, "wireless mouse", 40),
    NameEntry(SuggestionKind.QUERY, "wireless", 90),
    NameEntry(SuggestionKind.QUERY, "headphone", 9),
    NameEntry(SuggestionKind.QUERY, "auralis", 12),
    NameEntry(SuggestionKind.QUERY, "耳机", 20),
    NameEntry(SuggestionKind.QUERY, "手机", 30),
    NameEntry(SuggestionKind.CATEGORY, "Headphones", 30, "Audio > Headphones"),
    NameEntry(SuggestionKind.CATEGORY, "手机壳", 5, "数码 > 手机壳"),
    NameEntry(SuggestionKind.BRAND, "Auralis", 12),
    NameEntry(SuggestionKind.BRAND, "声海", 3),
)
PRODUCTS = (
    ("m1", "Silent Wireless Mouse"),
    ("m2", "Bolt wireless mouse, black"),
    ("h1", "Auralis Wireless Over-Ear Headphones"),
    ("t1", "Brother TN-2110 Toner"),
    ("p1", "無線藍牙耳機 降噪"),
    ("p2", "透明手机壳 iPhone 11"),
)


class Box:
    """A search box over a small table; popular queries are put into its records."""

    def __init__(self, min_days: int = 3) -> None:
        objects, self.clock = InMemoryObjectStore(), FixedClock()
        self.records = InMemoryRecordTable(self.clock)
        table = make_suggestion_table(NAMES, PRODUCTS)
        objects.put("search/suggestions/a.gz", table.to_bytes())
        pointer = LexiconPointer(1, WordObjects("unused", "search/suggestions/a.gz"))
        self.records.put(LEXICON, pointer_to_json(pointer))
        self.service = SuggestService(
            SuggestionReader(objects, self.records, 0),
            PopularQueries(self.records, self.clock, min_days),
            PopularProducts(self.records, self.clock),
        )

    def search_often(self, query: str, count: float, days: int = 3) -> None:
        known = self.records.get(POPULAR_QUERIES) or {"product_ids": []}
        queries = [*known["product_ids"], query]  # type: ignore[misc]
        self.records.put(POPULAR_QUERIES, {"product_ids": queries})
        self.records.put(query_count_key(query), {SCORE: count, DAYS: days})


@pytest.fixture
def box() -> Box:
    return Box()


def texts(suggestions: Sequence[Suggestion]) -> list[str]:
    return [each.text for each in suggestions]


def everything(found: Suggestions) -> list[Suggestion]:
    return [*found.queries, *found.categories, *found.brands, *found.products]


def test_any_word_of_a_title_or_phrase_may_be_begun(box: Box) -> None:
    found = box.service.suggest("mou")
    assert texts(found.queries) == ["wireless mouse"]
    assert texts(found.products) == ["Silent Wireless Mouse", "Bolt wireless mouse, black"]
    assert [each.product_id for each in found.products] == ["m1", "m2"]


def test_names_of_more_products_come_first(box: Box) -> None:
    assert texts(box.service.suggest("wire").queries) == ["wireless", "wireless mouse"]


def test_categories_have_their_path_and_nothing_is_said_twice(box: Box) -> None:
    found = box.service.suggest("headphone")
    assert [(each.text, each.path) for each in found.categories] == [
        ("Headphones", "Audio > Headphones")
    ]
    assert found.queries == ()  # it would say the same as the category
    assert texts(box.service.suggest("aur").brands) == ["Auralis"]


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [("MOUS", "Silent Wireless Mouse", "Mous"), ("tn-21", "Brother TN-2110 Toner", "TN-21")],
)
def test_the_typed_letters_are_marked(box: Box, typed: str, text: str, marked: str) -> None:
    first = box.service.suggest(typed).products[0]
    assert (first.text, first.text[first.start : first.end]) == (text, marked)


def test_chinese_is_completed_at_any_character_in_either_script(box: Box) -> None:
    assert texts(box.service.suggest("耳机").products) == ["無線藍牙耳機 降噪"]
    found = box.service.suggest("藍牙").products[0]
    assert found.text[found.start : found.end] == "藍牙"


@pytest.mark.parametrize("typed", ["shouji", "shouj", "sj", "shou ji", "SHOU'JI"])
def test_pinyin_finds_chinese_words_and_their_products(box: Box, typed: str) -> None:
    found = box.service.suggest(typed)
    assert texts(found.queries) == ["手机"]
    assert texts(found.categories) == ["手机壳"]
    assert texts(found.products) == ["透明手机壳 iPhone 11"]


@pytest.mark.parametrize("typed", ["wirless", "wirelses", "wirelexs", "wiireless", "wirless mou"])
def test_one_wrong_letter_is_corrected_and_told(box: Box, typed: str) -> None:
    found = box.service.suggest(typed)
    assert found.corrected == " ".join(("wireless", *typed.split(" ")[1:]))
    assert "Silent Wireless Mouse" in texts(found.products)


@pytest.mark.parametrize(
    "typed", ["qzxv", "wxr", "耳鸡", "!!!", "\U0001f600", "' or 1=1 --", "x" * 500]
)
def test_what_the_catalogue_does_not_have_is_not_suggested(box: Box, typed: str) -> None:
    found = box.service.suggest(typed)
    assert everything(found) == []


def test_products_that_many_looked_at_come_first(box: Box) -> None:
    assert box.service.suggest("wire").products[0].product_id == "m1"
    box.records.put(POPULARITY_LEADERS, {"product_ids": ["h1", "gone", "m2"]})
    box.clock.advance(301)
    found = box.service.suggest("wire").products
    assert [each.product_id for each in found] == ["h1", "m2", "m1"]


def test_words_may_come_in_another_order(box: Box) -> None:
    assert texts(box.service.suggest("mouse sil").products) == ["Silent Wireless Mouse"]
    assert texts(box.service.suggest("iphone手机").products) == ["透明手机壳 iPhone 11"]


def test_the_language_asked_for_comes_first(box: Box) -> None:
    assert texts(box.service.suggest("", language="zh").categories) == ["手机壳", "Headphones"]
    assert texts(box.service.suggest("", language="en").categories) == ["Headphones", "手机壳"]


def test_nothing_typed_shows_popular_queries_and_the_largest_categories_and_brands(
    box: Box,
) -> None:
    box.search_often("silent mouse", 9)
    found = box.service.suggest("")
    assert texts(found.queries) == ["silent mouse"]
    assert texts(found.categories) == ["Headphones", "手机壳"]
    assert texts(found.brands) == ["Auralis", "声海"]
    assert found.products == ()


def test_a_limit_holds_for_each_kind(box: Box) -> None:
    found = box.service.suggest("w", limit=1)
    assert (len(found.queries), len(found.products)) == (1, 1)


def test_popular_queries_come_first_the_most_popular_ahead(box: Box) -> None:
    box.search_often("wireless headphones", 5)
    box.search_often("silent mouse", 9)
    box.search_often("black wireless mouse", 50)
    assert texts(box.service.suggest("wire").queries) == [
        "black wireless mouse", "wireless headphones", "wireless", "wireless mouse",
    ]  # fmt: skip
    assert texts(box.service.suggest("").queries)[0] == "black wireless mouse"


def test_a_query_is_shown_once_it_was_searched_on_several_days(box: Box) -> None:
    box.search_often("silent mouse", 99, days=2)
    assert texts(box.service.suggest("sil").queries) == []
    box.records.put(query_count_key("silent mouse"), {SCORE: 99.0, DAYS: 3})
    box.clock.advance(301)
    assert texts(box.service.suggest("sil").queries) == ["silent mouse"]


def test_a_popular_query_goes_when_the_catalogue_no_longer_has_its_words(box: Box) -> None:
    box.search_often("wireless trackball", 99)
    assert "wireless trackball" not in texts(box.service.suggest("wire").queries)


def test_popular_chinese_queries_are_found_by_pinyin(box: Box) -> None:
    box.search_often("透明手机壳", 9)
    assert texts(box.service.suggest("tms").queries) == ["透明手机壳"]
    assert texts(box.service.suggest("透明").queries) == ["透明手机壳"]


def test_a_shop_without_words_suggests_nothing() -> None:
    records = InMemoryRecordTable()
    reader = SuggestionReader(InMemoryObjectStore(), records)
    popular = PopularQueries(records, FixedClock(), 3), PopularProducts(records, FixedClock())
    service = SuggestService(reader, *popular)
    for typed in ("", "w", "wire", "手", "shouji", "wirless mou"):
        found = service.suggest(typed)
        assert everything(found) == []


SMALL_BOX = Box()


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=30),
        st.text(alphabet="wirelsmouhdpn shji手机耳1-", max_size=12),
        st.sampled_from([title for _, title in PRODUCTS]).flatmap(
            lambda title: st.integers(0, len(title)).map(lambda end: title[:end])
        ),
    ),
    st.integers(1, 20),
)
def test_any_text_gives_suggestions_of_the_catalogue_with_sound_marks(
    typed: str, limit: int
) -> None:
    found = SMALL_BOX.service.suggest(typed, limit)
    known = {name.shown for name in NAMES} | {title for _, title in PRODUCTS}
    for kind in (found.queries, found.categories, found.brands, found.products):
        assert len(kind) <= limit
        assert len({each.text for each in kind}) == len(kind)
        for each in kind:
            assert each.text in known
            assert 0 <= each.start <= each.end <= len(each.text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([title for _, title in PRODUCTS]), st.data())
def test_a_product_is_found_by_any_beginning_of_its_title(title: str, data: st.DataObject) -> None:
    end = data.draw(st.integers(1, len(title)))
    assert title in texts(SMALL_BOX.service.suggest(title[:end], 20).products)


@pytest.mark.parametrize(
    ("shown", "wanted", "marked"),
    [
        ("ＡＢＣ lamp", "abc", "ＡＢＣ"),
        ("㎡ rug", "m2", "㎡"),
        ("Straße 9", "strass", "Straß"),
        ("unmousely mouse", "mouse", "mouse"),
        ("lamp", "chair", ""),
    ],
)
def test_marks_stand_in_the_text_as_it_is_shown(shown: str, wanted: str, marked: str) -> None:
    start, end = typed_span(shown, [wanted])
    assert shown[start:end] == marked
