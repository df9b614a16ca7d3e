"""Decisions about a product that was shown: "I'll take the first one", 就要第二个了, "not that".

Both are read beside the words that stand for products, which are blank by then: what names a thing
beside them ("I want to buy a tent") is no decision.
"""

import re

_OK = (
    r"(?:(?:ok(?:ay)?|alright|right|yes|yeah|yep|fine|great|cool|perfect|good|well|so|then|and|hm+|"
    r"no+|nah|sure|please|actually)\b[ ,.!]*)*"
)
_OK_ZH = "(?:那么?|好的?吧?|行吧?|可以|嗯+|ok|我|还是|算了|决定了?|[ ,。!])*"
_END = r"[ ,.!?。~]*$"
_I = (
    r"(?:i(?:'?ll| will| guess i'?ll| think i'?ll|'d| would| want to| wanna|'m going to)?"
    r"(?: like to)?(?: just)? +|let(?:'s| me) +|can i +|could i +|how (?:do|can) i +|"
    r"where (?:do|can) i +)?"
)
TAKES = (
    rf"^{_OK}(?!i (?:get|have|do)\b|got |get *$|have *$|choose *$|pick *$|want *$)"
    rf"{_I}(?:take|buy|order|purchase|get|have|grab|choose|pick|want|go +(?:for|with)|add|"
    r"check ?out)\b(?: +(?:now|please|then|today|anyway|to (?:my |the )?(?:cart|basket|bag)))*"
    rf"{_END}|"
    rf"^{_OK_ZH}(?:就|想|想?要|直接|现在|怎么|如何|在哪[里儿]?|可以|能)*"
    "(?:买|拿|下单|购买|入手|拿下|结账|结算|加入?购物车|要(?= {2})|选(?= )|定(?= )|来(?= ))"
    f"(?:它|了|吧|啦|好了|一[个件双台款只])*{_END}|"
    f"^{_OK_ZH}(?:把|将)? +(?:我?就?要了|买了|我买|下单|加入?购物车|怎么买|在哪[里儿]?买){_END}|"
    f"^{_OK_ZH}就 +(?:吧|好了|了|啦)?{_END}|^{_OK_ZH}就?要 +(?:吧|了|啦){_END}|"
    f"^{_OK_ZH} {{2,}}(?:吧|好了|了|啦){_END}"
)
"""That a product is taken, or how it can be."""

TURNS_DOWN = (
    rf"^{_OK}(?:not|i (?:really )?(?:don'?t|do not) (?:like|want)|i hate|don'?t (?:like|want)|"
    rf"remove|hide|skip|forget(?: about)?|anything but|no) {{2,}}(?:please)?{_END}|"
    f"^{_OK_ZH}(?:不要|不想要|不喜欢|不太喜欢|别要|不看|去掉|删掉|排除) +(?:了|吧|的)?{_END}|"
    f"^{_OK_ZH} +(?:我?不要|我?不太?喜欢|不好看|不行|太丑|不合适|不想要)(?:了|啊|吧)?{_END}"
)
"""That a product is not wanted."""

_HESITATES = re.compile(
    rf"^{_OK}(?:i'?m )?not (?:so |really |quite |very )?sure(?: yet)?{_END}|"
    rf"^{_OK}(?:idk|dunno|i (?:don'?t|do not) know(?: yet)?|let me (?:think|see)|maybe)"
    rf"{_END}|"
    f"^{_OK_ZH}(?:不太?确定|再[说看想]+|纠结|不知道(?:选|买|要)(?:哪.|什么)|犹豫|考虑一?下?){_END}"
)
_LOST = re.compile(
    rf"^{_OK}(?:what(?: do you mean| does (?:that|this|it) mean)?|huh|wtf|sorry what|help|"
    r"i (?:don'?t|do not) (?:understand|get (?:it|that|this))|how does (?:this|it) work)"
    rf"{_END}|"
    f"^{_OK_ZH}(?:[你这那]*(?:什么|啥|几个)意思|[没看听]+不?懂|不太?(?:明白|懂)|怎么用你?|帮助)"
    f"[啊呀呢吗]*{_END}"
)


def hesitates(form: str) -> bool:
    """Whether somebody cannot decide yet."""
    return bool(_HESITATES.search(form))


def is_lost(form: str) -> bool:
    """Whether somebody does not understand what was said."""
    return bool(_LOST.search(form))
