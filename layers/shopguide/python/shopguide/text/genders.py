"""Whom a product is made for: female, male, unisex or kids, as English and Chinese name them."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from shopguide.text.named_values import ALONE, Mention, NamedValues
from shopguide.text.normalise import fold

_NAMES = {
    "female": (
        "women,women's,womens,woman,woman's,ladies,ladies',lady's,lady,female,for her,"
        "女士,女款,女式,女装,女用,女生,女性,女人,女子,女孩,女香,"
        "妇女,女友款"
    ),
    "male": (
        "men,men's,mens,male,gents,gentlemen,gentleman,for him,"
        "男士,男款,男式,男装,男用,男生,男性,男人,男子,男孩,男香,"
        "男友款"
    ),
    "unisex": ("unisex,gender neutral,男女,男女款,男女同款,男女通用,中性款,情侣款,情侣装,不分男女"),
    "kids": (
        "kids,kid's,kid,kids',children,children's,childrens,child,child's,toddler,toddlers,boys,"
        "boy's,boys',boy,girls,girl's,girls',girl,"
        "儿童,童款,童装,男童,女童,小孩,小孩子,孩子,小朋友,少儿,幼儿,小童,中童,大童,宝宝"
    ),
}
_IN_A_COLUMN = {
    "female": ("f,w,femme,damen,女"),
    "male": ("m,man,homme,herren,男"),
    "unisex": ("both,adult unisex,neutral,男女皆可,中性,通用"),
    "kids": ("newborn,infant,baby,婴儿,新生儿"),
}
"""Names that would be something else in running text."""

_TRAPS = (
    "child lock,child proof,child safe,lady gaga,spider man,boy scout,game boy,gameboy,good girl,"
    "men in black,x men,wonder woman,catwoman,"
    "mad men,mr men,men's health,two and a half men,iron man,ant man,he man,pac man,super man,"
    "mega man,man united,man utd,man city,isle of man,no man's sky,man cave,music man,"
    "cat woman,pretty woman,little women,first lady,lady bug,lady grey,boy scouts,beach boys,"
    "backstreet boys,bad boys,hardy boys,boy meets world,gilmore girls,golden girls,"
    "mean girls,spice girls,powerpuff girls,gossip girl,gone girl,girl scout,girl scouts,"
    "kid rock,billy the kid,wimpy kid,karate kid,new kids on the block,child's play,"
    "destiny's child,"
    "男人装,男人帮,女人花,女人我最大,女子监狱,男子高中生,小孩不笨,"
    "女子组合,男子汉,男孩女孩,孩子王,女人味,宝宝巴士"
)
_THINGS = (
    "鞋|包(?![邮装])|表(?!演)|裤|靴|裙|袜|帽|连衣裙|半身裙|衬[衫衣]|t恤|上衣|外套|大衣|毛衣|卫衣|西[装服]|"
    "风衣|羽绒服|夹克|马甲|运动[鞋裤]|跑步?鞋|休闲鞋|皮鞋|凉鞋|拖鞋|板鞋|帆布鞋|篮球鞋|牛仔裤|短裤|"
    "内[衣裤]|睡衣|泳[衣裤]|手表|香水|背包|双肩包|钱包|短袖|长袖|打底|瑜伽"
)
"""Before one of these a single sign tells whom it is for; the thing is no part of the mention."""

_THING_ENDS = "裤裙衣衫鞋靴袜帽套包表链服装"
"""Behind one of these a single sign tells whom it is for: 羽绒服女, 手套男冬季."""

_SIGN_CONTEXT = rf"{ALONE}|.(?<![美仙].)(?={_THINGS})|.(?<=[{_THING_ENDS}].)(?![人友主神儿王团星])"
_CHILDS_GENDER = {
    "female": re.compile(r"\bgirl|女童|女孩|女宝"),
    "male": re.compile(r"\bboy|男童|男孩|男宝"),
}
_PLUGS = re.compile(
    r"\b(?:cable|adapter|adaptor|connector|plug|jack|usb|hdmi|rj-?45|vga|dvi|displayport|coaxial|"
    r"header|socket|converter|extension|cord)s?\b|m/[mf]|f/[mf]",
    re.IGNORECASE,
)
"""Beside these, male and female tell the two ends of a cable."""


@cache
def gender_names() -> Mapping[str, tuple[str, ...]]:
    """All canonical values with their names in both languages, the commonest first."""
    return {value: tuple(names.split(",")) for value, names in _NAMES.items()}


@lru_cache(maxsize=2_000)
def find_genders(text: str) -> tuple[Mention, ...]:
    """Mentions in running text that is cleaned or folded; boys and girls are ``kids``."""
    return _outside_plugs(text, _in_text().find(text))


def genders_in(title: str) -> list[str]:
    """Canonical values of a product whose title this is.

    A girl's is female and kids; what is unisex is female and male too, for it suits who asks for
    either.
    """
    text = fold(title)
    return _completed(text, _outside_plugs(text, _in_text().find(text)))


def genders_of_value(value: str) -> list[str]:
    """The same for the value of a column that tells gender or age group."""
    text = fold(value)
    return _completed(text, _in_column().find(text))


def _completed(text: str, mentions: tuple[Mention, ...]) -> list[str]:
    found = [each.value for each in mentions]
    if {"female", "male"} <= set(found):
        found.append("unisex")
    if "unisex" in found:
        found += ["female", "male"]
    if "kids" in found:
        found += [value for value, pattern in _CHILDS_GENDER.items() if pattern.search(text)]
    return list(dict.fromkeys(found))


def _outside_plugs(text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    if not mentions or not _PLUGS.search(text):
        return mentions
    ends = ("male", "female")
    return tuple(each for each in mentions if text[each.start : each.end].lower() not in ends)


@cache
def _in_text() -> NamedValues:
    signs = {"female": "女", "male": "男", "kids": "童"}
    traps = _TRAPS.split(",")
    return NamedValues(gender_names(), signs=signs, sign_context=_SIGN_CONTEXT, traps=traps)


@cache
def _in_column() -> NamedValues:
    names = {v: [*those, *_IN_A_COLUMN[v].split(",")] for v, those in gender_names().items()}
    return NamedValues(names)
