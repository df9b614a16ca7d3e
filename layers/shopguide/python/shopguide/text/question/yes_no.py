"""Whether a question is answered with yes or no.

"Can you tell me how ..." asks how; "is it black or white?" asks which. 有什么赠品吗 is one of yes
or no, 能告诉我怎么用吗 is not.
"""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_form import rule_form
from shopguide.text.rule_pattern import anywhere

_LEAD = anywhere(
    "(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|please|excuse "
    "me|sorry|so|and|but|also|well|ok|okay|thanks|quick question|my question is|"
    r"question|out of curiosity|in other words|all|there|sir|madam|team|seller)\b[ "
    ",.:;!-]*)+",
)
_TOLD = anywhere(
    r"(?:i was|i'm|just|was) (?:just )?wondering\b",
    r"(?:does|do|did) (?:any(?:one|body)|someone|you|u) know\b",
    r"any(?:one|body) know\b",
    "(?:can|could|would|will|please) (?:you|u|any(?:one|body)|some(?:one|body)) "
    "(?:please |kindly )?(?:tell|confirm|say|verify|let me know|advise|clarify)(?: "
    r"me| us)?\b",
    r"(?:can|may|could) i (?:ask|know)\b",
    r"i(?: would|'d)? (?:want|need|like) to know\b",
    r"(?:please )?(?:tell|let) (?:me|us)(?: know)?\b",
    r"i wonder\b",
)
"""What is asked is in the words behind: "can you tell me whether", "do you know how"."""

_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had|"
    r"am|isn'?t|aren'?t|wasn'?t|weren'?t|don'?t|doesn'?t|didn'?t|can'?t|cannot|couldn'?t|won'?t|"
    r"wouldn'?t|shouldn'?t|hasn'?t|haven'?t)"
)
_POLAR_START = LatePattern(rf"(?:if|whether|{_AUXILIARY})\b")
_REQUEST = anywhere(
    "(?:can|could|would|will|please) ?(?:you|u|someone|anyone|anybody) (?:please |"
    "kindly )?(?:tell|explain|describe|list|compare|show|give|send|help|find|"
    "suggest|provide|post|let|share|walk|name|summari[sz]e|teach|recommend(?! "
    r"(?:it|this|them|these|that|the)\b))\b",
    "would you mind",
)
_WH = anywhere(
    "(?:in |on |at |for |to |from |of |with |about |by )?(?:what|which|how|who|"
    r"whose|whom|when|where|why|what's|how's|who's|where's)\b",
)
_WH_ANYWHERE = LatePattern(r"\b(?:what|which|how|who|whose|when|where|why|what's|how's|where's)\b")
_TAG = anywhere(
    f"(?:,? (?:right|correct|yes|true|no|or not)|, {_AUXILIARY} (?:it|they|you|this|"
    "that|there|i|he|she|we)(?: not)?)[ ?.!]*$",
)
_CHOICE = anywhere(
    r"\bor\b(?! (?:not|no|so|any|anything|something|more|less|other|similar|"
    r"whatever|otherwise|does it not|is it not|what)\b)",
)
_STILL_POLAR = anywhere(
    r"\b(?:any|either|safe|suitable|compatible|allowed|work (?:with|on|for|in)|"
    r"works with|fit|fits|used? (?:for|with|in|on|as)|more|less)\b[^?]*\bor\b",
)
_BARE_NOUN = anywhere(
    "(?:the )?(?:pros and cons|differences?|instructions|price range|size|weight|"
    "price|colou?r|dimensions?|material|capacity|brand|height|width|length|depth|"
    "cost|voltage|wattage|power|battery life|model|age|ingredients?)s?(?: (?:of|"
    r"for|between)\b[^?]*)?[ ?.!]*$",
)
_CHINESE_POLAR = anywhere(
    "[吗么嘛][~?!。 ]*$",
    "是否",
    "能否",
    "可否",
    "会否",
    "有否",
    "(?:有没有|没有|了没|[对是行好可]吧|吧)[~?!。 ]*$",
    "有没有",
    "有木有",
    "是不是",
    "(?P<x>[能会可是要该用需好多高大小重轻厚薄软硬防耐怕掉起脏香甜辣贵吵响热冷亮清"
    "够适支带包送含配附合])不(?P=x)",
)
_CHINESE_CHOICE = LatePattern(r"[^,。?!]还是[^,。?!有在会能要]")
_CHINESE_TELL = anywhere(
    "告诉",
    "教[我下]",
    "知道",
    "说说",
    "说一?下",
    "介绍",
    "解释",
    "讲讲",
    "讲一?下",
    "推荐(?!吗|不)",
    "帮我",
    "发一?下",
    "提供.{0,6}一下",
    "(?:比较|对比)一下",
)
_CHINESE_WH = LatePattern(
    r"什么|怎么|怎样|咋|如何|多少|多[大重长高宽久远厚深快]|几[个款种件天年岁瓦升]|哪|谁|为啥|为何|啥"
)
_CHINESE_IF = LatePattern(r"是否|能否|可否|能不能|有没有|是不是|会不会|可不可以")
_ENDS_POLAR = LatePattern(r"吗[~?!。 ]*$")


def is_yes_no(question: str) -> bool:
    """Whether one question, in either language, is answered with yes or no."""
    form = rule_form(question)
    if not form.isascii():
        if _CHINESE_POLAR.search(form):
            return _is_polar_chinese(form)
        if _CHINESE_WH.search(form):
            return False
    return _is_polar_english(form)


def _is_polar_chinese(form: str) -> bool:
    told = _CHINESE_TELL.search(form)
    if told and not _CHINESE_IF.search(form, told.end()):
        return False
    ends = _ENDS_POLAR.search(form)
    if not ends and _CHINESE_CHOICE.search(form):
        return False
    return bool(ends) or "什么" not in form or "有没有什么" in form or "是否" in form


def _is_polar_english(form: str) -> bool:
    bare = _behind(_LEAD, _asked(form))
    told = _TOLD.match(bare)
    bare = _behind(_LEAD, bare[told.end() :].lstrip(" ,:")) if told else bare
    if _WH.match(bare) or _REQUEST.match(bare):
        return False
    if _POLAR_START.match(bare):
        return not _is_choice(bare)
    if told:
        return False
    if _TAG.search(bare):
        return True
    if not bare.endswith("?") or _BARE_NOUN.match(bare):
        return False
    return _WH_ANYWHERE.search(bare) is None and not _is_choice(bare)


def _behind(start: LatePattern, text: str) -> str:
    match = start.match(text)
    return text[match.end() :] if match else text


def _asked(form: str) -> str:
    """The last sentence of a text that ends in a question mark, else the last one."""
    sentences = [
        part.strip() for part in form.replace("? ", "?\n").replace(". ", ".\n").split("\n")
    ]
    asking = [sentence for sentence in sentences if sentence.endswith("?")]
    return (asking or [sentence for sentence in sentences if sentence] or [form])[-1]


def _is_choice(asked: str) -> bool:
    return _CHOICE.search(asked) is not None and _STILL_POLAR.search(asked) is None
