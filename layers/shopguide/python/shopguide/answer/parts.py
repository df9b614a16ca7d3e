"""Several questions in one text: each is answered by itself, and the answers stand in its order."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.answer.asked import Asked
from shopguide.domain.answer import Answer, Citation, ComposedBy
from shopguide.domain.question import ReferenceKind
from shopguide.text.abstention import UNANSWERED, UNANSWERED_BY_NUMBER
from shopguide.text.language import our_language
from shopguide.text.listing import join_sentences
from shopguide.text.sentences import split_sentences

MAX_PARTS = 4
"""Questions of one text that are answered; what follows them is left to a further question."""

_REPEATED = 80
"""Characters of a question that an answer repeats at most."""


def parts_of(asked: Asked) -> tuple[str, ...]:
    """The first questions that one text asks, at most `MAX_PARTS`; empty where it is only one."""
    read = asked.reading.parts
    if len(read) < 2:
        return ()
    parts: list[str] = []
    for text in read:  # the last one has all that is left over
        parts += asked.about(text).reading.parts
        if len(parts) >= MAX_PARTS:
            break
    return tuple(parts[:MAX_PARTS])


def next_part(asked: Asked, text: str, before: Sequence[Answer]) -> Asked:
    """A part as a question by itself; "it" is what the part before was about."""
    part = asked.about(text)
    refers = any(found.kind is ReferenceKind.THIS for found in part.reading.references)
    if part.product_id or not before or not refers:
        return part
    return asked.about(text, before[-1].product_id)


def join_answers(whole: Answer, parts: Sequence[Answer], counts: Sequence[int]) -> Answer:
    """One answer of several.

    Args:
        whole: Names the text that was asked; its own answer is not used.
        parts: The answers, in order.
        counts: Sentences of each of them.

    The confidence is that of the least sure part that answers. It abstains where all of them do.
    """
    answered = [part for part in parts if not part.abstained]
    shown = answered or list(parts)
    products = {product.product_id: product for part in parts for product in part.products}
    about = {part.product_id for part in answered}
    return replace(
        whole,
        text=join_sentences([_told(part, n) for n, part in enumerate(parts, start=1)]),
        abstained=not answered,
        confidence=min(part.confidence for part in shown),
        composed_by=_composed_by(answered),
        product_id=about.pop() if len(about) == 1 else whole.product_id,
        citations=_shifted(parts, counts),
        closest=() if answered else shown[0].closest,
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        verdict=None,
        products=tuple(products.values()),
        parts=tuple(parts),
        case_id=next((part.case_id for part in parts if part.case_id), ""),
    )


def _told(part: Answer, number: int) -> str:
    """The answer to a part; one without says which part it is.

    What stands before a question is not repeated: a shopper may say anything there, and would be
    shown it in our words.
    """
    if not part.abstained:
        return part.text
    language, question = our_language(part.language), part.question
    if len(question) > _REPEATED or len(split_sentences(question)) > 1:
        return UNANSWERED_BY_NUMBER[language].format(number=number)
    return UNANSWERED[language].format(question=question)


def _composed_by(answered: Sequence[Answer]) -> ComposedBy:
    """How all parts came about; where they differ, that of the first one."""
    return answered[0].composed_by if answered else ComposedBy.NONE


def _shifted(parts: Sequence[Answer], counts: Sequence[int]) -> tuple[Citation, ...]:
    shifted, first = [], 0
    for part, count in zip(parts, counts, strict=True):
        shifted += [replace(c, sentence=c.sentence + first) for c in part.citations]
        first += count
    return tuple(shifted)
