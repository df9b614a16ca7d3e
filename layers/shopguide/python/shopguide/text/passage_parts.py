"""A long passage in the parts that may answer."""

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.sentences import split_sentences

PARTS_OF_ARTICLE = 12


def split_into_parts(passage: Passage) -> list[str]:
    """Neighbouring pairs of an article's sentences, or the whole text of anything else."""
    if passage.kind is not PassageKind.ARTICLE:
        return [passage.text]
    sentences = split_sentences(passage.text)[:PARTS_OF_ARTICLE]
    pairs = ["".join(sentences[n : n + 2]).strip() for n in range(len(sentences) - 1)]
    return pairs or [passage.text]
