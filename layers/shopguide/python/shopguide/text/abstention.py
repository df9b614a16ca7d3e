"""The sentence that says that the shop's data holds no answer."""

from shopguide.text.language import Language
from shopguide.text.normalise import fold

ABSTENTION: dict[Language, str] = {
    "en": "Sorry, the shop's data does not say.",
    "zh": "抱歉，店铺资料里没有说明。",
}
UNSETTLED: dict[Language, str] = {
    "en": "The shop's data does not say.",
    "zh": "店里的数据没有说明。",
}
"""The same to a question of yes or no, which begins with what it is answered with."""

UNANSWERED: dict[Language, str] = {
    "en": "On “{question}” the shop's data does not say anything.",
    "zh": "关于“{question}”，店里的数据没有说明。",
}
"""The same to one question of several."""

UNANSWERED_BY_NUMBER: dict[Language, str] = {
    "en": "On question {number} the shop's data does not say anything.",
    "zh": "第{number}个问题，店里的数据没有说明。",
}
"""The same to one that is not repeated, for it says more than it asks."""

NO_REVIEWS: dict[Language, str] = {
    "en": "There are no reviews of it yet.",
    "zh": "这款商品还没有评价。",
}
"""Why nothing is said of what people think of a product."""


def is_abstention(text: str) -> bool:
    """Whether a text begins with one of those sentences: how a tuned generator declines."""
    folded = fold(text)
    known = (*ABSTENTION.values(), *UNSETTLED.values())
    return any(folded.startswith(fold(sentence).rstrip(".。")) for sentence in known)
