"""Words that ask without saying for what: "I want", "show me", 我想买, 推荐一下."""

import re

from shopguide.text.language import HAN
from shopguide.text.late_pattern import LatePattern
from shopguide.text.query.finding import Finding

_VERB = r"(?:buy|get|find|purchase|order|see|choose|pick|have|buying|own|give|gift)"
_OPENING = LatePattern(
    r"(?:(?:hi|hello|hey)(?: there)?[ ,!.]+)?(?:please )?(?:(?:"
    r"(?:i|we)(?:'m| am|'re| are|'d| would|'ve| have)?(?: just| really| also| currently| been)?"
    r" (?:want|wanna|need|like|love|looking|searching|shopping|hunting|trying|hoping|interested|"
    rf"in the market)(?: to| for| in)?(?: {_VERB})?(?: me)?"
    r"|(?:can|could|would|will|do) (?:you|u|i|we)(?: please)?(?: (?:help me|show|find|recommend|"
    rf"suggest|get|give|have|sell|carry))?(?: me| us)?(?: to)?(?: {_VERB})?"
    r"|(?:show|find|get|give|recommend|suggest|bring)(?: me| us)|recommend"
    rf"|help(?: me| us)(?: to)?(?: {_VERB})?|(?:looking|searching|shopping|hunting|search|look) for"
    rf"|(?:want|need|wish|wanna)(?: to)? {_VERB}|(?:want|need)(?= (?:a|an|some|the|new|"
    rf"something)\b)"
    r"|(?:where|how) (?:can|do|to) (?:i |we )?(?:buy|find|get)|(?:is|are) there|what(?:'s| is| are)"
    r"|which(?: is| are)|buy|purchase|shop for|recommendations? for|suggestions? for"
    r") ){0,3}(?:(?:something|some|any|an?|the)(?: pair of)? )?(?:(?:good|nice|great|decent|"
    r"best) )?"
)
_POLITE = LatePattern(
    r"\b(?:please|pls|plz|thanks|thank you|thx|(?:^(?:anything|everything|something)|only|must "
    r"(?:have|be))(?= )|if possible|asap|for sale|to buy|"
    r"i (?:want|need)(?: to (?:buy|get))?|"
    r"(?:not |isn't |aren't |nothing )?(?:too|so|very) (?:expensive|pricey|costly|dear|cheap)|"
    r"(?:cheap|affordable|inexpensive|budget[- ]friendly|budget(?= [a-z])|reasonably priced|"
    r"value for money|good value|low[- ]cost|low[- ]priced?)|"
    r"any (?:good )?(?:recommendations?|suggestions?)|do you (?:have|sell|carry))(?![a-z-])[,.!?]?"
)
_PIECE = r"[款个件双台部条副只套把支瓶盒本辆张顶]"
_CHINESE_OPENING = LatePattern(
    r"(?:[你您]好|请问|麻烦[你您]?|hi|hello)?[,。! ]*(?:一下)?[, ]*"
    r"(?:(?:我们?|俺|咱们?|本人)?(?:现在|最近|打算|准备|就|还|很|也)?(?:想要?|需要|要|求)?"
    r"(?:[给帮替](?:我|忙))?(?:买|找|看看|看|搜索|搜|入手|购买|选购|选|挑|换|送)?(?:一下)?)"
    rf"(?:一?(?:{_PIECE}(?!人|性)|[些点]))?(?:的(?=[{HAN}]))?"
)
_ASKS = re.compile("我|想|要|买|找|搜|求|请|帮|给|[你您]好|麻烦|需|入手|选|挑|换|来|看")
_CHINESE = LatePattern(
    r"请问(?:一下)?有?|[你您]们(?:家|店里?|这里?)?|适合(?=女|男|儿童|孩子|宝宝)|"
    r"(?:^|(?<=[ ,。右内下上块元算钱]))买(?:一?[个款双件台部条])?|谢谢[你您]?|有没有(?:什么)?|"
    r"有什么|"
    r"有啥|有哪些|[哪那][里儿](?:有|能买到?|可以买到?)|"
    r"有(?:卖的?)?(?=吗)|"
    rf"(?:请|求)?(?:[给帮]我|帮忙)?推荐(?:一下|几[款个]|一?{_PIECE}|一些)?|求推荐|"
    rf"(?:我们?|俺)?(?:想要|想买|要买|需要|求购)(?:一?{_PIECE}|一些)?(?!的)|来一?{_PIECE}(?!电)|"
    r"哪[款个种些](?:比较)?(?:好用|好|值得买)?|什么(?:牌子|品牌)(?:的)?(?:比较)?(?:好用|好)?|"
    r"怎么样|好不好|值得买吗?|"
    r"(?:价格|价钱)?(?:不要|别|不能|不)?(?:太|非常|特别|比较|很)?(?:便宜|实惠|划算|平价|性价比高|"
    r"高性价比|性价比|"
    r"物美价廉|经济实惠)一?[点些]?的?|"
    r"(?:价格|价钱)?(?:不要|别|不能|不会?|不)太?贵的?|一下|(?:[吗吧呀啊]|(?<![毛子花])呢)(?=$|\W)"
)


def find_fillers(folded: str) -> list[Finding]:
    """The words of a folded query that no product should be searched by.

    "Cheap" and 便宜 are among them: they say neither a price nor an order that an index could keep.
    """
    found = []
    openings = [_OPENING] if folded.isascii() else [_OPENING, _CHINESE_OPENING]
    for pattern in openings:
        opening = pattern.match(folded)
        if opening and opening.end() and (pattern is _OPENING or _ASKS.search(opening[0])):
            found.append(Finding(0, opening.end(), filler=True))
    for pattern in [_POLITE] if folded.isascii() else [_POLITE, _CHINESE]:
        found += (
            Finding(match.start(), match.end(), filler=True) for match in pattern.finditer(folded)
        )
    return found
