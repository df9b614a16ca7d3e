"""Small talk: what a whole text has to be, so that no question hides behind a greeting."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_form import rule_form
from shopguide.text.rule_pattern import anywhere


class SmallTalk(StrEnum):
    """What is said without asking anything of the shop."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    IDENTITY = "identity"
    """Who or what the assistant is, and whether it is human."""

    ABILITY = "ability"
    """What the assistant can do."""

    WELL_BEING = "well_being"
    PRAISE = "praise"
    ASSENT = "assent"
    """"Ok", 好的: nothing to answer."""


@dataclass(frozen=True, slots=True)
class _Rule:
    talk: SmallTalk
    pattern: LatePattern


_CALLED = r"(?:there|again|all|everyone|shopguide|assistant|bot|team|friend|sir|madam)"
_END = r"[ ,.!?~。、…]*"
_EN = r"(?:please |so |and |but |ok(?:ay)?,? |hey,? |hi,? |hello,? |there,? )*"
_ZH = r"(?:请问|那|那么|你好|您好|嗨|哈+|嗯+|,| |。|!)*"

_RULES = (
    _Rule(
        SmallTalk.GREETING,
        anywhere(
            "(?:(?:hi+|hello+|hey+|hiya|howdy|greetings|yo|good (?:morning|afternoon|"
            f"evening|day))(?:,? {_CALLED})*{_END})+",
            "(?:(?:你好|您好|你们好|大家好|哈[喽啰罗]|嗨|嘿|喂|在吗|在么|在不在|有人吗|"
            "有人在吗|亲|客服|早上好|上午好|中午好|下午好|晚上好|早安|早|hello|"
            f"hi)[啊呀哦呢吗]?{_END})+",
        ),
    ),
    _Rule(
        SmallTalk.THANKS,
        anywhere(
            f"(?:{_EN}(?:(?:great|perfect|cool|awesome),? )?(?:thanks?|thank you|thx|ty|"
            "cheers|much appreciated|i appreciate (?:it|that|your help))(?: (?:you|a lot|"
            "so much|very much|again|a million|for (?:your|the|all your|all the) (?:help|"
            "information|info|answer|answers|reply|time|quick reply)|that helps?|for that|"
            f"for this|man|all))*{_END})+(?:(?:that(?:'s| is| was)? (?:very |really |so "
            ")?(?:all|helps?|helpful|great)|bye|goodbye|have a (?:nice|good|great) "
            f"day){_END})*",
            f"(?:{_ZH}(?:好的?|嗯+|行|ok)?[ ,。!]*(?:非常|十分|太|多|真是|真的)?(?:感谢|"
            "谢谢|谢啦|谢了|多谢|辛苦|麻烦|3q)(?:你|您|你们|啦|了|哦|啊|呀|的|帮助|回答|"
            f"解答|回复|耐心)*{_END})+",
        ),
    ),
    _Rule(
        SmallTalk.FAREWELL,
        anywhere(
            f"(?:{_EN}(?:good ?bye|bye+(?: ?bye)?|see (?:you|ya)(?: later| soon| tomorrow)?|"
            "good ?night|farewell|talk to you later|have a (?:nice|good|great) (?:day|one|"
            f"evening|weekend)|that(?:'s| is| will be) all(?: for (?:now|today))?){_END})+",
            f"(?:{_ZH}(?:再见|拜拜|拜|88|回见|回头见|下次见|晚安|先这样|没事了|不用了|"
            f"不需要了)[了吧啦啊哦]*{_END})+",
        ),
    ),
    _Rule(
        SmallTalk.IDENTITY,
        anywhere(
            f"{_EN}(?:(?:who|what)(?:'s| is| are| r)? (?:you|u|this|your name)(?: exactly)?|"
            "(?:are|r) (?:you|u) (?:(?:a|an|the) )?(?:real |actual |live |human |ai |"
            "artificial intelligence|chat ?)*(?:human|person|people|bot|robot|machine|"
            "computer|program|ai|man|woman|chat ?bot|real|assistant|human being|chatgpt|"
            "gpt|llm|language model|being|alive|someone real)?(?: or (?:a |an )?(?:real |"
            "human )*(?:human|person|bot|robot|machine|ai|chat ?bot|computer))?|am i "
            "(?:talking|speaking|chatting|writing) (?:to|with) (?:a |an )?(?:real |actual |"
            "live )*(?:human|person|bot|robot|machine|ai|someone)(?: or (?:a |an "
            ")?(?:human|person|bot|robot|machine|ai|real person))?|do you have (?:a name|"
            "feelings|emotions)|what(?:'s| is) your name|who (?:made|built|created|"
            "trained) you|(?:what|which) (?:ai |language )?model are you|how old are you|"
            "where are you(?: from)?|is this a (?:bot|robot|real person|human|"
            f"person)){_END}",
            f"{_ZH}(?:你|您|你们)?(?:到底|究竟)?(?:是|叫)(?:谁|什么名字|什么人|什么东西|"
            "什么|啥|什么模型|哪个模型|(?:不是)?(?:真人|人|机器人|ai|人工智能|机器|人工|"
            "人类|活人|人工客服|真人客服|程序)(?:还是(?:真人|人|机器人|ai|机器|人工|"
            f"程序))?)(?:客服|啊|呀|吗|么|呢|吧|嘛)*{_END}",
            f"{_ZH}(?:你|您)(?:的名字(?:叫|是)?(?:什么|啥)?|几岁|多大|从哪里?来|是谁(?:做|"
            f"开发|训练|创造)的)[了啊呀吗呢]*{_END}",
        ),
    ),
    _Rule(
        SmallTalk.ABILITY,
        anywhere(
            f"{_EN}(?:what (?:can|do) you do(?: for me)?|what can (?:i ask(?: you)?|you "
            "help(?: me)?(?: with)?)|how (?:can|do) you help(?: me)?|how do(?:es)? (?:you|"
            "this) work|help(?: me)?|(?:can|could) you help(?: me)?|i need (?:some )?help|"
            f"what are you (?:for|able to do)|who can help me){_END}",
            f"{_ZH}(?:(?:你|您|你们)(?:能|会|可以)(?:做|干|帮)(?:我|些|我做|我干)?(?:点|"
            "些)?(?:什么|啥|哪些事?)?|你有(?:什么|哪些)(?:功能|本事|用)|怎么用你|帮助|"
            f"帮帮我|帮个忙|我需要帮助|能帮(?:我|个忙|帮我))[啊呀吗呢]*{_END}",
        ),
    ),
    _Rule(
        SmallTalk.WELL_BEING,
        anywhere(
            f"{_EN}(?:how are (?:you|u|things)(?: doing)?(?: today)?|how's it going|how do "
            f"you do|what's up|sup|nice to meet you|how was your day){_END}",
            f"{_ZH}(?:你|您)?(?:最近|今天)?(?:好吗|还好吗|过得怎么样|过得好吗|开心吗|吃了吗|"
            f"吃饭了吗|忙吗|累吗|心情怎么样|心情好吗|很高兴认识你){_END}",
        ),
    ),
    _Rule(
        SmallTalk.PRAISE,
        anywhere(
            f"{_EN}(?:(?:you(?:'re| are| were)|that(?:'s| is| was)|this is) (?:so |very |"
            "really |the )?(?:great|awesome|helpful|nice|kind|smart|best|amazing|good|"
            "perfect|cool|funny|wonderful|lovely)(?: help| bot| assistant)?|(?:good|great|"
            "nice|well) (?:job|work|bot|done)|i (?:love|like) you|well done|awesome|great|"
            f"perfect|nice|cool|lol|haha+){_END}",
            f"{_ZH}(?:你|您)?(?:真|太|好|很|非常)(?:棒|厉害|聪明|贴心|好|可爱|有用|专业|"
            f"有帮助)[了啊呀哦的]*{_END}",
            f"(?:我爱你|我喜欢你|哈+|呵+|嘿+|棒|赞|厉害|不错|真不错){_END}",
        ),
    ),
    _Rule(
        SmallTalk.ASSENT,
        anywhere(
            "(?:ok(?:ay)?|k|sure|got it|i see|understood|alright|all right|fine|yes|yep|"
            f"yeah|no|nope|no thanks|never ?mind|hmm+|um+){_END}",
            "(?:好的?|好吧|好呀|嗯+|哦+|噢|行吧?|知道了|明白了?|了解了?|收到|可以|ok|"
            f"没问题|是的|对|不是|没有|算了|[了啊呀哦吧])+{_END}",
        ),
    ),
)
_LONGEST = 80
_CLAUSE_END = re.compile(r"[,.!?;~。、…]+")


def find_small_talk(text: str) -> SmallTalk | None:
    """What the whole of a text is, if it is small talk."""
    form = rule_form(text.strip())
    if len(form) > _LONGEST:
        return None
    clauses = [clause for clause in _CLAUSE_END.split(form) if clause.strip()]
    talk = _talk(form)
    for clause in clauses if talk is None else ():
        talk = _talk(clause.strip())
        if talk is None:
            return None
    return talk


def _talk(form: str) -> SmallTalk | None:
    return next((rule.talk for rule in _RULES if rule.pattern.fullmatch(form)), None)
