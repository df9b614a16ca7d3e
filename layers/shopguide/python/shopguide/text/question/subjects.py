"""Gives a later question the product that an earlier one named.

"How heavy is the Quiet 5 and does it fold?" asks "does the Quiet 5 fold?".
"""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.rule_form import rule_form
from shopguide.text.rule_pattern import anywhere

_NAME = (
    r"(?P<the>(?:the|this|your) (?!(?:weight|price|size|colou?r|material|difference|best|cheapest|"
    r"one|first|second|third|last)\b)[\w'.+-]+(?: [\w'.+-]+){0,5}?)"
)
_NAME_AGAIN = _NAME.replace("<the>", "<this>")
_PREDICATE = (
    r"(?:[\w-]*(?:proof|able|ible|less|ous|resistant)|dishwasher safe|safe|heavy|light|loud|quiet|"
    r"big|small|large|made|easy|hard|soft|wireless|in stock|compatible|good|comfortable)"
)
_VERB = (
    r"(?:weigh|cost|come|have|fit|work|fold|last|hold|take|need|use|run|measure|include|support|"
    r"require|float|charge|make|play)"
)
_ENGLISH_SUBJECT = anywhere(
    rf".{{0,80}}?\b(?:is|are) {_NAME}(?: {_PREDICATE}\b[^?]*)?\??$",
    rf".{{0,80}}?\b(?:does|do|can|will) {_NAME_AGAIN} {_VERB}\b",
)
_ENGLISH_PRONOUN = LatePattern(r"\b(?P<it>it|this|they|these)\b(?! one)")
_CHINESE_SUBJECT = anywhere(
    "(?P<the>[^,。?!这那它你我有]{2,30}?)(?:的?(?:重量|尺寸|价格)|"
    "多[重大长高宽久少]|有多|是什么|是不是|能不能|可以|能|会不会|支持|防水|怎么|"
    "如何|重不重)",
)
_CHINESE_PREDICATE = anywhere(
    "(?P<it>它|这款|这个)?(?=多[重大长高宽久少]|有多|有没有|有什么|是不是|能不能|"
    "能|可以|会不会|支持|防水|怎么|如何|需要|带|适合|是什么|耐|好用|重不重)",
)


def carry_subject(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The parts, later ones with the name that the first one gave, where they lack it."""
    first = rule_form(parts[0])
    subject = (_ENGLISH_SUBJECT if first.isascii() else _CHINESE_SUBJECT).match(first)
    if subject is None:
        return parts
    start, end = subject.span(subject.lastgroup or 0)
    name = parts[0][start:end].strip()
    fill = _fill_english if first.isascii() else _fill_chinese
    return (parts[0], *(fill(part, name) for part in parts[1:]))


def _fill_english(part: str, name: str) -> str:
    pronoun = _ENGLISH_PRONOUN.search(rule_form(part))
    if pronoun is None:
        return part
    return part[: pronoun.start()] + name + part[pronoun.end() :]


def _fill_chinese(part: str, name: str) -> str:
    predicate = _CHINESE_PREDICATE.match(rule_form(part))
    return part if predicate is None else name + part[predicate.end() :]
