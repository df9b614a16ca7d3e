"""Sentences of reviews that may be shown, the clearest first; exactly as they stand there."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from shopguide.domain.insight import Quote, Sentiment
from shopguide.domain.passage import Passage
from shopguide.insights.opinions import Said, sentiment_of
from shopguide.text.safety.directed import tells_what_to_say
from shopguide.text.safety.instructions import is_instruction
from shopguide.text.safety.personal_data import redact
from shopguide.text.safety.strangers import points_elsewhere

MAX_QUOTES = 10
"""Kept for each side of an aspect."""

LONGEST = 300
"""Characters of a sentence that is shown."""

_READ_EASILY = 120.0
"""Characters by which a sentence loses as much clearness as one plain word of praise gives."""


def best_quotes(said: Sequence[Said], limit: int = MAX_QUOTES) -> tuple[Quote, ...]:
    """The clearest sentences of each side, at most `limit` a side, one a review.

    Sentences that hold personal data, or address whoever answers, are left out.
    """
    return (*_side(said, Sentiment.POSITIVE, limit), *_side(said, Sentiment.NEGATIVE, limit))


def in_turns(quotes: Sequence[Quote], language: str, first: Sentiment, limit: int) -> list[Quote]:
    """At most `limit` of each side, those in `language` before others, the sides in turns.

    `first` is the side that begins, the positive one for neutral.
    """
    sides = [
        sorted(_of_side(quotes, each), key=lambda quote: quote.language != language)[:limit]
        for each in (Sentiment.POSITIVE, Sentiment.NEGATIVE)
    ]
    if first is Sentiment.NEGATIVE:
        sides.reverse()
    rounds = range(max(map(len, sides)))
    return [side[place] for place in rounds for side in sides if place < len(side)]


def _of_side(quotes: Sequence[Quote], sentiment: Sentiment) -> list[Quote]:
    return [quote for quote in quotes if quote.sentiment is sentiment]


def _may_be_shown(said: Said) -> bool:
    """Whether a sentence stands in the text of its review and can be shown as it is."""
    if not 2 <= len(said.sentence) <= LONGEST or said.sentence not in said.passage.text:
        return False
    passage = said.passage
    return not steers(passage) and _is_impersonal(said.sentence)


def steers(passage: Passage) -> bool:
    """Whether a review gives orders or links: neither it nor a sentence of it is shown."""
    return _steers(f"{passage.title}\n{passage.text}")


@lru_cache(maxsize=2_000)
def _steers(review: str) -> bool:
    """Whether a review gives orders or links; one of many aspects is looked at once."""
    return is_instruction(review) or tells_what_to_say(review) or points_elsewhere(review)


@lru_cache(maxsize=2_000)
def _is_impersonal(sentence: str) -> bool:
    return not redact(sentence).kinds


def _side(said: Sequence[Said], sentiment: Sentiment, limit: int) -> list[Quote]:
    ours = [each for each in said if sentiment_of(each.score) is sentiment]
    ours.sort(key=_clearness, reverse=True)
    return [_quote(each, sentiment) for each, _ in zip(_distinct(ours), range(limit), strict=False)]


def _distinct(said: Sequence[Said]) -> Iterator[Said]:
    """What may be shown, one sentence a review, no sentence twice."""
    seen: set[str] = set()
    for each in said:
        marks = {each.passage.passage_id, each.sentence}
        if not marks & seen and _may_be_shown(each):
            seen |= marks
            yield each


def _clearness(said: Said) -> float:
    return abs(said.score) - len(said.sentence) / _READ_EASILY


def _quote(said: Said, sentiment: Sentiment) -> Quote:
    passage = said.passage
    return Quote(
        passage_id=passage.passage_id,
        text=said.sentence,
        sentiment=sentiment,
        date=passage.date,
        rating=passage.rating,
        language=passage.language,
    )
