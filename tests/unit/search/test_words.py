"""The words of a query: what they weigh, and which products have all of them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.domain.filters import Filter
from shopguide.domain.indexed import IndexedDocument, SparseVector
from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon
from shopguide.domain.matching import passes
from shopguide.domain.merchandising import Synonyms
from shopguide.domain.product import Product
from shopguide.search.words import MAX_VARIANTS, QueryWords, read_words
from shopguide.text.index_layout import product_fields
from shopguide.text.merchandising.synonym_uses import find_synonyms
from shopguide.text.normalise import fold
from shopguide.text.terms import term_id

SHOP = Lexicon(1, 9, {"蓝牙": 3, "耳机": 5, "电脑": 4, "键盘": 2}, {}, {}, {}, {}, {}, {})


def read(text: str, *groups: Sequence[str], lexicon: Lexicon = SHOP) -> QueryWords:
    synonyms = Synonyms.of(groups, {})
    return read_words(text, text, find_synonyms(fold(text), synonyms), lexicon)


def has_all(words: QueryWords, title: str) -> bool:
    document = IndexedDocument("P", product_fields(Product("P", title)))
    return bool(words.conditions) and passes(document, Filter(must=words.conditions))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("wireless headphones", "Headphones, wireless"),
        ("TN-2110 toner", "Brother TN2110 toner"),
        ("tn2110", "Brother TN-2110"),
        ("蓝牙耳机", "无线耳机 蓝牙5.0"),
        ("藍牙耳機", "蓝牙耳机"),
        ("500 ml bottle", "Bottle 500ml"),
    ],
)
def test_title_with_every_word_has_them_all_however_they_are_written(
    query: str, title: str
) -> None:
    assert has_all(read(query), title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("wireless headphones", "Wired headphones"),
        ("iphone 11", "iPhone 12"),
        ("蓝牙耳机", "蓝牙音箱"),
        ("tn-2110", "Brother TN-2120"),
    ],
)
def test_title_without_one_of_the_words_has_not(query: str, title: str) -> None:
    assert not has_all(read(query), title)


def test_synonym_stands_for_the_words_of_its_phrase() -> None:
    words = read("cheap laptops bag", ("laptop", "notebook computer"))
    assert has_all(words, "Cheap notebook computer bag")
    assert has_all(words, "Cheap laptop bag")
    assert not has_all(words, "Cheap notebook bag")


def test_synonym_without_a_word_of_the_catalogue_does_not_hold_for_every_product() -> None:
    words = read("laptop", ("laptop", "笔记本电脑"))
    assert not has_all(words, "Road running shoes")
    assert not has_all(words, "电脑键盘")
    assert has_all(words, "笔记本电脑 14寸")


def test_chinese_between_known_words_is_asked_for_too() -> None:
    assert has_all(read("无线键盘"), "键盘 无线 黑色")
    assert not has_all(read("无线键盘"), "机械键盘")
    assert not has_all(read("无线键盘", ("键盘", "keyboard")), "机械键盘")


def test_phrase_inside_another_word_is_left_alone() -> None:
    words = read("carpet for car", ("car", "automobile"))
    assert has_all(words, "Carpet for automobile")
    assert not has_all(words, "Car pet for automobile")


def dimensions(vector: SparseVector) -> set[int]:
    return set(vector.indices.tolist())


def test_synonyms_are_wordings_of_their_own_and_leave_the_words_as_they_are() -> None:
    shop = Lexicon(1, 99, {"laptops": 9, "notebook": 30, "computer": 20, "gaming": 5})
    words = read("gaming laptop", ("laptop", "notebook", "notebook computer"), lexicon=shop)
    assert dimensions(words.vector) == set(map(term_id, ("gaming", "laptop")))
    assert [dimensions(one) for one in words.variants] == [
        set(map(term_id, ("gaming", "notebook"))),
        set(map(term_id, ("gaming", "notebook", "computer"))),
    ]


def test_synonym_that_the_shop_has_no_product_for_is_no_wording() -> None:
    shop = Lexicon(1, 99, {"laptop": 9, "gaming": 5})
    assert read("gaming laptop", ("laptop", "notebook", "笔记本"), lexicon=shop).variants == ()


def test_no_more_wordings_than_there_is_time_for() -> None:
    many = tuple(f"word{letter}" for letter in "abcdefgh")
    shop = Lexicon(1, 99, dict.fromkeys(many, 5))
    assert len(read(many[0], many, lexicon=shop).variants) == MAX_VARIANTS


@pytest.mark.parametrize("text", ["", "🎧", "!?", "سماعات"])
def test_text_without_words_asks_for_none(text: str) -> None:
    assert all(isinstance(one, str) for one in read(text).terms)
    assert not has_all(read(text), "Wireless headphones")


@given(st.text(max_size=60), st.text(min_size=1, max_size=12), st.text(max_size=12))
def test_any_text_is_read_and_asks_for_nothing_that_always_holds(
    text: str, phrase: str, other: str
) -> None:
    words = read(text, (phrase, other), lexicon=EMPTY_LEXICON)
    nothing = IndexedDocument("P", {"terms": []})
    assert not any(passes(nothing, Filter(must=(one,))) for one in words.conditions)
    assert len(set(words.vector.indices.tolist())) == len(words.vector)
