"""What a question asks for, as far as its words say it."""

from dataclasses import dataclass
from enum import StrEnum


class QuestionKind(StrEnum):
    """What it takes to answer a question."""

    FACT = "fact"
    """Something that a product's record may say: "How heavy is it?"."""

    USAGE = "usage"
    """How to do something with it: "How do I clean it?"."""

    COMPATIBILITY = "compatibility"
    """Whether it goes with something else: "Does it fit the iPhone 15?"."""

    COMPARISON = "comparison"
    """How two or more products differ: "Which of them is lighter?"."""

    OPINION = "opinion"
    """What people think who have it: "Is it comfortable?"."""

    SHELF = "shelf"
    """What the shop has: "the cheapest kettle", "how many", "anything under 20?"."""

    POLICY = "policy"
    """How the shop works: returns, delivery, payment."""

    CHIT_CHAT = "chit_chat"
    """A greeting, thanks, a question about the assistant itself."""

    UNSAFE = "unsafe"
    """What a shop's assistant does not answer; `QuestionReading.risk` says why."""


class Risk(StrEnum):
    """Why a request is refused."""

    DANGER = "danger"
    """Harm to oneself or to others, weapons, drugs."""

    ADVICE = "advice"
    """Advice that a professional owes: medicine, law, money."""

    ABUSE = "abuse"
    """Insults, hatred, sexual content."""

    STEERING = "steering"
    """An attempt to change the assistant's rules, or to have its instructions told."""

    PRIVATE = "private"
    """Other people's data."""

    OUT_OF_SCOPE = "out_of_scope"
    """Nothing that a shop's data could answer: poems, homework, politics."""

    LANGUAGE = "language"
    """Written in letters that neither Chinese nor English has."""


class ReferenceKind(StrEnum):
    """How a text speaks of a product that was shown before."""

    THIS = "this"
    """The one at hand: "it", "this one", 这款."""

    PLACE = "place"
    """By its place in the list that was shown: "the second one", 第二个, 最后一个."""

    PRICE = "price"
    """By its price among those shown: "the cheaper one", 最贵的那个."""

    ALL = "all"
    """All that were shown: "them", "both", 这几款."""

    OTHER = "other"
    """The one that is not at hand: "the other one", 另一个."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words ``text[start:end]`` that stand for a product shown before.

    Attributes:
        kind: How they speak of it.
        start: First character in the cleaned text.
        end: The character after the last one.
        place: Of `PLACE`: 1 for the first, -1 for the last; of `PRICE`: 1 for the cheapest, -1 for
            the dearest; else 0.
    """

    kind: ReferenceKind
    start: int
    end: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """A question taken apart.

    Attributes:
        text: The cleaned question; spans are in it.
        language: ``zh`` or ``en``.
        kind: What it takes to answer it.
        is_yes_no: Whether its answer begins with yes or no.
        parts: The questions that it is made of, itself if it is one.
        references: Products that it speaks of without naming them, in order.
        risk: Why it is refused, of `QuestionKind.UNSAFE`.
    """

    text: str
    language: str
    kind: QuestionKind
    is_yes_no: bool = False
    parts: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    risk: Risk | None = None
