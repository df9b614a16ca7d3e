"""Which capability a turn leads to."""

import re

from shopguide.chat.narrowing.choosing import answers_question
from shopguide.chat.reading.decisions import is_lost
from shopguide.chat.reading.remarks import is_remark
from shopguide.chat.reading.turn_reading import TurnReading, without_references
from shopguide.chat.reading.wishes import Wish
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnIntent
from shopguide.compare.needs import read_wants
from shopguide.domain.query import ConstraintKind
from shopguide.domain.question import QuestionKind, ReferenceKind
from shopguide.text.rule_form import rule_form
from shopguide.text.topics import topics_of

_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect(?: me)?|transfer(?: me)?|get(?: me)?|want|need|give me)\b"
    r"[^.?!]{0,20}\b(?:(?:real |human |live )?(?:person|human|agent|representative|operator)|"
    r"(?:someone|somebody) (?:real|human)|customer (?:service|support)|(?:your )?(?:staff|manager))"
    r"\b|^(?:human|agent|operator|real person)[.!?]*$|"
    r"转?人工(?:客服|服务)|转人工|^人工$|找?真人(?!吗)|"
    r"(?:找|转|要|和|跟|叫|联系|有没有)(?:一?[个位名])?(?:你们)?(?:的)?(?:客服|店员|工作人员|店长|经理|真人)"
)
_RESTART = re.compile(
    r"^(?:ok(?:ay)?,? |please |let'?s )*(?:start (?:over|again|anew|from scratch)|restart|reset|"
    r"begin again|new (?:search|conversation)|forget (?:everything|all that|it all|that)|"
    r"clear (?:everything|all|filters))(?: please)?[.! ]*$|"
    r"^(?:我们?|请|那)?(?:重新(?:开始|来|找|搜)|从头(?:开始|来)|重来|清空|全部清除|重置|忘掉(?:刚才|之前)的?)"
    r"(?:一下|吧|一遍|过|条件|所有条件)*[。! ]*$"
)
_COMPARE = re.compile(
    r"\bcompar(?:e|es|ed|ing|ison)\b|\bdiff?e?ren(?:t|ce|ces) between\b|\bdiffer\b|\bvs\.?(?= |$)|"
    r"\bversus\b|\bside by side\b|"
    r"对比|比较一下|比一比|比比|比较(?=这|那|前|后|第|它)|(?:有什么|有啥|有何|的)?(?:区别|差别|不同(?!颜色))"
)
_WHICH = re.compile(
    r"\b(?:which|what)(?:'s| one| of [a-z]+)?(?: is| are| would be)?(?: the)? (?:better|best)\b|"
    r"\bis .{1,40}\bbetter than\b|\bor the\b|"
    r"哪一?[个款种件双台](?:比较|更|会)?(?:更)?(?:好|值|合适|适合|划算)|还是第|哪[个款]?更|"
    r"\bwhich\b.{0,30}\b(?:reviews?|rat(?:ed|ings?))\b|哪[个款]?的?(?:评价|评分|口碑)|"
    r"比.{1,8}(?:好|强|差)"
)
# The cheapest and dearest of those shown are told by the shelf.
_MORE = re.compile(
    r"^(?:and |so |ok(?:ay)? |then )*(?:which|what)(?:'?s| one| of(?: them| these)?)*"
    r"(?: is| are| has)?"
    r"(?: the)? (?!cheapest|most exp|least exp|dearest)(?:\w+er|\w+est|more|most|less|least)\b|"
    r"哪一?[个款种](?:更|最(?!便宜|贵)|比较)"
)
_ADVICE = re.compile(
    r"\bwhat (?:would|do|should) (?:you|i) (?:take|pick|choose|recommend|suggest|buy|get|"
    r"go (?:for|with))|"
    r"\bwhich (?:one )?(?:would|do|should) (?:you|i) (?:take|pick|choose|recommend|suggest|buy|get|"
    r"go)|\bwhich (?:one )?(?:is|are|would be) (?:the )?best\b|"
    r"\byour (?:recommendation|pick|choice|favou?rite)|"
    r"\b(?:help me|you) (?:choose|decide|pick)\b|\bpick (?:one )?for me\b|"
    r"\bany (?:other )?(?:recommendations?|suggestions?|ideas?)\?? *$|"
    r"\bsurprise me\b|\bwhat(?:'s| is| are) popular\b|\bbest ?sellers?\b|"
    r"^(?:any )?recommend(?:ations?)?"
    r"(?: (?:something|anything|me something|please|for me))*[?.! ]*$|"
    r"你(?:会|觉得|推荐|建议|帮我)?(?:选|买|挑|拿|要|推荐)哪|(?:推荐|建议)哪|选哪|买哪|挑哪|"
    r"哪[个款]最(?:好|值)|"
    r"帮我(?:选|挑|决定)(?:一?[个款])?(?:吧|一下)?$|^(?:给我|帮我)?(?:随便)?推荐(?:一下|几[个款]|一?[个款]|点什么|吧|点)*"
    r"[吧呗?。! ]*$|有什么(?:好的)?推荐|热门|卖得(?:最)?好|爆款|给点建议"
)
_SIMILAR = re.compile(
    r"\bsimilar\b|\b(?:something|anything|more|others?|ones?) like (?:it|this|that|the)\b|"
    r"\balternatives?\b|类似|相似|差不多|同类|同款(?!式)|像(?:这|那|它|第)"
)
_ASKS_EN = re.compile(
    r"^(?:and |but |so |ok(?:ay)?,? |then )*(?:is|are|does|do|did|can|could|will|would|has|have|"
    r"how|hows|what|what's|whats|which|who|when|where|why|should|was|were|any)\b|\?$|"
    r"\b(?:tell|know) (?:me )?(?:more )?(?:about|if|whether|how)\b|\bhow (?:much|many|long)\b"
)
_ASKS_ZH = re.compile(
    r"吗|么$|呢|多少|多[大长重高久宽远深快厚]|怎么|怎样|咋|如何|什么|啥|哪|几[个人升年斤天]|是否|能不能|会不会|"
    r"是不是|可不可以|可以不|好不好|要不要|有没有|支不支持|为什么|[??]$|介绍一?下|说说|讲讲|行不行"
)
_ASKS_OPENLY = re.compile(
    r"\b(?:is|are|does|do|did|can|could|will|would|has|have|how|what|which|who|when|where|why)\b|"
    r"多少|多[大长重高]|怎|什么|啥|哪|几|是不是|会不会|能不能|为什么|吗"
)
_WHICH_OF = re.compile(r"\bwhich\b|哪")
_COUNTS = re.compile(r"\bhow many\b|\baverage\b|多少[款个种件双条]|几[款种]|平均|一共有")
_OF_SHOP = re.compile(
    r"\b(?:discount|coupon|voucher|shipping|delivery|refund|warranty)s?\b|"
    r"优惠|折扣|打折|运费|退货|退款|发货|配送|保修|发票"
)
_ELLIPTIC = re.compile(r"^(?:and|what about|how about|or)\b|呢[??]?$|^(?:那|那么)")
_STOCK_EN = re.compile(
    r"\b(?:do|have|did) you (?:have|got|sell|carry|stock|offer)|\bhave you got\b|"
    r"\b(?:is|are) there (?:an?|any|some|one)|\bany(?:thing)? (?:in|under|below|with|for|"
    r"from|by|made)|"
    r"\bwhat\b.{0,40}\bdo you (?:have|sell|offer|carry)|^what about|^how about|"
    r"\b(?:can|could|would|will) you (?:please )?(?:show|find|recommend|suggest|help|get|give)|"
    r"^(?:any|anything|something)\b"
)
_STOCK_ZH = re.compile(
    r"有没有|^(?:请问|那)?(?:你们|店里|这里)?(?:还)?有(?!多|人).{0,24}[吗么嘛??]|有什么|有哪些|有啥|卖.{0,12}吗|推荐|"
    r"(?:的)?呢[??]?$"
)


