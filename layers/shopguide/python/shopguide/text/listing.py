"""Several things in one sentence."""

from collections.abc import Sequence

from shopguide.text.language import Language


def listed(words: Sequence[str], language: Language) -> str:
    """Words in a row: ``a, b and c``, a、b、c; nothing of none."""
    if language == "zh":
        return "、".join(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def join_sentences(sentences: Sequence[str]) -> str:
    """Sentences in a row, with a space where the one before does not end in Chinese.

    Empty ones are left out.
    """
    text = ""
    for sentence in filter(None, sentences):
        text += (" " if text and text[-1].isascii() else "") + sentence
    return text
