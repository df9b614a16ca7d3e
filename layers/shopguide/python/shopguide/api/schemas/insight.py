"""``GET /v1/products/{product_id}/insights``."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.request import RequestModel
from shopguide.domain.insight import (
    AspectInsight,
    InsightNote,
    ProductInsights,
    Quote,
    Sentiment,
)


class InsightsParameters(RequestModel):
    """In which language, and how many quotes."""

    language: Literal["zh", "en"] | None = Field(
        None, description="Of the names of aspects; that of the product's record, if left out."
    )
    quotes: int = Field(3, ge=0, le=10, description="For each side of an aspect, at most.")


class QuoteView(BaseModel):
    """A sentence of a review, exactly as it stands there."""

    passage_id: str = Field(description="Of the review.")
    text: str = Field(description="As it stands in the review.")
    sentiment: Sentiment
    date: str | None = Field(description="ISO 8601.")
    rating: float | None = Field(description="Stars of that review.")
    language: str = Field(description="'zh' or 'en'.")

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """The view of a quote."""
        return cls(
            passage_id=quote.passage_id,
            text=quote.text,
            sentiment=quote.sentiment,
            date=quote.date or None,
            rating=quote.rating,
            language=quote.language,
        )


class AspectView(BaseModel):
    """What reviews say about one aspect; all counts are of reviews."""

    aspect: str = Field(description="Stable id.")
    shown: str = Field(description="Its name in the language asked for.")
    sentiment: Sentiment
    positive: int = Field(description="Reviews that praise it.")
    negative: int = Field(description="Reviews that blame it.")
    neutral: int = Field(description="Reviews that do neither.")
    share: float = Field(description="Of the product's reviews, those that speak of it.")
    quotes: list[QuoteView] = Field(description="Of both sides in turns.")

    @classmethod
    def of(cls, insight: AspectInsight) -> Self:
        """The view of an aspect."""
        return cls(
            aspect=insight.aspect,
            shown=insight.shown,
            sentiment=insight.sentiment,
            positive=insight.positive,
            negative=insight.negative,
            neutral=insight.neutral,
            share=round(insight.share, 4),
            quotes=list(map(QuoteView.of, insight.quotes)),
        )


class InsightsResponse(BaseModel):
    """What the reviews of a product say."""

    product_id: str
    language: str
    reviews: int
    ratings: dict[int, int] = Field(description="Reviews by stars, 1 to 5.")
    mean_rating: float | None
    predicted_rating: float | None = Field(
        description="The mean drawn towards what is usual, the more the fewer reviews there are."
    )
    pros: list[str] = Field(description="Aspects that are clearly praised, the clearest first.")
    cons: list[str] = Field(description="Aspects that are clearly blamed, the clearest first.")
    aspects: list[AspectView] = Field(description="The most spoken of first.")
    notes: list[InsightNote]
    took_ms: float

    @classmethod
    def of(cls, insights: ProductInsights, took_ms: float) -> Self:
        """The response that tells what reviews say."""
        return cls(
            product_id=insights.product_id,
            language=insights.language,
            reviews=insights.reviews,
            ratings=dict(insights.ratings),
            mean_rating=_rounded(insights.mean_rating),
            predicted_rating=_rounded(insights.predicted_rating),
            pros=list(insights.pros),
            cons=list(insights.cons),
            aspects=list(map(AspectView.of, insights.aspects)),
            notes=list(insights.notes),
            took_ms=round(took_ms, 2),
        )


def _rounded(rating: float | None) -> float | None:
    return None if rating is None else round(rating, 2)