def route(reading: TurnReading, state: ConversationState) -> TurnIntent:
    """What a turn asks for, where the conversation had come to `state`; a search if nothing else.

    The order decides where several would do: refusals before all, what the assistant asked before
    what it could be asked, capabilities with words of their own before questions, and questions
    before searches.
    """
    kind = reading.question.kind
    if kind is QuestionKind.UNSAFE:
        return TurnIntent.REFUSED
    if _PERSON.search(reading.form):
        return TurnIntent.HAND_OVER
    if _RESTART.search(reading.form):
        return TurnIntent.RESTART
    if state.question is not None and answers_question(reading, state.question):
        return TurnIntent.CHOOSE
    is_empty = not any(map(str.isalnum, reading.text))
    if kind is QuestionKind.CHIT_CHAT or is_empty or is_lost(reading.form):
        return TurnIntent.SMALL_TALK
    return _about_products(reading, state)


def is_elliptic(reading: TurnReading) -> bool:
    """Whether it only names products and asks, as "and the second one?" and 那第二个呢 do."""
    return bool(_ELLIPTIC.search(reading.form)) and not reading.says_more_than_references


def _about_products(reading: TurnReading, state: ConversationState) -> TurnIntent:
    decided = _decision(reading, state)
    if decided is not None:
        return decided
    if _compares(reading, state):
        return TurnIntent.COMPARE
    if _wants_advice(reading, state):
        return TurnIntent.RECOMMEND
    if _only_picks(reading, state):
        return TurnIntent.CHOOSE
    return TurnIntent.ASK if _asks_something(reading, state) else _around_search(reading, state)


