"""An answer before it is given: its sentences, what they stand in, and how they came about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shopguide.answer.confidence import RankedEvidence
from shopguide.domain.answer import ComposedBy, Verdict
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product

CLOSEST = 3
"""Passages that an abstention shows instead."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one stage of answering came to; without sentences it is an abstention.

    Attributes:
        sentences: The answer, sentence by sentence.
        cited: The passages of each sentence; empty for one that speaks of no evidence.
        by: How the sentences came about.
        confidence: Probability that the evidence answers, 0 to 1.
        product_id: What the answer is about; empty for the shop.
        scores: Probability of a passage, by its id, to answer by itself; 1 where it is not there.
        verdict: Of a question of yes or no.
        products: Those that it names.
        closest: Of an abstention: the nearest passages.
        notes: What a caller should know, in stable words.
        opens_case: Whether people should look at an abstention.
    """

    sentences: Sequence[str] = ()
    cited: Sequence[Sequence[Passage]] = ()
    by: ComposedBy = ComposedBy.NONE
    confidence: float = 1.0
    product_id: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    verdict: Verdict | None = None
    products: Sequence[Product] = ()
    closest: Sequence[Passage] = ()
    notes: Sequence[str] = ()
    opens_case: bool = True

    @property
    def abstains(self) -> bool:
        """Whether it says nothing but that the data does not say."""
        return not self.sentences


def closest_passages(ranked: RankedEvidence) -> tuple[Passage, ...]:
    """The nearest passages, each once."""
    passages = {item.passage.passage_id: item.passage for item in ranked.evidence}
    return tuple(passages.values())[:CLOSEST]


def scores_of(ranked: RankedEvidence) -> dict[str, float]:
    """The best score of each passage, by its id."""
    scores: dict[str, float] = {}
    for item, score in zip(ranked.evidence, ranked.scores, strict=True):
        scores.setdefault(item.passage.passage_id, score)
    return scores
