"""What the reviews of one product say together."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shopguide.domain.insight import AspectInsight, InsightNote, ProductInsights, Sentiment
from shopguide.domain.passage import Passage
from shopguide.insights.claims import MIN_REVIEWS, leading, pros_and_cons
from shopguide.insights.opinions import ReviewOpinion
from shopguide.insights.quotes import best_quotes, in_turns
from shopguide.insights.usual_ratings import Ratings, Usual, one_rating, predicted_rating
from shopguide.text.reviews.aspects import aspect_name


@dataclass(frozen=True, slots=True)
class ReviewSummary:
    """Everything that reviews of a product say, in no language yet.

    Attributes:
        opinions: Each review, the newest first.
        aspects: Every aspect that any of them speaks of, the most spoken of first; names are ids.
        predicted_rating: As `ProductInsights` has it.
        notes: As `ProductInsights` has them.
    """

    opinions: Sequence[ReviewOpinion]
    aspects: Sequence[AspectInsight]
    predicted_rating: float | None
    notes: Sequence[InsightNote]

    @property
    def passages(self) -> Mapping[str, Passage]:
        """The reviews by the ids of their passages."""
        return {each.passage.passage_id: each.passage for each in self.opinions}

    def overall(self, sentiment: Sentiment) -> list[ReviewOpinion]:
        """The reviews that think so of the product as a whole."""
        return [each for each in self.opinions if each.overall is sentiment]

    def insights(self, product_id: str, language: str, quotes: int) -> ProductInsights:
        """What may be told, in a language, with at most `quotes` a side of each aspect."""
        told = [
            shown_in(each, language, quotes) for each in self.aspects if each.reviews >= MIN_REVIEWS
        ]
        pros, cons = pros_and_cons(told)
        stars = [each.passage.rating for each in self.opinions if each.passage.rating is not None]
        return ProductInsights(
            product_id=product_id,
            language=language,
            reviews=len(self.opinions),
            ratings=_by_stars(stars),
            mean_rating=sum(stars) / len(stars) if stars else None,
            predicted_rating=self.predicted_rating,
            aspects=told,
            pros=pros,
            cons=cons,
            notes=self.notes,
        )


def summarise(
    opinions: Sequence[ReviewOpinion], usual: Usual | None, notes: Sequence[InsightNote] = ()
) -> ReviewSummary:
    """Bring the reviews of one product together.

    Args:
        opinions: Each review once, the newest first.
        usual: What rating is usual for such a product.
        notes: What is known of how they were read.
    """
    names = dict.fromkeys(aspect for each in opinions for aspect in each.said)
    aspects = [_aspect(name, opinions) for name in names]
    aspects.sort(key=lambda each: each.reviews, reverse=True)
    return ReviewSummary(opinions, aspects, _predict(opinions, usual), (*_few(opinions), *notes))


def shown_in(insight: AspectInsight, language: str, quotes: int) -> AspectInsight:
    """An insight with the aspect's name in a language, and no more than `quotes` a side."""
    chosen = in_turns(insight.quotes, language, insight.sentiment, quotes)
    return replace(insight, shown=aspect_name(insight.aspect, language), quotes=tuple(chosen))


def _aspect(name: str, opinions: Sequence[ReviewOpinion]) -> AspectInsight:
    speaking = [each for each in opinions if name in each.said]
    counts = Counter(each.about(name) for each in speaking)
    positive, negative = counts[Sentiment.POSITIVE], counts[Sentiment.NEGATIVE]
    return AspectInsight(
        aspect=name,
        shown=name,
        sentiment=leading(positive, negative),
        positive=positive,
        negative=negative,
        neutral=counts[Sentiment.NEUTRAL],
        share=len(speaking) / len(opinions),
        quotes=best_quotes([said for each in speaking for said in each.said[name]]),
    )


def _few(opinions: Sequence[ReviewOpinion]) -> Sequence[InsightNote]:
    if not opinions:
        return (InsightNote.NO_REVIEWS,)
    return (InsightNote.FEW_REVIEWS,) if len(opinions) < MIN_REVIEWS else ()


def _by_stars(stars: Sequence[float]) -> dict[int, int]:
    counts = Counter(min(5, max(1, int(each + 0.5))) for each in stars)
    return {number: counts[number] for number in range(1, 6)}


def _predict(opinions: Sequence[ReviewOpinion], usual: Usual | None) -> float | None:
    """From the stars of each review or, where it has none, from what its text likes."""
    if not opinions:
        return None
    own = Ratings()
    for each in opinions:
        stars = each.passage.rating
        own = own.plus(one_rating(1 + 4 * each.liking if stars is None else stars))
    return predicted_rating(own, usual)