def _decision(reading: TurnReading, state: ConversationState) -> TurnIntent | None:
    """For or against a product that was shown."""
    if Wish.TAKE in reading.wishes and (state.shown or reading.references):
        return TurnIntent.CHOOSE
    return TurnIntent.REFINE if Wish.NOT_THIS in reading.wishes and state.shown else None


def _around_search(reading: TurnReading, state: ConversationState) -> TurnIntent:
    if (state.need or state.shown) and is_remark(reading):
        return TurnIntent.SMALL_TALK
    refines = bool(reading.wishes.wishes or reading.constrains)
    has_before = bool(state.need or state.shown or state.constraints != type(state.constraints)())
    if refines and not reading.words and has_before:
        return TurnIntent.REFINE
    return TurnIntent.SEARCH


def _only_picks(reading: TurnReading, state: ConversationState) -> bool:
    if not reading.references or reading.says_more_than_references:
        return False
    return not state.inquiry if is_elliptic(reading) else not _asks(reading)


def _compares(reading: TurnReading, state: ConversationState) -> bool:
    several = _speaks_of_several(reading)
    if _COMPARE.search(reading.form):
        return several or len(state.shown) > 1 or not reading.words
    if several and _WHICH.search(reading.form):
        return True
    return (several or len(state.shown) > 1) and _asks_which_is_more(reading)


def _asks_which_is_more(reading: TurnReading) -> bool:
    """Whether it asks which of those shown is ahead by something: "which is cheaper?"."""
    asked = " ".join(without_references(reading.text, reading.references).split())
    is_asked = bool(_MORE.search(rule_form(asked))) and not reading.names_thing
    return is_asked and bool(read_wants(asked, []))


def _speaks_of_several(reading: TurnReading) -> bool:
    kinds = [reference.kind for reference in reading.references]
    return len(kinds) > 1 or ReferenceKind.ALL in kinds


def _wants_advice(reading: TurnReading, state: ConversationState) -> bool:
    if _ADVICE.search(reading.form) or (state.shown and _WHICH.search(reading.form)):
        return not reading.chips(ConstraintKind.CATEGORY) or bool(state.shown)
    return is_similar(reading) and bool(state.shown or state.focus)


def is_similar(reading: TurnReading) -> bool:
    """Whether products like another one are wished for."""
    return bool(_SIMILAR.search(reading.form))


def _asks(reading: TurnReading) -> bool:
    pattern = _ASKS_ZH if reading.language == "zh" else _ASKS_EN
    return bool(pattern.search(reading.form))


def _asks_something(reading: TurnReading, state: ConversationState) -> bool:
    """Whether it is a question that products alone would not answer."""
    if not _asks(reading) or _names_by_colour(reading):
        return False
    if reading.references or _is_about_shop(reading):
        return True
    if reading.wishes.wishes:
        return bool(_WHICH_OF.search(reading.form))
    if _only_constrains(reading):
        return False
    stock = _STOCK_ZH if reading.language == "zh" else _STOCK_EN
    if stock.search(reading.form):
        return bool(state.focus) and _is_about_it(reading)
    return True


def _names_by_colour(reading: TurnReading) -> bool:
    """Whether it is about the one of a colour: 那个蓝色的呢."""
    kinds = {reference.kind for reference in reading.references}
    is_colour = bool(reading.chips(ConstraintKind.COLOUR)) and not reading.words
    return kinds == {ReferenceKind.THIS} and is_colour and bool(_ELLIPTIC.search(reading.form))


def _only_constrains(reading: TurnReading) -> bool:
    """Whether it only names what products should be: "ok and in size 42?"."""
    is_open = _ASKS_OPENLY.search(reading.form) is None
    return reading.constrains and not reading.words and is_open


def _is_about_shop(reading: TurnReading) -> bool:
    """Whether it asks how the shop works, or how many of something it has."""
    if reading.question.kind is QuestionKind.SHELF:
        return bool(_COUNTS.search(reading.form))
    is_named = bool(_OF_SHOP.search(reading.form)) and not reading.names_thing
    return is_named or reading.question.kind is QuestionKind.POLICY


def _is_about_it(reading: TurnReading) -> bool:
    """Whether "is there …?" asks for a property of the product at hand, and not for others."""
    kinds = {chip.kind for chip in reading.understood.chips}
    if kinds == {ConstraintKind.AVAILABILITY}:
        return not reading.words
    return not kinds and bool(topics_of(reading.text))
