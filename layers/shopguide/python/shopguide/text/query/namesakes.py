"""Brands that are ordinary words as well: Coach, Gap, Tide, 苹果, 骆驼.

Where a shop sells Coach handbags, a "coach whistle" is no handbag. A word that means the brand in
nearly all of the catalogue is the brand; any other one must be said to be one, stand alone, or
stand beside what the brand makes.
"""

from collections.abc import Sequence
from functools import lru_cache

from shopguide.domain.lexicon import Lexicon
from shopguide.domain.query import ConstraintKind
from shopguide.text.late_pattern import LatePattern
from shopguide.text.merchandising.phrases import phrase_of
from shopguide.text.query.complements import goes_with
from shopguide.text.query.measures import UNIT_BEHIND
from shopguide.text.query.names import NameUse
from shopguide.text.query.ordinary_words import is_everyday_word
from shopguide.text.terms import query_terms

_NEARLY_ALL = 0.9
"""Share of a word's products that are the brand's, from which on it is the brand's word."""

_LEAST_OVERLAP = 0.5
"""How much of a word's category shares the brand must have too, to be what the brand makes."""

_ANIMALS = "骆驼|公牛|鳄鱼|袋鼠|老虎|狮子|熊猫|白猫|七匹狼|小天鹅|太平鸟|红蜻蜓|啄木鸟|企鹅|金龙鱼"
_FRUITS = "苹果|芒果|石榴|樱桃|桃子|草莓"
_PRODUCE = frozenset([*_FRUITS.split("|"), "小米"])
_OTHER_THINGS = LatePattern(
    r"(?:apple|orange) (?:juice|pie|cider|tree|sauce|slicer|peeler|corer|watch face)|"
    r"tiger (?:print|toy|plush)|"
    rf"(?:{_FRUITS})(?:醋|汁|干(?!衣)|脯|树|派|酱|片|味|糖|苗|泥|罐头|酒|肉)|"
    r"小米(?:粥|锅巴|辣|饭|糕|面|酒|椒)|"
    rf"(?:{_ANIMALS})(?:奶|肉|毛|绒(?!服)|骨|玩偶|公仔|毛绒|玩具|标本|图案|造型|雕|摆件|饲料|犬)"
)
_PRODUCE_BEFORE = LatePattern("(?:红富士|富士|冰糖心|糖心|阿克苏|烟台|洛川|新鲜|脆甜|农家|有机)$")
_PRODUCE_BEHIND = LatePattern(
    r" ?(?:[\d一二三四五六七八九十两半]+ ?(?:公?斤|箱|kg)|(?:水果|一?整?箱))"
)
_MODEL_BEHIND = LatePattern(r" [a-z-]{0,6}\d+")
_SAID_BEFORE = LatePattern(
    r"\b(?:not|no|except(?: for)?|excluding|without|other than|but|avoid|non|any)"
    r"[ -](?:an? |any )?$"
)


def means_brand(
    query: str, folded: str, name: NameUse, names: Sequence[NameUse], lexicon: Lexicon
) -> bool:
    """Whether a brand's name, where it stands in a query, is meant as the brand's.

    Args:
        query: The cleaned query, in the case that it was written in.
        folded: The same in lower case, character for character.
        name: The brand's use in it.
        names: All names in the query.
        lexicon: What the shop's words mean.
    """
    if _OTHER_THINGS.match(folded, name.start):
        return False
    surface = folded[name.start : name.end]
    if not surface.isascii():
        return not (surface in _PRODUCE and _is_produce(folded, name))
    if not is_everyday_word(surface) or _is_the_brands(surface, name, lexicon):
        return True
    return (
        len(query) == len(surface)
        or _is_written_as_name(query, name)
        or _has_model_behind(folded, name)
        or _SAID_BEFORE.search(folded, 0, name.start) is not None
        or _stands_beside_its_products(folded, name, names, lexicon)
    )


def _is_produce(folded: str, name: NameUse) -> bool:
    before = _PRODUCE_BEFORE.search(folded, 0, name.start)
    return bool(before or _PRODUCE_BEHIND.match(folded, name.end))


def _is_the_brands(surface: str, name: NameUse, lexicon: Lexicon) -> bool:
    """Whether the catalogue hardly uses the word for anything else, as far as it is known."""
    brand = lexicon.brands.get(name.value)
    products = lexicon.words.get(surface, 0)
    return not products or (brand is not None and brand.count >= _NEARLY_ALL * products)


def _is_written_as_name(query: str, name: NameUse) -> bool:
    """Whether it has a capital that is not simply the query's first letter."""
    rest = query[: name.start] + query[name.end :]
    return name.start > 0 and query[name.start].isupper() and rest.islower()


def _has_model_behind(folded: str, name: NameUse) -> bool:
    """Whether a number that measures nothing follows, as in "canon 5d"."""
    model = _MODEL_BEHIND.match(folded, name.end)
    return model is not None and UNIT_BEHIND.match(folded, model.end()) is None


def _stands_beside_its_products(
    folded: str, name: NameUse, names: Sequence[NameUse], lexicon: Lexicon
) -> bool:
    levels = dict(lexicon.word_categories.get(_term(folded[name.start : name.end]), ()))
    for other in names:
        if other.kind is ConstraintKind.BRAND and not _is_everyday(folded, other):
            return True  # "canon or nikon"
        if other.kind is ConstraintKind.CATEGORY and _is_made(folded, name, other):
            return not levels or other.value in levels
    others = query_terms(folded[: name.start] + " " + folded[name.end :])
    if levels:
        return any(_share(term, levels, lexicon) >= _LEAST_OVERLAP for term in others)
    return not _category_words(lexicon).isdisjoint(phrase_of(folded[name.end :]))


def _is_everyday(folded: str, name: NameUse) -> bool:
    return is_everyday_word(folded[name.start : name.end])


def _is_made(folded: str, name: NameUse, category: NameUse) -> bool:
    """Whether a category stands behind the brand's name, or that ends the query behind it."""
    behind = category.start >= name.end or name.end == len(folded)
    return behind and not goes_with(folded, category.start)


def _share(term: str, levels: dict[str, float], lexicon: Lexicon) -> float:
    """How much of the categories that a term lies in are those of the brand, from 0 to 1."""
    own = lexicon.word_categories.get(term, ())
    total = sum(share for _, share in own)
    common = sum(min(share, levels.get(level, 0.0)) for level, share in own)
    return common / total if total else 0.0


def _term(word: str) -> str:
    return next(iter(query_terms(word)), "")


@lru_cache(maxsize=2)
def _category_words(lexicon: Lexicon) -> frozenset[str]:
    """The words of category names: the vacuum of "Vacuum Cleaners"."""
    phrases = map(phrase_of, lexicon.categories)
    return frozenset(word for phrase in phrases for word in phrase if word.isalpha())
