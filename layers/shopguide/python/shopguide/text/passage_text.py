"""The text of a passage that the encoder sees."""

from dataclasses import replace

from shopguide.domain.passage import Passage
from shopguide.text.normalise import clean_text


def passage_text(passage: Passage) -> str:
    """Title, question and text in one line: what the passage is about, then what it says."""
    parts = (passage.title, passage.question, passage.text)
    return " ".join(part for part in map(clean_text, parts) if part)


def said_text(passage: Passage) -> str:
    """What the encoder sees of the answer of a Q&A pair alone; anything else as a whole.

    A pair lies near every question that is like its own, whatever its answer says of it.
    """
    return passage_text(replace(passage, question="") if passage.question else passage)
