"""Checks generated sentences against the evidence they cite, and rejects what it does not say.

A sentence stands only if every number with its unit, every name and most of its words are in the
cited passage, and if both affirm or both deny. Doubt rejects: extraction is always there instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.passage import Passage
from shopguide.text.passage_text import passage_text
from shopguide.text.sentences import split_sentences
from shopguide.text.support import negates, unsupported_names, unsupported_numbers, word_support
from shopguide.text.words import content_words

MIN_SUPPORT = 0.7
"""Share of a sentence's content words that its evidence must have."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A generated sentence and the passages it cites."""

    sentence: str
    passages: Sequence[Passage]


def is_supported(claim: Claim, titles: Sequence[str] = ()) -> bool:
    """Whether the cited passages say what the sentence says.

    Args:
        claim: The sentence; without a passage it is never supported.
        titles: Titles of the passages' products, which a sentence may name.
    """
    if not claim.passages:
        return False
    evidence = " ".join([*titles, *map(passage_text, claim.passages)])
    return (
        not unsupported_numbers(claim.sentence, evidence)
        and not unsupported_names(claim.sentence, evidence)
        and word_support(claim.sentence, evidence) >= MIN_SUPPORT
        and _agrees_in_negation(claim)
    )


def _agrees_in_negation(claim: Claim) -> bool:
    """Whether the sentence and the evidence sentence most like it both affirm or both deny."""
    said = [
        sentence
        for passage in claim.passages
        for sentence in split_sentences(passage.text)
        if sentence.strip()
    ]
    words = frozenset(content_words(claim.sentence))
    closest = max(said, key=lambda sentence: len(words & set(content_words(sentence))))
    return negates(claim.sentence) == negates(closest)
