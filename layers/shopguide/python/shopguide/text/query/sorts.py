"""Wishes for an order: "cheapest", 价格从低到高, "top rated"."""

import re

from shopguide.domain.query import SortOrder
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

_BY = (
    r"(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?|arranged?)(?: (?:by|from|it|them|results?))*,? ?)"
)
_BY_ZH = r"(?:(?:请|帮我)?(?:按照?|以|根据)?)"
_PRICES = r"(?:prices?|costs?)"
_PRICES_ZH = r"(?:价格|价钱|价位|售价|价)"
_RATES_ZH = r"(?:评分|评价|好评度?|好评率|口碑|星级)"
_SORTS = {
    SortOrder.RATING: (
        rf"{_BY}?(?:ratings?|reviews?|stars?)[ :,-]*(?:\(?(?:high(?:est)?[ -]?(?:to[ "
        rf"-])?(?:low(?:est)?|first)|desc(?:ending)?)\)?)|"
        rf"{_BY}(?:the )?(?:best |highest |customer |avg\.? |average )*(?:ratings?|rated|"
        rf"reviews?|stars?)(?: first)?|"
        r"\bby (?:customer )?(?:ratings?|reviews)\b|"
        r"\b(?:the )?(?:top|best|highest)[ -](?:rated|reviewed|rating|ratings) first\b|"
        r"\b(?:the )?(?:top|best)[ -](?:rated|reviewed|rating)\b|"
        r"\bhighest[ -](?:rated|ratings?|reviewed)\b|"
        rf"{_BY_ZH}{_RATES_ZH}(?:从高到低|由高到低|高到低|降序|排序|排列|优先)(?:排序|排列|排)?|"
        rf"{_RATES_ZH}最(?:高|好|多|佳)的?|好评(?:最多|优先|排序)的?|最(?:受好评|高分)的?|高分优先"
    ),
    SortOrder.PRICE_ASCENDING: (
        rf"{_BY}?(?:by |the )?{_PRICES}?[ :,-]*\(?(?:from )?(?:low(?:est)?|cheap(?:est)?)(?: "
        rf"prices?)?[ -]?(?:to[ -]?|->? ?)(?:high(?:est)?|expensive)\)?(?: prices?)?|"
        rf"{_BY}(?:the )?(?:{_PRICES}|cheapest|lowest)(?: (?:asc(?:ending)?|first|low|up))?(?! "
        rf"(?:desc|high))|"
        rf"\bby (?:the )?(?:lowest )?{_PRICES}\b|{_PRICES} asc(?:ending)?\b|"
        r"\b(?:the )?(?:absolute )?(?:cheapest|least expensive|lowest(?:[ -]price[ds]?)|lowest "
        r"costs?|most affordable|most inexpensive|least costly|best price[ds]?|"
        r"low(?:est)? prices? first|cheap(?:est)? first|lowest first)(?: (?:first|one|ones|"
        r"option|price|possible|available(?! (?:in|at))))?(?![a-z])|"
        rf"{_BY_ZH}{_PRICES_ZH}?(?:从低到高|由低到高|从便宜到贵|由便宜到贵|从低往高|低到高|"
        rf"升序)(?:排序|排列|排)?|"
        rf"{_BY_ZH}{_PRICES_ZH}排序|(?:{_PRICES_ZH}|单价)最(?:低|便宜|实惠)的?|最(?:便宜|低价|"
        rf"实惠|省钱|平价|划算)的?(?:优先)?|最低(?:价|价格)的?|(?:低价|便宜的?)优先|全网最低价?|"
        rf"便宜的(?:排|放)?在?前面?"
    ),
    SortOrder.PRICE_DESCENDING: (
        rf"{_BY}?(?:by |the )?{_PRICES}?[ :,-]*\(?(?:from )?(?:high(?:est)?|expensive)(?: "
        rf"prices?)?[ -]?(?:to[ -]?|->? ?)(?:low(?:est)?|cheap(?:est)?)\)?(?: prices?)?|"
        rf"{_BY}(?:the )?{_PRICES} (?:desc(?:ending)?|high)|{_PRICES} desc(?:ending)?\b|"
        r"\b(?:the )?(?:most expensive|priciest|dearest|costliest|most costly|highest(?:[ "
        r"-]price[ds]?)|high(?:est)? prices? first|expensive first|most luxurious)(?: (?:first|"
        r"one|ones|option|possible))?(?![a-z])|"
        rf"{_BY_ZH}{_PRICES_ZH}?(?:从高到低|由高到低|从贵到便宜|由贵到便宜|高到低|降序)(?:排序|"
        rf"排列|排)?|"
        rf"{_PRICES_ZH}最(?:高|贵)的?|最(?:贵|高价|昂贵)的?|最高价的?|(?:高价|贵的?)优先"
    ),
    SortOrder.NEWEST: (
        rf"{_BY}(?:the )?(?:date|newest|new(?:est)? arrivals?|release(?: date)?|latest|time|"
        rf"recent)(?: (?:first|desc(?:ending)?))?|"
        r"\bby (?:release )?date\b|\bby newest\b|"
        r"\b(?:the )?(?:newest|most recent(?:ly released)?)(?: (?:first|one|ones|models?|"
        r"releases?|arrivals?|products?))?(?![a-z])|\b(?:new|newer) first\b|"
        r"\b(?:the |very )*latest\b(?! 20\d\d)(?: (?:first|models?|editions?|releases?|"
        r"versions?|generation|gen|products?|arrivals?))?|"
        rf"{_BY_ZH}(?:上架|上市|发布)?(?:时间|日期|新品|新旧)(?:排序|排列|倒序|降序|从新到旧|"
        rf"由新到旧)|从新到旧|新品优先|最新(?:上架|上市|发布)(?:的|优先)?|最新的?(?:优先|排前面?)|"
        rf"最新(?![鲜颖]|\d{{4}})(?:一代|款式?|型号|版本?|机型|代)?的?"
    ),
}
_GROUPS = {f"g{place}": order for place, order in enumerate(_SORTS)}
_PATTERN = LatePattern("|".join(f"(?P<{name}>{_SORTS[order]})" for name, order in _GROUPS.items()))
_MENTION = re.compile(
    r"sort|order|rank|arrang|cheap|low|high|expens|pric|cost|dear|new|recent|latest|top|best|"
    r"afford|"
    r"asc|desc|lux|rat|rev|最|序|优先|从|由|便宜|到|时间"
)


def find_sorts(folded: str) -> list[Finding]:
    """The orders that a folded query wishes for.

    "Cheap" wishes for none: it describes what to buy, and an order by price would put the accessory
    before the product.
    """
    if not _MENTION.search(folded):
        return []
    return [
        Finding(match.start(), match.end(), sort=_GROUPS[match.lastgroup or "g0"])
        for match in _PATTERN.finditer(folded)
    ]
