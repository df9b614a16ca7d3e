"""What reviews say about a product, aspect by aspect, with the sentences that say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Sentiment(StrEnum):
    """What somebody thinks of something."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


class InsightNote(StrEnum):
    """What a reader of insights should know."""

    NO_REVIEWS = "no_reviews"
    """The product has none."""

    FEW_REVIEWS = "few_reviews"
    """It has too few for any claim."""

    COPIES_COUNTED_ONCE = "copies_counted_once"
    """Some reviews are word for word the same, and count as one."""

    NOT_ALL_REVIEWS_READ = "not_all_reviews_read"
    """It has more than are read for an answer."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a review, exactly as it stands there.

    `date` is ISO 8601 or empty; `rating` out of five, None where the review has none.
    """

    passage_id: str
    text: str
    sentiment: Sentiment
    date: str = ""
    rating: float | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AspectInsight:
    """What reviews say about one aspect.

    Attributes:
        aspect: Stable id: ``battery``, ``fit``, ``delivery``.
        shown: Its name in the language asked for.
        sentiment: What most of those reviews think that are not neutral; neutral where they are as
            many.
        positive: Reviews that praise it.
        negative: Reviews that complain about it.
        neutral: Reviews that mention it without either.
        share: Of the product's reviews, those that speak of it, 0 to 1.
        quotes: Sentences that show it, the clearest of each side first.
    """

    aspect: str
    shown: str
    sentiment: Sentiment
    positive: int
    negative: int
    neutral: int
    share: float
    quotes: Sequence[Quote] = ()

    @property
    def reviews(self) -> int:
        """How many reviews speak of it."""
        return self.positive + self.negative + self.neutral


@dataclass(frozen=True, slots=True)
class ProductInsights:
    """What reviews say about one product.

    Attributes:
        product_id: The product.
        language: ``zh`` or ``en``: of names and notes; quotes stay as they are.
        reviews: How many there are.
        ratings: Reviews by stars, 1 to 5, each rounded to the nearest.
        mean_rating: Mean of the ratings, None without any.
        predicted_rating: What its rating is expected to be once there are many: the mean drawn
            towards what is usual, the more the fewer reviews there are; None without a basis.
        aspects: With enough reviews for a claim, the most spoken of first.
        pros: Ids of aspects that are mostly praised, the clearest first.
        cons: Ids of aspects that are mostly complained about, the clearest first.
        notes: What a reader should know.
    """

    product_id: str
    language: str
    reviews: int
    ratings: Mapping[int, int] = field(default_factory=dict)
    mean_rating: float | None = None
    predicted_rating: float | None = None
    aspects: Sequence[AspectInsight] = ()
    pros: Sequence[str] = ()
    cons: Sequence[str] = ()
    notes: Sequence[InsightNote] = ()
