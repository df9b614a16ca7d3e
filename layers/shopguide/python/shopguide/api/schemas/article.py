"""``GET /v1/articles``, ``GET /v1/articles/{article_id}``, ``GET /v1/recommendations/articles``."""

from typing import Literal, Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.reason import UNWORDED, ReasonView, Wording
from shopguide.api.schemas.request import Identifier, RequestModel, ShopperId
from shopguide.domain.article import Article, ArticleHit, ArticleRanking

_LIMIT = Field(10, ge=1, le=50, description="Most articles to return.")


class ArticlesParameters(RequestModel):
    """What the articles are to be about, and how many."""

    q: str = Field(
        "", max_length=512, description="A query in Chinese or English; empty: the newest."
    )
    limit: int = _LIMIT


class RecommendedArticlesParameters(RequestModel):
    """For whom or beside what, and how many."""

    shopper_id: ShopperId | None = Field(
        None, description="An account or an anonymous session whose taste decides."
    )
    product_id: Identifier | None = Field(
        None, description="A product that they are to be near; it goes before the shopper."
    )
    limit: int = _LIMIT
    language: Literal["zh", "en"] | None = Field(None, description="Of the reasons in words.")


class ArticleHitView(BaseModel):
    """An article that was found."""

    article_id: str
    title: str
    snippet: str = Field(description="Its paragraph that lies nearest, or its first.")
    date: str = Field(description="ISO 8601, or empty.")
    language: str = Field(description="'zh' or 'en'.")
    score: float = Field(description="To be compared within one answer only; 0 by date.")
    reason: ReasonView | None = Field(description="Why it is recommended; null of a search.")

    @classmethod
    def of(cls, hit: ArticleHit, wording: Wording) -> Self:
        """The view of a hit."""
        return cls(
            article_id=hit.article_id,
            title=hit.title,
            snippet=hit.snippet,
            date=hit.date,
            language=hit.language,
            score=hit.score,
            reason=ReasonView.of(hit.reason, wording),
        )


class ArticlesResponse(BaseModel):
    """Articles, best first."""

    hits: list[ArticleHitView]
    strategy: str = Field(description="'search', 'profile', 'interests', 'product' or 'newest'.")

    @classmethod
    def of(cls, ranking: ArticleRanking, wording: Wording = UNWORDED) -> Self:
        """The response that tells a ranking."""
        hits = [ArticleHitView.of(hit, wording) for hit in ranking.hits]
        return cls(hits=hits, strategy=ranking.strategy)


class ArticleView(BaseModel):
    """One article whole."""

    article_id: str
    title: str
    paragraphs: list[str]
    date: str
    language: str

    @classmethod
    def of(cls, article: Article) -> Self:
        """The view of an article."""
        return cls(
            article_id=article.article_id,
            title=article.title,
            paragraphs=list(article.paragraphs),
            date=article.date,
            language=article.language,
        )
