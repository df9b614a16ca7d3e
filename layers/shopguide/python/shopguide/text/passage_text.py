"""The text of a passage that the encoder sees."""

from shopguide.domain.passage import Passage
from shopguide.text.normalise import clean_text


def passage_text(passage: Passage) -> str:
    """Title, question and text in one line: what the passage is about, then what it says."""
    parts = (passage.title, passage.question, passage.text)
    return " ".join(part for part in map(clean_text, parts) if part)
