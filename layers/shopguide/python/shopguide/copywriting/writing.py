"""Titles, bullets and ads out of facts and templates: every fact as its record states it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopguide.copywriting.facts import CopyFact
from shopguide.copywriting.templates import template
from shopguide.domain.copy_draft import CopyKind, CopyLength, Tone
from shopguide.text.language import Language
from shopguide.text.listing import listed

MAX_TITLE_CHARACTERS = {"en": 150, "zh": 60}
"""Product feeds take titles of 150 characters; Chinese marketplaces, of 60."""

_BULLETS = {CopyLength.SHORT: 3, CopyLength.MEDIUM: 5, CopyLength.LONG: 8}
_IN_TITLE = {CopyLength.SHORT: 1, CopyLength.MEDIUM: 2, CopyLength.LONG: 4}
_IN_AD = {CopyLength.SHORT: 2, CopyLength.MEDIUM: 3, CopyLength.LONG: 4}
_QUOTED_IN_AD = {CopyLength.SHORT: 0, CopyLength.MEDIUM: 1, CopyLength.LONG: 2}


@dataclass(frozen=True, slots=True)
class Piece:
    """A text, or a sentence of one, and the facts that it states."""

    text: str
    facts: Sequence[CopyFact] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is written about, and how.

    `facts` are attributes and `quotable` sentences of the description, both the most relevant
    first.
    """

    product_id: str
    name: str
    facts: Sequence[CopyFact]
    quotable: Sequence[CopyFact]
    tone: Tone
    length: CopyLength
    language: Language


def write_pieces(kind: CopyKind, subject: Subject) -> list[Piece]:
    """The pieces of a text: one of a title, one a bullet, one a sentence of an ad."""
    if kind is CopyKind.TITLE:
        return [_title(subject)]
    return list(_bullets(subject) if kind is CopyKind.BULLETS else _ad(subject))


def joined(kind: CopyKind, pieces: Sequence[Piece], language: Language) -> list[str]:
    """The texts that pieces make: an ad is one text."""
    texts = [piece.text for piece in pieces]
    if kind is CopyKind.AD and texts:
        return [("" if language == "zh" else " ").join(texts)]
    return texts


def _title(subject: Subject) -> Piece:
    """The name and what fits behind it."""
    gap = " " if subject.language == "zh" else ", "
    text = subject.name
    used: list[CopyFact] = []
    sayable = [fact for fact in subject.facts if fact.in_title and fact.value not in subject.name]
    for fact in sayable[: _IN_TITLE[subject.length]]:
        longer = f"{text}{gap}{fact.in_title}"
        if len(longer) <= MAX_TITLE_CHARACTERS[subject.language]:
            text, used = longer, [*used, fact]
    return Piece(text, used)


def _bullets(subject: Subject) -> Iterator[Piece]:
    wanted = _BULLETS[subject.length]
    facts = subject.facts[:wanted]
    for turn, fact in enumerate(facts):
        yield Piece(_bullet(fact, subject, turn), [fact])
    for fact in subject.quotable[: max(0, wanted - len(facts))]:
        yield Piece(fact.value, [fact])
    if not facts and not subject.quotable:
        yield Piece(subject.name)


def _bullet(fact: CopyFact, subject: Subject, turn: int) -> str:
    frame = template("bullet", subject.language, subject.tone, subject.product_id, turn)
    if frame and fact.clause:
        return frame.replace("{fact}", fact.clause)
    return (
        f"{fact.label}：{fact.value}" if subject.language == "zh" else f"{fact.label}: {fact.value}"
    )


def _ad(subject: Subject) -> Iterator[Piece]:
    def frame(kind: str) -> str:
        return template(kind, subject.language, subject.tone, subject.product_id)

    yield Piece(frame("open").replace("{name}", subject.name))
    quoted = subject.quotable[: _QUOTED_IN_AD[subject.length]]
    for fact in quoted:
        yield Piece(fact.value, [fact])
    said = " ".join(fact.value for fact in quoted)
    facts = [
        fact
        for fact in subject.facts
        if fact.clause and fact.value not in said and fact.value not in subject.name
    ]
    if facts := facts[: _IN_AD[subject.length]]:
        listed = _listed([fact.clause for fact in facts], subject.language)
        yield Piece(frame("facts").replace("{facts}", listed), facts)
    if (closing := frame("close")) and subject.length is not CopyLength.SHORT:
        yield Piece(closing)


def _listed(clauses: Sequence[str], language: Language) -> str:
    """The clauses in a row: ``holds a, weighs b and comes in c``, ``容量a，重b``."""
    if language == "zh":
        return "，".join(clauses)
    # "has a and has b" is "has a and b".
    clauses = [
        clause.removeprefix("has ") if before.startswith("has ") else clause
        for before, clause in zip(["", *clauses], clauses, strict=False)
    ]
    return listed(clauses, language)
