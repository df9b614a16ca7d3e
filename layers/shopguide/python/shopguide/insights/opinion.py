"""Answers what people think: counted over reviews, with the sentences that show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from shopguide.domain.answer import Verdict
from shopguide.domain.insight import AspectInsight, InsightNote, Quote, Sentiment
from shopguide.domain.passage import Passage
from shopguide.insights.asked import Asked, read_asked
from shopguide.insights.claims import MIN_REVIEWS, pros_and_cons
from shopguide.insights.quotes import steers
from shopguide.insights.summary import ReviewSummary, shown_in
from shopguide.insights.wording import wording_of
from shopguide.text.reviews.aspects import AspectNames

QUOTED = 3
"""Quotes in an answer."""

_ASPECTS_NAMED = 3


@dataclass(frozen=True, slots=True)
class OpinionReply:
    """What reviews answer.

    Attributes:
        sentences: The answer, in the language asked for; quotes as they stand in their reviews.
        cited: The reviews of each sentence: those that show it best for one that counts.
        aspects: What the answer is about, with counts and quotes; all that is claimed, where the
            question asks for no aspect.
        verdict: Of a question of yes or no; unknown where the reviews disagree or are too few.
        notes: As `ProductInsights.notes`.
    """

    sentences: Sequence[str]
    cited: Sequence[Sequence[Passage]]
    aspects: Sequence[AspectInsight] = ()
    verdict: Verdict | None = None
    notes: Sequence[InsightNote] = ()


def opinion_reply(
    question: str, summary: ReviewSummary, names: AspectNames, language: str
) -> OpinionReply | None:
    """What the reviews of a product answer to a question; None where they say nothing of it."""
    asked = read_asked(question, names)
    if not summary.opinions or asked is None:
        return None
    writer = _Writer(summary, asked, language)
    speaking = sum(each.reviews for each in summary.aspects if each.aspect in asked.aspects)
    if asked.is_broad and speaking < MIN_REVIEWS:
        return writer.overall()
    return writer.of_aspects() if speaking else None


class _Writer:
    """Puts one answer together, sentence by sentence, each with the reviews that show it."""

    def __init__(self, summary: ReviewSummary, asked: Asked, language: str) -> None:
        self._summary = summary
        self._asked = asked
        self._language = language
        self._words = wording_of(language)
        self._sentences: list[str] = []
        self._cited: list[list[Passage]] = []

    def of_aspects(self) -> OpinionReply:
        found = [each for each in self._summary.aspects if each.aspect in self._asked.aspects]
        shown = [shown_in(each, self._language, QUOTED) for each in found[:_ASPECTS_NAMED]]
        for each in shown:
            quotes = self._choose(each.quotes)
            self._say(self._words.counts(each), quotes)
        for each in shown:
            for quote in self._choose(each.quotes)[: max(1, QUOTED // len(shown))]:
                self._say(self._words.quote(quote), [quote])
        return self._reply(shown, self._verdict(shown))

    def overall(self) -> OpinionReply:
        told = [each for each in self._summary.aspects if each.reviews >= MIN_REVIEWS]
        if self._asked.side is None:
            self._say_overall()
        named: list[AspectInsight] = []
        sides = zip((Sentiment.POSITIVE, Sentiment.NEGATIVE), pros_and_cons(told), strict=True)
        for side, ids in sides:
            if self._asked.side in (None, side):
                named += self._say_side(side, [_by_id(told, name) for name in ids])
        return self._reply(named, self._verdict_overall())

    def _say_side(
        self, side: Sentiment, claimed: Sequence[AspectInsight]
    ) -> Sequence[AspectInsight]:
        """What is clearly praised or blamed; where nothing is, what single reviews say."""
        shown = [shown_in(each, self._language, QUOTED) for each in claimed[:_ASPECTS_NAMED]]
        quotes = [quote for each in shown for quote in each.quotes[:1]]
        if shown:
            self._say(self._words.most(shown, side), quotes)
        elif self._asked.side:
            quotes = self._single(side)
            self._say(self._words.nothing_clear(len(self._summary.opinions), side), quotes)
        for quote in quotes[: QUOTED if self._asked.side else 1]:
            self._say(self._words.quote(quote), [quote])
        return shown

    def _single(self, side: Sentiment) -> list[Quote]:
        """Quotes of one side about what most reviews of that side speak of, a review once."""
        chosen: dict[str, Quote] = {}
        is_praise = side is Sentiment.POSITIVE
        ranked = sorted(
            self._summary.aspects,
            key=lambda each: each.positive if is_praise else each.negative,
            reverse=True,
        )
        for each in ranked:
            for quote in shown_in(each, self._language, QUOTED).quotes:
                if quote.sentiment is side:
                    chosen.setdefault(quote.passage_id, quote)
        return list(chosen.values())[:QUOTED]

    def _say_overall(self) -> None:
        positive = len(self._summary.overall(Sentiment.POSITIVE))
        negative = len(self._summary.overall(Sentiment.NEGATIVE))
        side = Sentiment.POSITIVE if positive >= negative else Sentiment.NEGATIVE
        ranked = [each.passage for each in self._summary.overall(side)]
        shown = [passage for passage in ranked if not steers(passage)][:QUOTED]
        stars = [each.passage.rating for each in self._summary.opinions]
        rated = [each for each in stars if each is not None]
        mean = sum(rated) / len(rated) if rated else None
        self._sentences.append(
            self._words.overall(len(self._summary.opinions), positive, negative, mean)
        )
        self._cited.append(shown)

    def _choose(self, quotes: Sequence[Quote]) -> list[Quote]:
        """Quotes of the side that is asked for, of both where none is."""
        wanted = [each for each in quotes if self._asked.side in (None, each.sentiment)]
        return wanted[:QUOTED]

    def _say(self, sentence: str, quotes: Sequence[Quote]) -> None:
        passages = self._summary.passages
        self._sentences.append(sentence)
        self._cited.append([passages[quote.passage_id] for quote in quotes])

    def _verdict(self, shown: Sequence[AspectInsight]) -> Verdict | None:
        positive = sum(each.positive for each in shown)
        negative = sum(each.negative for each in shown)
        return self._asked.verdict(positive, negative) if self._asked.is_yes_no else None

    def _verdict_overall(self) -> Verdict | None:
        if not self._asked.is_yes_no or self._asked.side:
            return None
        positive = len(self._summary.overall(Sentiment.POSITIVE))
        return self._asked.verdict(positive, len(self._summary.overall(Sentiment.NEGATIVE)))

    def _reply(self, aspects: Sequence[AspectInsight], verdict: Verdict | None) -> OpinionReply:
        return OpinionReply(
            sentences=tuple(self._sentences),
            cited=tuple(map(tuple, self._cited)),
            aspects=tuple(aspects),
            verdict=verdict,
            notes=tuple(self._summary.notes),
        )


def _by_id(insights: Sequence[AspectInsight], aspect: str) -> AspectInsight:
    return next(each for each in insights if each.aspect == aspect)
