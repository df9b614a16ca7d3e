"""The sentences of reasons, in both languages: the fullest first, the last one without a blank."""

from collections.abc import Mapping, Sequence

from shopguide.domain.ranking import ReasonType
from shopguide.text.language import Language

_ENGLISH: Mapping[ReasonType, Sequence[str]] = {
    ReasonType.BECAUSE_YOU_VIEWED: (
        "Because you viewed “{title}”",
        "Because of something you viewed",
    ),
    ReasonType.BECAUSE_YOU_WISHED: (
        "Because “{title}” was on your wish list",
        "Because of something on your wish list",
    ),
    ReasonType.BECAUSE_YOU_ADDED_TO_CART: (
        "Because you put “{title}” in your cart",
        "Because of something you put in your cart",
    ),
    ReasonType.BECAUSE_YOU_BOUGHT: (
        "Because you bought “{title}”",
        "Because of something you bought",
    ),
    ReasonType.SIMILAR_TO: ("Similar to “{title}”", "Similar to what you are looking at"),
    ReasonType.BOUGHT_TOGETHER: (
        "Bought {count} together with “{title}”",
        "Bought together with “{title}”",
        "Bought together with what you are looking at",
    ),
    ReasonType.GOES_WITH: ("Goes with “{title}”", "Goes with what you are looking at"),
    ReasonType.CHEAPER_THAN: (
        "{saving} less than “{title}”",
        "Costs less than “{title}”",
        "Costs less than what you are looking at",
    ),
    ReasonType.BETTER_RATED_THAN: (
        "Rated {rating} of 5, “{title}” {than}",
        "Rated better than “{title}”",
        "Rated better than what you are looking at",
    ),
    ReasonType.COMPLEMENTS_CART: (
        "Goes with “{title}” in your cart",
        "Goes with something in your cart",
    ),
    ReasonType.SHOPPERS_LIKE_YOU: ("Shoppers with a history like yours chose this",),
    ReasonType.MATCHES_INTEREST: (
        "Matches your interest in “{interest}”",
        "Matches one of your interests",
    ),
    ReasonType.TRENDING: ("Trending {where}", "Trending now"),
    ReasonType.POPULAR: ("Popular in this shop",),
    ReasonType.NEW: ("New since {date}", "New"),
    ReasonType.EXPLORED: ("Not many have seen this yet",),
}

_CHINESE: Mapping[ReasonType, Sequence[str]] = {
    ReasonType.BECAUSE_YOU_VIEWED: ("因为你看过「{title}」", "因为你看过的商品"),
    ReasonType.BECAUSE_YOU_WISHED: ("因为你收藏过「{title}」", "因为你收藏过的商品"),
    ReasonType.BECAUSE_YOU_ADDED_TO_CART: (
        "因为你把「{title}」加入过购物车",
        "因为你加入过购物车的商品",
    ),
    ReasonType.BECAUSE_YOU_BOUGHT: ("因为你买过「{title}」", "因为你买过的商品"),
    ReasonType.SIMILAR_TO: ("与「{title}」相似", "与你正在看的商品相似"),
    ReasonType.BOUGHT_TOGETHER: (
        "与「{title}」一起被购买过{count}",
        "与「{title}」一起被购买过",
        "与你正在看的商品一起被购买过",
    ),
    ReasonType.GOES_WITH: ("可以搭配「{title}」", "可以搭配你正在看的商品"),
    ReasonType.CHEAPER_THAN: (
        "比「{title}」便宜{saving}",
        "比「{title}」便宜",
        "比你正在看的商品便宜",
    ),
    ReasonType.BETTER_RATED_THAN: (
        "评分{rating}，「{title}」为{than}",
        "评分高于「{title}」",
        "评分高于你正在看的商品",
    ),
    ReasonType.COMPLEMENTS_CART: ("可以搭配购物车里的「{title}」", "可以搭配购物车里的商品"),
    ReasonType.SHOPPERS_LIKE_YOU: ("和你浏览记录相近的顾客选择了它",),
    ReasonType.MATCHES_INTEREST: ("符合你感兴趣的「{interest}」", "符合你的一项兴趣"),
    ReasonType.TRENDING: ("{where}近期热门", "近期热门"),
    ReasonType.POPULAR: ("店内热门",),
    ReasonType.NEW: ("{date}上新", "新上架"),
    ReasonType.EXPLORED: ("看过的人还不多",),
}

SENTENCES: Mapping[Language, Mapping[ReasonType, Sequence[str]]] = {
    "en": _ENGLISH,
    "zh": _CHINESE,
}
"""The blanks are ``title, count, saving, rating, than, interest, date, where``."""

SEGMENTS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "device:mobile": "on mobile",
        "device:tablet": "on tablets",
        "device:desktop": "on desktop",
        "device:app": "in the app",
        "daypart:night": "at night",
        "daypart:morning": "in the morning",
        "daypart:afternoon": "in the afternoon",
        "daypart:evening": "in the evening",
    },
    "zh": {
        "device:mobile": "手机端",
        "device:tablet": "平板端",
        "device:desktop": "电脑端",
        "device:app": "App内",
        "daypart:night": "深夜",
        "daypart:morning": "上午",
        "daypart:afternoon": "下午",
        "daypart:evening": "晚间",
    },
}
"""Where or when a product trends, by the segment that a reason names; countries are not listed."""
