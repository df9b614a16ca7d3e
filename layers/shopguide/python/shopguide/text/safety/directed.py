"""Text about what somebody should say to shoppers: no record, review or article needs it.

`instructions.py` knows orders by their wording. This looks for what all of them share, whoever they
speak to: a listener or an answer, and that it must be worded in some way. Such text is left out of
what is quoted; a question is not refused for it.
"""

import re

from shopguide.text.normalise import fold
from shopguide.text.simplified import simplify

_LISTENER = (
    r"(?:customers?|buyers?|shoppers?|clients?|every(?:one|body)|any(?:one|body)|whoever"
    r"|some(?:one|body)|people|the next person|staff|(?:chat)?bots?|(?:chat )?software|models?"
    r"|(?:conversational |automated )?systems?|llms?|assistants?|helpers?|summari[sz]ers?)"
)
_MUST = r"(?:must|shall|should|(?:is|are|has|have|needs?|obliged|expected|supposed) to)"
_SAY = (
    r"(?:say|hear|tell|call|mention|quote|promise|suggest|close|begin|start|end|write|output"
    r"|announce|present|describe|be told|confirm|state|reply|answer|read|repeat)"
)
_ANSWER = (
    r"(?:reply|replies|response|responses|answers?|utterances?|wording|sentence|message"
    r"|summary|summaries|description)"
)
_ADDRESSED = re.compile(
    r"<!--|-->"
    r"|\b(?:llms?|ai|(?:chat)?bots?|models?|assistants?) ?[:,] ?(?:mention|say|tell|reply|please)\b"
    r"|(?:大?模型|机器人|助手)(?:们)?[:, ]?(?:请|应|须)"
)
"""A hidden comment, or a machine that is spoken to."""

_ENGLISH = re.compile(
    rf"\b{_LISTENER}\b[^.?!]{{0,50}}\b{_MUST} (?:\w+ ){{0,2}}{_SAY}\b"
    rf"|\b{_MUST} (?:\w+ ){{0,3}}be (?:told|informed)\b"
    rf"|\b(?:must|shall|should|has to|is to|have to) (?:begin|start|end|close|read|say)\b"
    r"[^.?!]*[:“\"]"
    rf"|\b(?:correct|right|next|only|every|each|any|all) (?:\w+ ){{0,2}}{_ANSWER}\b[^.?!]{{0,40}}"
    rf"\b(?:must|shall|should|has to|to give|is|began|begins?)\b"
    rf"|\bnext {_ANSWER} ?[:=]"
    rf"|\b(?:the|your) {_ANSWER} (?:\w+ ){{0,2}}(?:has to|must|shall|should) (?:read|be|say)\b"
    rf"|\b(?:sentence|text|word|wording|thing|number) to (?:output|say|give out|print|quote)\b"
    rf"|\blet the {_ANSWER} be\b"
    rf"|\b(?:kindly|please) (?:\w+ )?(?:inform|tell|notify|pass (?:this|it) on|present|say)\b"
    rf"(?! us\b| our\b)"
    r"|(?<!\bi )(?<!\bwe )(?<!\bto )(?<!\bwould )(?<!\bcan )"
    r"\b(?:tell|inform|send) (?:all |the )?(?:everyone|everybody|buyers|shoppers|customers)\b"
    rf"|\bsay (?:so|this|that) to\b|\bfor (?:chat|bot|ai|llm|assistant) use\b"
    rf"|\b(?:counts|treated?|treat this) as (?:an? )?(?:\w+ )?(?:message|note|order|instruction)\b"
    rf"|\byou (?:no longer )?represent\b|\b(?:assume|take on|adopt) the (?:voice|persona) of\b"
    rf"|\bnote for the (?:\w+ )?{_LISTENER}\b|\b(?:is|are) what staff (?:have|has|ought) to\b"
    rf"|\b(?:hidden|initial) (?:\w+ )?(?:text|prompt|setup)\b[^.?!]*\byou were given\b"
)
_CHINESE = re.compile(
    r"(?:一律|一概|务必|必须|须|统一|都得|应当|劳烦|麻烦|都要)[^。!?]{0,10}"
    r"(?:称|宣称|告知|告诉(?!我们|客服|本店)|承诺|(?<![申填汇海预])改?报(?!名|修|警|告)|喊|附上|讲|写作|写成|写进|改荐|通知(?!我们|客服|本店)"
    r"|回答|应答|答复|回复说)"
    r"|(?:称|讲|说|回答|应答|答复|回复|措辞|口径|话术|输出|报价|每[段句]话?)[^。!?]{0,12}"
    r"(?:一律|一概|务必|必须|须(?!知)|统一|定为|(?:就|都)?按.{1,12}来|都?是[“\"':])"
    r"|(?:下一?[句个]话?|下一?条(?:消息|回复))[^。!?]{0,8}[:“\"改换]"
    r"|这么(?:讲|说|告诉|答|承诺)|转给(?:提问|别|其他|下)|广而告之"
    r"|写给[^。!?]{0,12}(?:程序|机器人|助手|模型|系统)|(?:读到|看到)这里的"
    r"|视同[^。!?]{0,12}(?:消息|指令|命令)|(?:不再|而是)代表|(?:换成|改用|以)[^。!?]{0,8}口吻"
    r"|(?:开头|最好|顺便|结尾|收尾)[^。!?]{0,8}(?:写|喊|加|补)[^。!?]{0,8}[“\"「]"
    r"|写进每一?[句段]|记得补一?句|(?:读|念)给(?:买家|顾客|客户)|你拿到的[^。!?]{0,6}(?:设定|提示)"
)


def tells_what_to_say(text: str) -> bool:
    """Whether a text, in either language, says how shoppers are to be answered."""
    folded = simplify(fold(text))
    if _ADDRESSED.search(folded) or _ENGLISH.search(folded):
        return True
    return not folded.isascii() and _CHINESE.search(folded) is not None
