"""Checks generated sentences against the evidence they cite, and rejects what it does not say.

A sentence stands only if every number with its unit, every name and most of its words are in the
cited passage, and if both affirm or both deny. Doubt rejects: extraction is always there instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.passage import Passage
from shopguide.text.passage_text import passage_text
from shopguide.text.support import is_said


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
    return is_said(claim.sentence, evidence, [passage.text for passage in claim.passages])
