"""``GET /v1/recommendations`` and ``GET /v1/products/{product_id}/similar``."""

from typing import Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.product import ConstraintParameters, ExplainedHitView
from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.domain.ranking import Ranking
from shopguide.recommend.request import RecommendationRequest


class RecommendationParameters(ConstraintParameters):
    """For whom, among what, and how many."""

    shopper_id: Identifier | None = Field(
        None, description="An account or an anonymous session; without it, what is popular."
    )
    conversation_id: Identifier | None = Field(
        None, description="Recommend within this shopper's conversation; it learns what was shown."
    )
    in_stock: bool = Field(True, description="Only products that are in stock.")
    limit: int = Field(20, ge=1, le=100, description="Most hits to return.")

    def request(self) -> RecommendationRequest:
        """The request to the service."""
        constraints = self.constraints(in_stock=self.in_stock)
        return RecommendationRequest(self.shopper_id or "", constraints, self.limit)


class SimilarParameters(RequestModel):
    """How many similar products, and whether any will do."""

    in_stock: bool = Field(True, description="Only products that are in stock.")
    limit: int = Field(20, ge=1, le=100, description="Most hits to return.")


class RecommendationResponse(BaseModel):
    """Recommended products, best first, each with its reason."""

    hits: list[ExplainedHitView]
    strategy: str = Field(
        description="What made the head of the order: 'profile', 'popularity', 'catalogue' or, "
        "for similar products, 'content'."
    )
    notes: list[str] = Field(description="'catalogue_empty' before the first import.")

    @classmethod
    def of(cls, ranking: Ranking) -> Self:
        """The response that tells a ranking."""
        return cls(
            hits=[ExplainedHitView.of(hit) for hit in ranking.hits],
            strategy=ranking.strategy,
            notes=list(ranking.notes),
        )
