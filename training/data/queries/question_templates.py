"""Questions that shoppers ask about an attribute, in words that need not be the catalogue's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.language import Language
from shopguide.text.normalise import fold
from shopguide.text.topics import topics_of

_TOPIC_QUESTIONS: dict[str, dict[Language, Sequence[str]]] = {
    "battery life": {
        "en": ("How long does the battery last?", "How many hours do I get on one charge?"),
        "zh": ("充满电能用多久？", "续航怎么样？"),
    },
    "capacity": {
        "en": ("How much does it hold?", "How big is the capacity?"),
        "zh": ("容量有多大？", "能装多少？"),
    },
    "charging time": {
        "en": ("How long does it take to charge?", "How fast does it charge?"),
        "zh": ("充满电要多久？", "充电快吗？"),
    },
    "colour": {
        "en": ("What colour is it?", "Which colour will I get?"),
        "zh": ("是什么颜色的？", "颜色是哪种？"),
    },
    "compatibility": {
        "en": ("What does it work with?", "Which models does it fit?"),
        "zh": ("适用哪些型号？", "能配什么用？"),
    },
    "connection": {
        "en": ("How does it connect?", "Which ports does it have?"),
        "zh": ("怎么连接？", "有哪些接口？"),
    },
    "dimensions": {
        "en": ("How big is it?", "What are the measurements?"),
        "zh": ("尺寸是多少？", "有多大？"),
    },
    "material": {
        "en": ("What is it made of?", "Which material is it?"),
        "zh": ("是什么材质的？", "用什么材料做的？"),
    },
    "noise": {"en": ("How loud is it?", "Is it noisy?"), "zh": ("声音大吗？", "噪音大不大？")},
    "origin": {"en": ("Where is it made?",), "zh": ("产地是哪里？", "是哪里生产的？")},
    "people": {
        "en": ("How many people is it for?",),
        "zh": ("适合几个人用？", "能坐几个人？"),
    },
    "power": {"en": ("How many watts does it have?",), "zh": ("功率多大？", "多少瓦的？")},
    "warranty": {
        "en": ("How long is the warranty?", "Does it come with a warranty?"),
        "zh": ("保修多久？", "质保几年？"),
    },
    "water": {
        "en": ("Is it waterproof?", "Can it get wet?"),
        "zh": ("防水吗？", "淋雨能用吗？"),
    },
    "weight": {
        "en": ("How heavy is it?", "How much does it weigh?"),
        "zh": ("有多重？", "重不重？"),
    },
}
_ANY_QUESTIONS: dict[Language, Sequence[str]] = {
    "en": ("What is the {name}?", "What about the {name}?"),
    "zh": ("{name}是什么？", "请问{name}是怎样的？"),
}
_NUMBER_QUESTIONS: dict[Language, Sequence[str]] = {
    "en": ("What is the {name}?", "Can you tell me the {name}?"),
    "zh": ("{name}是多少？", "请问{name}多少？"),
}
_YES_NO_QUESTIONS: dict[Language, Sequence[str]] = {
    "en": ("Does it have {name}?",),
    "zh": ("有{name}吗？", "支持{name}吗？"),
}
_IS_ADJECTIVE = re.compile(r".*(?:safe|proof|resistant|compatible|able|less)")
_IS_A_QUESTION = re.compile(r"[是可能会]否|有无")
"""A name that asks by itself, such as 可否用洗碗机."""

_YES_NO = frozenset(("yes", "no", "true", "false", "是", "否", "有", "无"))


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question about a product, the template that made it, and the passage that answers it."""

    text: str
    template: str
    passage: Passage


def write_questions(
    passages: Sequence[Passage], language: Language, count: int, random: Random
) -> Iterator[WrittenQuestion]:
    """Up to `count` questions about different attributes, among a product's own passages."""
    askable = [passage for passage in passages if _is_askable(passage)]
    for passage in random.sample(askable, min(count, len(askable))):
        name = _name_of(passage)
        template = random.choice(_templates(name, passage, language))
        yield WrittenQuestion(template.format(name=name), template, passage)


def _is_askable(passage: Passage) -> bool:
    """An attribute of the catalogue; price and stock change, and are answered from the record."""
    is_fact = passage.question or passage.passage_id.endswith("/gtin")
    return passage.kind is PassageKind.ATTRIBUTE and not is_fact


def _name_of(passage: Passage) -> str:
    name = passage.text.partition("：" if passage.language == "zh" else ":")[0]
    return name if passage.language == "zh" else name[:1].lower() + name[1:]


def _templates(name: str, passage: Passage, language: Language) -> Sequence[str]:
    topics = sorted(topics_of(name) & _TOPIC_QUESTIONS.keys())
    if topics:
        return _TOPIC_QUESTIONS[topics[0]][language]
    if _IS_A_QUESTION.match(name):
        return ("{name}？",)
    value = fold(passage.text).rpartition(":")[2].strip(" .。")
    if language == "en" and _IS_ADJECTIVE.fullmatch(name):
        return ("Is it {name}?",)
    if value in _YES_NO:
        return _YES_NO_QUESTIONS[language]
    is_number = any(character.isdigit() for character in value)
    return (_NUMBER_QUESTIONS if is_number else _ANY_QUESTIONS)[language]
