"""What holds for every query, and what is left of one to search by."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.lexicon import EMPTY_LEXICON, Lexicon, Name
from shopguide.domain.merchandising import NO_SYNONYMS, Synonyms
from shopguide.domain.query import ChipMode, ConstraintKind, SortOrder, Understanding
from shopguide.text.normalise import clean_text
from shopguide.text.query.categories import inferred_categories
from shopguide.text.query.understand import SPELLING, understand

SHOP = Lexicon(
    catalogue_version=1,
    products=100,
    words={"headphones": 20, "laptops": 20, "laptop": 20, "wireless": 30, "sony": 9},
    brands={name: Name(name, 9) for name in ("sony", "apple", "new balance", "小米")},
    categories={name: Name(name, 20) for name in ("headphones", "laptops", "手机", "shoes")},
    sizes={"42": 3, "m": 4},
    word_categories={
        "wireless": (("headphones", 0.7), ("laptops", 0.1)),
        "gaming": (("laptops", 0.8),),
    },
)
_PIECES = st.sampled_from(
    "under $50|less than|100-200元|不超过|三百|以内|not|no|apple|sony|不要|小米|的|手机|"
    "headphones|red|黑色|"
    "size 42|M|cheapest|最便宜|new|new balance|4 stars and up|in stock|有货|for my wife|除了|"
    "以外|or|和|,|"
    "without|camera|请问|I want to buy|ß|İ|😀|\u202e|-|between|20 and 40|budget|预算|.|!|'|$|"
    "k".split("|")
)
_QUERIES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=9).map(" ".join))


def _read(query: str, off: frozenset[str] = frozenset()) -> Understanding:
    return understand(query, SHOP, NO_SYNONYMS, off)


@settings(max_examples=300, deadline=None)
@given(_QUERIES)
def test_reads_any_text_into_chips_that_quote_it(query: str) -> None:
    found = _read(query)
    assert found.query == clean_text(query)
    assert len({chip.id for chip in found.chips}) == len(found.chips)
    for chip in found.chips:
        assert 0 <= chip.start < chip.end <= len(found.query)
        assert chip.text == found.query[chip.start : chip.end]
    ends = [0]
    for chip in found.chips:
        assert chip.start >= ends[-1]
        ends.append(chip.end)


@settings(max_examples=300, deadline=None)
@given(_QUERIES)
def test_leaves_words_to_search_by_unless_all_of_them_are_constraints(query: str) -> None:
    found = _read(query)
    if found.query and not found.rest:
        assert found.chips or found.sort is not SortOrder.RELEVANCE


@settings(max_examples=300, deadline=None)
@given(_QUERIES)
def test_searches_by_the_words_of_every_chip_that_is_off(query: str) -> None:
    found = _read(query, frozenset({SPELLING}))
    off = frozenset({SPELLING, found.sort_id, *(chip.id for chip in found.chips)})
    without = _read(query, off)
    assert without.chips == ()
    assert without.sort is SortOrder.RELEVANCE
    for chip in found.chips:
        for word in chip.text.split():
            assert not word.isalnum() or word in without.rest or word in _LOOSE


_LOOSE = "and or but for with in by of at from that is are to the a an 的 和 或 但 且"


def test_gives_a_chip_the_same_id_wherever_its_words_stand() -> None:
    first = _read("under $50 red headphones").chips
    last = _read("headphones, red, less than 50 dollars").chips
    assert {chip.id for chip in first} == {chip.id for chip in last}


@pytest.mark.parametrize(
    ("query", "rest"),
    [
        ("black wireless headphones under $50", "wireless headphones"),
        ("I want to buy a laptop, please", "laptop"),
        ("show me headphones not sony", "headphones"),
        ("推荐一款三百以内的手机 不要小米", "手机"),
        ("sony headphones", "sony headphones"),
        ("headphones by sony", "headphones"),
        ("headphones for men", "headphones"),
        ("under $50", ""),
        ("cheapest", ""),
        ("please", "please"),
        ("new balance 42码", "new balance"),
    ],
)
def test_searches_by_the_words_that_say_what_is_wanted(query: str, rest: str) -> None:
    assert _read(query).rest == rest


def test_keeps_a_switched_off_price_in_the_words() -> None:
    found = _read("headphones under $50", frozenset({"price:-50,usd"}))
    assert [chip.kind for chip in found.chips] == [ConstraintKind.CATEGORY]
    assert found.rest == "headphones under $50"


def test_prefers_a_brand_beside_other_words_and_insists_on_one_alone() -> None:
    assert _read("sony headphones").chips[0].mode is ChipMode.PREFER
    assert _read("sony").chips[0].mode is ChipMode.FILTER
    assert _read("headphones by sony").chips[-1].mode is ChipMode.FILTER


def test_reads_constraints_without_a_catalogue() -> None:
    found = understand("red shoes size 42 under $50", EMPTY_LEXICON, NO_SYNONYMS)
    assert [chip.id for chip in found.chips] == ["colour:red", "size:42", "price:-50,usd"]


def test_corrects_a_word_around_a_name_that_stays_as_it_is() -> None:
    words = {"蓝牙": 50, "蓝牙耳机": 16, "耳机": 26}
    shop = Lexicon(1, 100, words=words, categories={"耳机": Name("耳机", 26)})
    found = understand("蓝亚耳机", shop, NO_SYNONYMS)
    assert found.rest == "蓝牙耳机"
    assert [chip.id for chip in found.chips] == ["category:耳机"]


def test_searches_corrected_words_and_quotes_the_written_ones() -> None:
    found = _read("hedphones under $50")
    assert found.rest == "headphones"
    assert [(each.written, each.corrected) for each in found.corrections] == [
        ("hedphones", "headphones")
    ]
    category, price = found.chips
    assert (category.id, category.text) == ("category:headphones", "hedphones")
    assert (price.id, price.text) == ("price:-50,usd", "under $50")


def test_reads_the_query_as_written_where_spelling_is_off() -> None:
    found = _read("hedphones under $50", frozenset({SPELLING}))
    assert (found.rest, found.corrections) == ("hedphones", ())


def test_knows_a_name_by_the_shops_own_synonym() -> None:
    synonyms = Synonyms.of([("apfel", "apple")], {})
    found = understand("not apfel laptops", SHOP, synonyms)
    assert found.chips[0].id == "brand:!apple"


def test_gives_the_synonyms_of_the_words_that_are_searched_by() -> None:
    synonyms = Synonyms.of([("laptops", "notebooks"), ("red", "crimson")], {})
    found = understand("red laptops", SHOP, synonyms)
    assert [(use.phrase, use.alternatives) for use in found.synonyms] == [
        ("laptops", ("notebooks",))
    ]


def test_infers_the_category_that_the_words_point_to() -> None:
    assert inferred_categories(("gaming",), SHOP) == (("laptops", 0.8),)
    assert inferred_categories(("wireless", "gaming", "unknown"), SHOP) == (
        ("laptops", 0.45),
        ("headphones", 0.35),
    )
    assert inferred_categories(("unknown",), SHOP) == ()
