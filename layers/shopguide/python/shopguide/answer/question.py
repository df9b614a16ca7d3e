"""A question as answering sees it: clean, within limits, in a known language."""

from dataclasses import replace
from typing import cast

from shopguide.domain.answer import Question
from shopguide.domain.errors import InvalidParameterError
from shopguide.text.language import Language, check_language, detect_language
from shopguide.text.normalise import clean_text

MAX_QUESTION_CHARACTERS = 1000


def read_question(question: Question) -> Question:
    """The question with clean text and its language filled in.

    Raises:
        InvalidParameterError: the text is empty or too long, or the language is not ours.
    """
    text = clean_text(question.text)
    if not any(character.isalnum() for character in text):
        raise InvalidParameterError(
            "The question is empty.", fix="Send at least one word.", field="question"
        )
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise InvalidParameterError(
            f"The question has {len(text)} characters; {MAX_QUESTION_CHARACTERS} are allowed.",
            fix="Ask a shorter question.",
            field="question",
        )
    check_language(question.language)
    return replace(question, text=text, language=question.language or detect_language(text))


def language_of(question: Question) -> Language:
    """The language of a question that `read_question` returned."""
    return cast("Language", question.language)
