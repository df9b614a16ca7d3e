"""Wishes that only make sense after something was shown: cheaper, another colour, any price."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shopguide.chat.reading.decisions import TAKES, TURNS_DOWN
from shopguide.text.rule_form import rule_form


class Wish(StrEnum):
    """How what is shown next should differ from what was shown before."""

    CHEAPER = "cheaper"
    DEARER = "dearer"
    LIGHTER = "lighter"
    HEAVIER = "heavier"
    LARGER = "larger"
    SMALLER = "smaller"
    OTHER_COLOUR = "other_colour"
    OTHER_BRAND = "other_brand"
    OTHERS = "others"
    TAKE = "take"
    """A product that was shown."""

    NOT_THIS = "not_this"
    ANY_PRICE = "any_price"
    ANY_BRAND = "any_brand"
    ANY_COLOUR = "any_colour"
    ANY_SIZE = "any_size"
    ANY_RATING = "any_rating"
    ANY_STOCK = "any_stock"
    ANY_CATEGORY = "any_category"
    ANY_GENDER = "any_gender"
    ANY_MEASURE = "any_measure"


_BIT = r"(?:a (?:bit|little)|slightly|much|even|way|some(?:what|thing)?|anything|any)"
_MORE_ZH = r"(?:再|更|还要|要|稍微?|想要?|来|换|有没有|有)?(?:个|款|双|件)?"
_BIT_ZH = r"(?:一点儿?|点儿?|一些|些)"
_NOT_ZH = "(?:不要|不想要|不能|别|不)?"
_NO_MATTER = (
    r"(?:is |are )?(?:fine|ok(?:ay)?|good|will do|works?|does(?: not|n'?t) matter|"
    r"do(?: not|n'?t) matter|is not important|isn'?t important|is no (?:issue|problem|object))"
)
_NO_MATTER_ZH = (
    "(?:(?<=也)(?:行|可以)|都行|都可以|随便|无所谓|不限|不重要|没关系|不挑|都好|没要求|没有要求|"
    "不讲究|都成)"
)
_NAMES = {
    Wish.ANY_COLOUR: ("colou?rs?", "颜色|色"),
    Wish.ANY_BRAND: ("brands?", "品牌|牌子"),
    Wish.ANY_PRICE: ("prices?|budget|cost", "价格|价钱|价位|预算|多少钱|贵(?:一?点)?的?也"),
    Wish.ANY_SIZE: ("sizes?", "尺码|尺寸|大小"),
    Wish.ANY_RATING: ("ratings?", "评分|评价"),
    Wish.ANY_STOCK: ("availability|stock", "库存|有没有货|有货没货"),
    Wish.ANY_CATEGORY: ("categor(?:y|ies)|kinds?|types?", "类别|类型|种类|品类"),
    Wish.ANY_GENDER: ("genders?", "性别|男女"),
    Wish.ANY_MEASURE: ("weights?|capacity", "重量|容量|轻重"),
}


def _any(english: str, chinese: str) -> str:
    dont = r"(?:i )?(?:don'?t|do not) (?:care about|mind)(?: the| which| what)?"
    return (
        rf"\b(?:any|whatever|no matter(?: the| which| what)?|{dont}) (?:{english})\b"
        rf"(?: {_NO_MATTER}\b)?|\b(?:the )?(?:{english}) {_NO_MATTER}\b|"
        rf"\bno (?:{english}) (?:limit|preference)s?\b|"
        rf"(?:什么|任何|哪[种个些]|不限|不管什么)?(?:{chinese})(?:上|方面)?{_NO_MATTER_ZH}|"
        rf"(?:不限|不挑|不管|不在乎|不要求|任何|任意)(?:{chinese})|(?:{chinese})不限"
    )


_SOURCES = {
    Wish.TAKE: TAKES,
    Wish.NOT_THIS: TURNS_DOWN,
    **{wish: _any(*names) for wish, names in _NAMES.items()},
    Wish.OTHER_COLOUR: (
        r"\b(?:an?other|different|other|change the|switch the) colou?rs?\b(?: please)?|"
        r"\b(?:don'?t|do not|not) (?:really )?(?:like |want )?(?:the|that|this|its) colou?r\b|"
        r"不喜欢(?:这个|它的?)?颜色|颜色(?:不好看|不喜欢|太丑|不行)(?:了|啊)?|"
        r"换(?:个|一?种|一个)?(?:别的|其他)?颜色|(?:别的|其他|其它|另外的?|不同的?)颜色|换个色"
    ),
    Wish.OTHER_BRAND: (
        r"\b(?:an?other|different|other|change the|switch the) (?:brands?|makes?)\b|"
        r"换(?:个|一个)?(?:别的|其他)?(?:品牌|牌子)|(?:别的|其他|其它|另外的?|不同的?)(?:品牌|牌子)"
    ),
    Wish.CHEAPER: (
        rf"\b(?:{_BIT} )?(?:cheaper|less (?:expensive|pricey|costly)|more affordable|"
        r"lower[- ]priced?)\b(?: (?:ones?|options?|models?))?|"
        r"\b(?:that'?s |it'?s |they'?re |they are |these are |those are |is |are )?(?:too|bit|so) "
        r"(?:expensive|pricey|dear|much(?= |$)|costly)(?: for me)?\b|"
        rf"{_MORE_ZH}(?:便宜|实惠|平价){_BIT_ZH}|更(?:便宜|实惠)|再便宜|比较便宜|"
        r"(?:价格)?(?:不要|别|不能)?(?:太|有点|有些|好)贵的?|"
        r"(?<!最)便宜(?=的?(?:$|[吗呢,。 ]))|预算不够|价格低一?点"
    ),
    Wish.DEARER: (
        rf"\b(?:{_BIT} )?(?:more (?:expensive|premium|high[- ]end|upmarket)|higher[- ]end|"
        rf"pricier|dearer)\b(?: (?:ones?|options?|models?))?|"
        rf"{_MORE_ZH}(?:贵|高端|高档){_BIT_ZH}|更(?:贵|高端|高档)"
    ),
    Wish.LIGHTER: (
        rf"\b(?:{_BIT} )?(?:lighter|less heavy)\b(?! colou?r)|\btoo heavy\b|"
        rf"{_MORE_ZH}(?:轻便?){_BIT_ZH}|更轻便?|{_NOT_ZH}太重了?"
    ),
    Wish.HEAVIER: rf"\b(?:{_BIT} )?(?:heavier)\b|{_MORE_ZH}重{_BIT_ZH}(?!要)|更重(?!要)",
    Wish.LARGER: (
        rf"\b(?:{_BIT} )?(?:bigger|larger|more spacious)\b|\btoo (?:small|little)\b|"
        rf"{_MORE_ZH}(?:容量)?大{_BIT_ZH}|更大|{_NOT_ZH}太小了?"
    ),
    Wish.SMALLER: (
        rf"\b(?:{_BIT} )?(?:smaller|more compact)\b|\btoo (?:big|large)\b|"
        rf"{_MORE_ZH}(?:容量)?小{_BIT_ZH}|更小(?!时)|{_NOT_ZH}太大了?"
    ),
    Wish.OTHERS: (
        r"\b(?:(?:show|give|see|find|get) (?:me |us )?)?(?:(?:some |any )?(?:more|others?)"
        r"(?: (?:options?|ones|products?|results?|choices?|models?|please))*(?=$|[?.!,])|"
        r"(?:something|anything|what) else|other (?:options?|ones|products?|choices?|models?)|"
        r"different ones?|more (?:of them|like that)|next page|the next ones?)\b|"
        r"换一?[批些]|^(?:其他|其它|别)的|换个?别的(?![\u4e00-\u9fff])|"
        r"(?:还有|有没有|看看|有)(?:没有)?(?:别|其他|其它)的?(?:款式?|型号|选择)?"
        r"(?=$|[吗呢么,。? ])|还有(?:吗|么|没有)|再(?:看看|来)(?:几个|一些|别的|其他的)|"
        r"(?:更多|下一页|其他款)"
        r"|都不(?:喜欢|满意|想要)|(?:i )?(?:don'?t|do not) like (?:any of )?(?:them|these|those)"
    ),
}
_PATTERNS = {wish: re.compile(source) for wish, source in _SOURCES.items()}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a text wishes relative to what was shown, and the text without those words."""

    wishes: tuple[Wish, ...]
    left: str

    def __contains__(self, wish: Wish) -> bool:
        return wish in self.wishes


def find_wishes(cleaned: str) -> Wishes:
    """The relative wishes of a cleaned text.

    Superlatives ("the cheapest") are none: they name an order, or one of the products shown.
    """
    form = rule_form(cleaned)
    found: list[Wish] = []
    characters = list(cleaned)
    for wish, pattern in _PATTERNS.items():
        for match in pattern.finditer(form):
            if not match[0].strip():
                continue
            found.append(wish)
            start, end = match.span()
            characters[start:end] = " " * (end - start)
            form = form[:start] + " " * (end - start) + form[end:]
    return Wishes(tuple(dict.fromkeys(found)), " ".join("".join(characters).split()))
