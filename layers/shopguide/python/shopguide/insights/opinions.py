"""What each review thinks of which aspect, and the sentences in which it says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shopguide.domain.insight import Sentiment
from shopguide.domain.passage import Passage
from shopguide.insights.reviews import Review
from shopguide.text.reviews.aspects import AspectNames
from shopguide.text.reviews.clauses import Sentence, sentences_with_clauses, turns_round
from shopguide.text.reviews.sentiment import clause_score
from shopguide.text.reviews.sentiment_model import SentimentModel

MAX_CHARACTERS = 2_000
"""Of a review, so much is read; hardly any is longer."""

CLEAR = 0.5
"""Strength from which on an opinion is praise or blame."""

_GRANTED = 0.5
"""What a clause counts that another one takes back: "not cheap, but good value"."""

_FROM_WHOLE_REVIEW = 0.8
"""Probability from which on a review as a whole decides a clause whose own words do not."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a review about one aspect; `score` above 0 praises, below 0 blames."""

    passage: Passage
    sentence: str
    score: float


@dataclass(frozen=True, slots=True)
class ReviewOpinion:
    """One review: how much it likes the product, 0 to 1, and what it says aspect by aspect."""

    passage: Passage
    liking: float
    said: dict[str, list[Said]]

    @property
    def overall(self) -> Sentiment:
        """What it thinks of the product as a whole: by its stars where it has them."""
        rating = self.passage.rating
        if rating is not None:
            return sentiment_of(rating - 3)
        return sentiment_of((self.liking - 0.5) * 4)

    def about(self, aspect: str) -> Sentiment:
        """What it thinks of an aspect, over all its sentences about it."""
        return sentiment_of(sum(each.score for each in self.said.get(aspect, ())))


def sentiment_of(score: float) -> Sentiment:
    """Praise, blame or neither."""
    if abs(score) < CLEAR:
        return Sentiment.NEUTRAL
    return Sentiment.POSITIVE if score > 0 else Sentiment.NEGATIVE


class ReviewReader:
    """Reads reviews of one product.

    Args:
        names: Words for aspects, those of the product's own record among them.
        model: Judges whole reviews by their vectors, and clauses whose words say nothing.
    """

    def __init__(self, names: AspectNames, model: SentimentModel) -> None:
        self._names = names
        self._model = model

    def read(self, review: Review) -> ReviewOpinion:
        """What a review thinks."""
        passage = review.passage
        told = [*_sentences(passage.title), *_sentences(passage.text)]
        words = sum(clause_score(clause) for sentence in told for clause in sentence.clauses)
        liking = self._model.liking(review.vector, words)
        said: dict[str, list[Said]] = {}
        for sentence in told:
            for aspect, score in self._aspects_of(sentence, liking):
                said.setdefault(aspect, []).append(Said(passage, sentence.text, score))
        return ReviewOpinion(passage, liking, said)

    def _aspects_of(self, sentence: Sentence, liking: float) -> Iterator[tuple[str, float]]:
        found = [self._names.find(clause) for clause in sentence.clauses]
        scores: dict[str, float] = {}
        for place, aspects in enumerate(found):
            for aspect in aspects:
                score = clause_score(sentence.clauses[place], aspect)
                score = score or _beside(sentence.clauses, found, place) or _whole(liking)
                weight = _weight(sentence.clauses, found, place, aspect)
                scores[aspect] = scores.get(aspect, 0.0) + weight * score
        yield from scores.items()


def _sentences(text: str) -> list[Sentence]:
    """Its sentences as far as they are read; one that the end cuts short is none."""
    sentences = list(sentences_with_clauses(text[:MAX_CHARACTERS]))
    return sentences[:-1] if len(text) > MAX_CHARACTERS and len(sentences) > 1 else sentences


def _weight(
    clauses: Sequence[str], found: Sequence[Sequence[str]], place: int, aspect: str
) -> float:
    """How much a clause counts for an aspect: less where a "but" about it follows."""
    later = range(place + 1, len(clauses))
    is_taken_back = any(
        turns_round(clauses[n]) and (aspect in found[n] or not found[n]) for n in later
    )
    return _GRANTED if is_taken_back else 1.0


def _beside(clauses: Sequence[str], found: Sequence[Sequence[str]], place: int) -> float:
    """What the next clause says that speaks of nothing else, else the one before."""
    for near in (place + 1, place - 1):
        if 0 <= near < len(clauses) and not found[near]:
            score = clause_score(clauses[near])
            if score:
                return score
    return 0.0


def _whole(liking: float) -> float:
    if liking >= _FROM_WHOLE_REVIEW:
        return CLEAR
    return -CLEAR if liking <= 1 - _FROM_WHOLE_REVIEW else 0.0
