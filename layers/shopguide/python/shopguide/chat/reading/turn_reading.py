"""A turn as it is read: its language, its question, its wishes, its constraints, its words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from shopguide.chat.reading.catalogue_words import CatalogueWords
from shopguide.chat.reading.wishes import Wishes, find_wishes
from shopguide.chat.state import MAX_SHOWN, ConversationState
from shopguide.domain.query import Chip, ConstraintKind, Understanding
from shopguide.domain.question import QuestionKind, QuestionReading, Reference, ReferenceKind
from shopguide.text.language import Language, detect_language, has_han, our_language
from shopguide.text.question.reading import understand_question
from shopguide.text.rule_form import rule_form

NEEDS = re.compile(
    r"\b(?:need|want|looking|look for|search|find|show|buy|get me|recommend|suggest|prefer|"
    r"would like|interested in|do you (?:have|sell)|budget|spend)\b|"
    r"想[买要找看]|[需要找买搜]|推荐|有没有|预算|看看"
)
"""Words that say that something is looked for."""

_SENTENCE = re.compile(r"[^.!?。]+(?:[.](?=\S)[^.!?。]+)*")
_MOST_SENTENCES = 6
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = ",.;:!?。、\"'()"
_IN_EITHER_LANGUAGE = re.compile(r"o?k+(?:ay)?|h*m+|u+m+|u+h+|e+m+|o+h+|a+h+|wow|lol|(?:ha)+h?|bye")
_SAYS_NOTHING = frozenset(
    "a about after again ahead all also an and any anything are as be but can care could do does "
    "else find for from get give go got had has have help here how however i if in instead is it "
    "its just kind kinds let like list look looking made make matter maybe me more my need now of "
    "ok okay on one ones only option options or other others perhaps please prefer preferably "
    "product products rather really see search should show so some something sorry still stuff "
    "than that the their them then there these they thing things think this those to too try us "
    "want was we well were what when which will with would yes yeah you your "
    "hi hello hey thanks thank actually hm hmm oh um uh great good nice d m re s ll ve t don "
    "doesn isn pls plz ur u smth sth whats hows thats dont doesnt isnt much thx nah nope".split()
)
_LEADING_ZH = re.compile(
    "^(?:那么?就?|就|要|再|换成?|改成?|只要?|看看|看|有没有|有(?!线|机|氧)|想要?|我们?|但是?|而且|最好|还|请|"
    "麻烦|帮|给|找|来|推荐|介绍|你们?|这里|这儿|店里|卖|是|和|跟|与|这|那|几|一|些|款|个|种|比较|什么|哪|的|"
    "[ ,。?!、~])+"
)
_FOR_SOMEBODY_ZH = re.compile(
    "^(?:我?[想要]|打算)?(?:给|帮|为)?(?:我|他|她)?(?:自己|爸妈?|妈妈?|老婆|老公|女朋友|男朋友|朋友|"
    "孩子|儿子|女儿|同事|老人|爷爷|奶奶)?(?:买|挑|选|找|送)(?:一?[个双件款条台把])?(?!礼)"
)
_TRAILING_ZH = re.compile(
    "(?:差不多|但是?|类似|有吗|好吗|行吗|可以吗|怎么样|如何|的|吗|呢|吧|了|么|啊|呀|哦|款|个|种|那|这|也|都|"
    "行|可以|好|有|[ ,。?!、~])+$"
)


@dataclass(frozen=True)
class TurnReading:
    """What a turn says.

    Attributes:
        text: The cleaned text.
        language: In which it is answered.
        question: The text as a question.
        wishes: What is wished relative to what was shown.
        understood: What is left beside wishes and references, as search reads it.
        words: The words in it that products can be found by, without brands; maybe none.
    """

    text: str
    language: Language
    question: QuestionReading
    wishes: Wishes
    understood: Understanding
    words: str

    @property
    def references(self) -> tuple[Reference, ...]:
        """Products that are spoken of without being named."""
        return self.question.references

    @cached_property
    def form(self) -> str:
        """The text as rules look at it."""
        return rule_form(self.text)

    def chips(self, *kinds: ConstraintKind) -> list[Chip]:
        """What is asked of these kinds and not negated."""
        return [chip for chip in self.understood.chips if chip.kind in kinds and not chip.negated]

    @property
    def constrains(self) -> bool:
        """Whether it asks anything of products beside words and a category."""
        category = ConstraintKind.CATEGORY
        return bool(self.understood.sort_id) or any(
            chip.kind is not category or chip.negated for chip in self.understood.chips
        )

    @property
    def names_thing(self) -> bool:
        """Whether it names a category of the shop."""
        return bool(self.chips(ConstraintKind.CATEGORY))

    @property
    def says_more_than_references(self) -> bool:
        """Whether anything is left beside words that stand for products."""
        return bool(self.words or self.constrains or self.wishes.wishes)


def read_turn(cleaned: str, state: ConversationState, words: CatalogueWords) -> TurnReading:
    """Read a cleaned text that was said when the conversation had come to `state`."""
    language = _language(cleaned, state, words)
    question = _with_number(understand_question(cleaned, language), state)
    spoken = without_references(cleaned, question.references)
    wishes = find_wishes(spoken)
    understood = words.understand(wishes.left)
    needed = _sentence_of_need(wishes.left, words)
    return TurnReading(
        text=cleaned,
        language=language,
        question=question,
        wishes=wishes,
        understood=understood,
        words=_words_of(words.understand(needed) if needed else understood),
    )


def _sentence_of_need(text: str, words: CatalogueWords) -> str:
    """Of several sentences the one that names a thing or says that one is needed; else empty."""
    sentences = [each.strip() for each in _SENTENCE.findall(text)][:_MOST_SENTENCES]
    if len(sentences) < 2:
        return ""
    named = (each for each in sentences if words.things(each))
    return next(named, next((each for each in sentences if NEEDS.search(rule_form(each))), ""))


def _with_number(question: QuestionReading, state: ConversationState) -> QuestionReading:
    """A bare number speaks of that product of the list, where it answers no open question."""
    if not question.text.isdecimal() or not len(question.text) <= len(str(MAX_SHOWN)):
        return question
    place, choices = int(question.text), state.question.shown if state.question else ()
    if not 1 <= place <= len(state.shown) or place <= len(choices):
        return question
    whole = Reference(ReferenceKind.PLACE, 0, len(question.text), place)
    return replace(question, references=(whole,), kind=QuestionKind.FACT)


def _language(cleaned: str, state: ConversationState, words: CatalogueWords) -> Language:
    """The language of the words; of brands, numbers and signs alone, that of the conversation."""
    before = our_language(state.language)
    if not state.language or has_han(cleaned):
        return detect_language(cleaned)
    names = {chip.text.lower() for chip in words.understand(cleaned).chips if _is_name(chip)}
    left = cleaned.lower()
    for name in names:
        left = left.replace(name, " ")
    said = [word for word in _WORD.findall(left) if word.isascii()]
    return before if all(map(_IN_EITHER_LANGUAGE.fullmatch, said)) else "en"


def _is_name(chip: Chip) -> bool:
    return chip.kind in (ConstraintKind.BRAND, ConstraintKind.SIZE) and not chip.negated


def without_references(cleaned: str, references: Iterable[Reference]) -> str:
    """The text, blank where it speaks of products without naming them."""
    characters = list(cleaned)
    for each in references:
        characters[each.start : each.end] = " " * (each.end - each.start)
    return "".join(characters)


def _words_of(understood: Understanding) -> str:
    """What is left to search by, without brands and without words that no product has."""
    rest = understood.rest
    for each in understood.corrections:
        if each.written.lower() in _SAYS_NOTHING:  # "have" is no slip for a product's "haven"
            rest = rest.replace(each.corrected, " ", 1)
    for chip in understood.chips:
        if chip.kind is ConstraintKind.BRAND and not chip.negated:
            rest = re.sub(re.escape(chip.text), " ", rest, flags=re.IGNORECASE)
    if has_han(rest):
        rest = _FOR_SOMEBODY_ZH.sub("", rest.strip())
        rest = _TRAILING_ZH.sub("", _LEADING_ZH.sub("", rest))
    pieces = [piece.strip(_EDGES) for piece in rest.split()]
    if any(_says(piece) for piece in pieces):
        while pieces and not _says(pieces[0]):
            pieces.pop(0)
        while pieces and not _says(pieces[-1]):
            pieces.pop()
        return " ".join(pieces)
    return ""


def _says(piece: str) -> bool:
    words = _WORD.findall(piece.lower())
    return any(word not in _SAYS_NOTHING for word in words) or any(map(str.isdigit, piece))
