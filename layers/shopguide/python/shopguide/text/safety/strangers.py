"""What is not a stranger's to say: reviews and Q&A are written by anybody.

Where to click, whom to call, which code to enter, what it costs and what is paid back is the shop's
to say, in its records and articles. A review or a Q&A pair that says so is not quoted.
"""

import re

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.normalise import fold
from shopguide.text.safety.personal_data import redact
from shopguide.text.simplified import simplify

WRITTEN_BY_ANYBODY = frozenset({PassageKind.REVIEW, PassageKind.QA})

_POINTER = re.compile(
    r"https?:|www\.|\b[\w-]+(?:\.| ?点 ?| dot )"
    r"(?:com|net|org|shop|store|cn|io|top|xyz|info|example)\b"
    r"|!\[|</?[a-z!]"
    r"|(?<![\d-])(?:\d{3,4}-){1,2}\d{3,4}(?:-\d{3,4})?(?![\d-])"
    r"|\b(?:call|dial|text|phone|ring)\b[^.?!]{0,20}\d{5}|\b(?:whatsapp|telegram|wechat|vx)\b[^.?!]{0,12}\w"
    r"|[微薇威v][信x]|企鹅号|加我|私聊|私信"
    r"|\b(?:coupon|voucher|promo(?:tion)?(?:al)? code|discount code)\b|\b(?:use|with|enter) code\b"
    r"|\b[a-z]{3,}\d{2,}\b(?= (?:at checkout|and it is free|to get|off\b))"
    r"|优惠[码券]|折扣码|兑换码|暗号|口令|结账输"
)
_OFFER = re.compile(
    r"\b\d+ ?(?:%|percent) ?off\b|\bdiscount|\brefunds?\b|\bmoney[- ]back\b"
    r"|\bfor free\b|\bfree of charge\b"
    r"|\bit is free\b|\bhalf price\b|\b(?:can|may) (?:be )?return"
    r"|\breturns? (?:is|are|will be) (?:accept|allow|possible)"
    r"|\b(?:costs?|priced? (?:is|at)|sells? for|on sale for)\b[^.?!]{0,20}\d"
    r"|[$€£¥] ?\d|\d ?(?:[$€£]|dollars?\b|euros?\b|yuan\b|bucks\b|cents?\b|rmb\b)"
    r"|(?:\d|[一二三四五六七八九十百千])(?:元|块钱?|毛)|[\d一二三四五六七八九]折"
    r"|打折|优惠|免单|免费|白送|减[\d一二三四五六七八九]成|全额退|退款|[都可能]以?退(?!烧)|包退|便宜渠道|更便宜的在"
)


def says_what_is_not_theirs(passage: Passage) -> bool:
    """Whether a review or a Q&A pair speaks of links, codes, contacts, prices or refunds."""
    if passage.kind not in WRITTEN_BY_ANYBODY:
        return False
    folded = simplify(fold(passage.text))
    return points_elsewhere(passage.text) or _OFFER.search(folded) is not None


def points_elsewhere(text: str) -> bool:
    """Whether a text has a link, a code to enter, or a way to reach somebody."""
    folded = simplify(fold(text))
    return _POINTER.search(folded) is not None or bool(redact(text).kinds)
