"""What ShopGuide says in its own words."""

from collections.abc import Sequence


def join_sentences(sentences: Sequence[str]) -> str:
    """Sentences in a row, with a space where the one before does not end in Chinese."""
    text = ""
    for sentence in sentences:
        text += (" " if text and text[-1].isascii() else "") + sentence
    return text
