"""Several questions in one text, each made to stand by itself.

"多重？能放进洗碗机吗？" is two, and so is "How heavy is it and does it come with a lid?"; "is it
black and white?" is one. What is said before a question stays with it: "I have a Pixel. Does it
fit?".
"""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.question.small_talk import find_small_talk
from shopguide.text.question.subjects import carry_subject
from shopguide.text.rule_form import rule_form
from shopguide.text.sentences import split_sentences

MAX_PARTS = 4

_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|isn't|aren't|doesn't|"
    r"don't|can't|won't)"
)
_SUBJECT = (
    r"(?:it|they|this|that|these|those|there|i|you|we|the|its|their|my|your|any|anyone|one|he|she)"
)
_WH = r"(?:how|what|which|when|where|why|who)"
_QUESTION_START = (
    rf"(?:{_AUXILIARY} {_SUBJECT}\b|{_WH}\b(?=[^,?]{{0,80}} {_AUXILIARY}\b)"
    r"|how (?:many|much) \w+ (?:fits?|goes?|comes?|sleeps?|works?)\b)"
)
_ENGLISH_JOINT = LatePattern(
    rf"(?:,? (?:and|but|also|plus)(?:,? (?:also|then))?,?|[,;]) (?={_QUESTION_START})"
)
_IS_QUESTION = LatePattern(rf"(?:{_AUXILIARY} (?:\w|')+|{_WH}\b[^,?]{{0,80}} {_AUXILIARY})\b")
_UNFINISHED = LatePattern(r"\b(?:how|what|which)(?: \w+)?$")
_ALSO = LatePattern(r"(?i:also|and|plus|oh|another question)[, ]+(?=\w)")
_TAG = LatePattern(rf"{_AUXILIARY} (?:it|they|this|that|you|there)(?: not)?[ ?.!]*$")
_CHINESE_JOINT = LatePattern("[,、;] ?|(?:另外|还有就是|还有,|以及)(?=[^?。]{2,})")
_CHINESE_ASKS = LatePattern(
    "[吗么呢]|什么|怎么|怎样|如何|多少|多[大重长高宽久远厚深快]|几[个款种件天年岁瓦升]|哪|为什么|为啥|是否|能否|"
    "有没有|是不是|(.)不\\1|有[^,?。]{1,8}没有?$"
)
_CHINESE_LINK = LatePattern("[,;、 ]*(?:还有就是|还有,|另外|以及|并且|而且|然后|那么?)?[,;、 ]*")


def split_questions(cleaned: str) -> tuple[str, ...]:
    """The questions of a cleaned text in their order, at most `MAX_PARTS`; one for a single one."""
    asked = [part for sentence in _sentences(cleaned) for part in _split_sentence(sentence)]
    if len(asked) > 1:
        asked = [_without(_ALSO, part) for part in asked if find_small_talk(part) is None]
    if len(asked) < 2:
        return (cleaned,)
    if len(asked) > MAX_PARTS:
        asked = [*asked[: MAX_PARTS - 1], " ".join(asked[MAX_PARTS - 1 :])]
    return carry_subject(tuple(asked))


def _sentences(cleaned: str) -> list[str]:
    """Sentences that ask, each with the statements before it; those at the end with the last."""
    groups: list[str] = []
    waiting = ""
    for sentence in split_sentences(cleaned):
        waiting += sentence
        if _asks(sentence):
            groups.append(waiting.strip())
            waiting = ""
    if waiting.strip():
        if groups:
            groups[-1] = f"{groups[-1]} {waiting.strip()}"
        else:
            groups.append(waiting.strip())
    return groups


def _asks(sentence: str) -> bool:
    stripped = sentence.strip()
    return stripped.endswith("?") and len(stripped) > 1


def _split_sentence(sentence: str) -> list[str]:
    form = rule_form(sentence)
    if form.isascii():
        return _split_english(sentence, form)
    return _split_chinese(sentence, form)


def _split_english(sentence: str, form: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for joint in _ENGLISH_JOINT.finditer(form):
        before, after = form[start : joint.start()], form[joint.end() :]
        if _TAG.match(after) or not _is_finished(before):
            continue
        parts.append(sentence[start : joint.start()].rstrip(" ,;") + "?")
        start = joint.end()
    return [*parts, sentence[start:]]


def _is_finished(before: str) -> bool:
    """Whether words before a joint ask by themselves: "tell me how heavy" does not."""
    return _IS_QUESTION.search(before) is not None and _UNFINISHED.search(before) is None


def _split_chinese(sentence: str, form: str) -> list[str]:
    parts: list[str] = []
    start = 0
    for joint in _CHINESE_JOINT.finditer(form):
        before, after = form[start : joint.start()], form[joint.end() :]
        if not _CHINESE_ASKS.search(before) or not _CHINESE_ASKS.search(after):
            continue
        parts.append(_without_link(sentence[start : joint.start()]) + "?")
        start = joint.end()
    return [*parts, _without_link(sentence[start:])]


def _without_link(part: str) -> str:
    return _without(_CHINESE_LINK, part).rstrip(" ,;、")


def _without(start: LatePattern, part: str) -> str:
    match = start.match(part)
    return part[match.end() :] if match else part
