"""A question taken apart: language, kind, yes or no, parts, references."""

from shopguide.domain.question import QuestionKind, QuestionReading, Risk
from shopguide.text.language import detect_language, is_in_other_letters, our_language
from shopguide.text.normalise import clean_text
from shopguide.text.question.kinds import kind_of
from shopguide.text.question.parts import split_questions
from shopguide.text.question.references import find_references
from shopguide.text.question.small_talk import find_small_talk
from shopguide.text.question.yes_no import is_yes_no
from shopguide.text.rule_form import rule_form
from shopguide.text.safety.requests import find_risk

MAX_READ = 2_000
"""Characters that are read for their meaning; what is refused is looked for in all of them."""


def understand_question(text: str, language: str = "") -> QuestionReading:
    """Take a question apart, without network or model, for any text.

    Args:
        text: As the shopper wrote it; spans are in its `clean_text`.
        language: ``zh`` or ``en``; empty to find out.
    """
    cleaned = clean_text(text)
    known = our_language(language) if language else detect_language(cleaned)
    kind, risk = _kind(text, cleaned)
    parts = split_questions(cleaned[:MAX_READ]) if kind is not QuestionKind.UNSAFE else ()
    return QuestionReading(
        cleaned,
        known,
        kind,
        is_yes_no=_asks_yes_or_no(kind, parts or (cleaned,)),
        parts=parts if len(parts) > 1 else (cleaned,),
        references=find_references(cleaned[:MAX_READ], known),
        risk=risk,
    )


def _kind(text: str, cleaned: str) -> tuple[QuestionKind, Risk | None]:
    risk = find_risk(text) or (Risk.LANGUAGE if is_in_other_letters(cleaned) else None)
    if risk is not None:
        return QuestionKind.UNSAFE, risk
    if find_small_talk(cleaned) is not None:
        return QuestionKind.CHIT_CHAT, None
    return kind_of(rule_form(cleaned[:MAX_READ])), None


def _asks_yes_or_no(kind: QuestionKind, parts: tuple[str, ...]) -> bool:
    if kind in (QuestionKind.CHIT_CHAT, QuestionKind.UNSAFE):
        return False
    return is_yes_no(parts[0])
