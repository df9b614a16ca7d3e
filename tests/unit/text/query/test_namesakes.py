"""Brands that are ordinary words, where they are meant and where the word is."""

import pytest

from shopguide.domain.lexicon import Lexicon, Name
from shopguide.domain.merchandising import NO_SYNONYMS
from shopguide.text.query.ordinary_words import is_everyday_word
from shopguide.text.query.understand import understand

_BRANDS = {name: Name(name, 20) for name in ("coach", "target", "sony", "shark", "nikon", "骆驼")}
_CATEGORIES = {name: Name(name, 30) for name in ("handbags", "socks", "vacuum cleaners", "羽绒服")}
SHOP = Lexicon(
    catalogue_version=1,
    products=500,
    words={"coach": 40, "target": 60, "shark": 40, "sony": 70, "whistle": 9, "nikon": 20},
    brands=_BRANDS,
    categories=_CATEGORIES,
)
TAUGHT = Lexicon(
    catalogue_version=1,
    products=500,
    words=SHOP.words,
    brands=_BRANDS,
    categories=_CATEGORIES,
    word_categories={
        "shark": (("vacuum cleaners", 0.9),),
        "robot": (("vacuum cleaners", 0.8), ("toys", 0.2)),
        "plush": (("toys", 1.0),),
    },
)


def _brands(query: str, lexicon: Lexicon = SHOP) -> list[str]:
    found = understand(query, lexicon, NO_SYNONYMS).chips
    return [chip.id for chip in found if chip.id.startswith("brand:")]


@pytest.mark.parametrize(
    ("query", "brands"),
    [
        ("coach", ["brand:coach"]),
        ("coach handbag", ["brand:coach"]),
        ("coach black leather handbag", ["brand:coach"]),
        ("handbags coach", ["brand:coach"]),
        ("strap made by coach", ["brand:coach"]),
        ("used strap from a Coach bag", ["brand:coach"]),
        ("handbags not coach", ["brand:!coach"]),
        ("sony or shark", ["brand:sony,shark"]),
        ("shark vacuum", ["brand:shark"]),
        ("shark nv360", ["brand:shark"]),
        ("coach whistle", []),
        ("Coach whistle", []),
        ("archery target 60 cm", []),
        ("target 60 cm", []),
        ("shark tooth necklace", []),
        ("sony walkman", ["brand:sony"]),
        ("骆驼羽绒服", ["brand:骆驼"]),
        ("骆驼", ["brand:骆驼"]),
        ("骆驼玩偶", []),
        ("骆驼奶", []),
    ],
)
def test_a_word_is_a_brand_where_the_query_says_so(query: str, brands: list[str]) -> None:
    assert _brands(query) == brands


@pytest.mark.parametrize(
    ("query", "brands"),
    [("shark robot", ["brand:shark"]), ("shark plush", []), ("shark socks", [])],
)
def test_a_word_is_a_brand_beside_what_lies_where_the_brand_does(
    query: str, brands: list[str]
) -> None:
    assert _brands(query, TAUGHT) == brands


def test_a_word_that_the_catalogue_has_for_its_brand_alone_is_the_brand() -> None:
    shop = Lexicon(1, 50, words={"coach": 21}, brands={"coach": Name("Coach", 20)})
    assert _brands("coach whistle", shop) == ["brand:coach"]


@pytest.mark.parametrize(
    ("word", "is_everyday"),
    [("coach", True), ("mango", True), ("canon", True), ("sony", False), ("samsung", False)],
)
def test_a_name_is_an_everyday_word_where_it_has_another_meaning(
    word: str, is_everyday: bool
) -> None:
    assert is_everyday_word(word) is is_everyday
