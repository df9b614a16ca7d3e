"""``POST /v1/recommendations/campaign``."""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from shopguide.api.schemas.context import ContextInput
from shopguide.api.schemas.degradable import Degradable
from shopguide.api.schemas.product import ConstraintParameters
from shopguide.api.schemas.reason import ReasonView, Wording
from shopguide.api.schemas.recommendation import Interest, Spoken
from shopguide.api.schemas.request import Identifier, ShopperId
from shopguide.domain.ranking import Hit, Ranking
from shopguide.domain.recommending import Scene
from shopguide.events.interests import MAX_INTERESTS
from shopguide.recommend.request import RecommendationRequest

MAX_ELIGIBLE = 1_000
"""Products that a campaign may choose from, for one shopper."""


class CampaignInput(ConstraintParameters, ContextInput):
    """Eligible products, and for whom they are put in order."""

    product_ids: Annotated[list[Identifier], Field(min_length=1, max_length=MAX_ELIGIBLE)] = Field(
        description="The eligible products; one that comes twice counts once."
    )
    shopper_id: ShopperId | None = Field(
        None, description="An account or an anonymous session; without it, what is popular."
    )
    limit: int = Field(MAX_ELIGIBLE, ge=1, le=MAX_ELIGIBLE, description="Most hits to return.")
    in_stock: bool = Field(True, description="Only products that are in stock.")
    interests: list[Interest] = Field(
        default_factory=list,
        max_length=MAX_INTERESTS,
        description="Categories, brands or any words that the shopper likes.",
    )
    language: Spoken | None = Field(None, description="Of the reasons in words.")

    def request(self) -> RecommendationRequest:
        """The request to the service: by relevance alone, so that scores say what they mean."""
        return RecommendationRequest(
            shopper_id=self.shopper_id or "",
            constraints=self.constraints(in_stock=self.in_stock),
            limit=self.limit,
            among=tuple(dict.fromkeys(self.product_ids)),
            diversity=0.0,
            newcomers=0.0,
            interests=tuple(self.interests),
            context=self.context(),
            scene=Scene.CAMPAIGN,
        )


class CampaignHitView(BaseModel):
    """An eligible product in its place; the caller knows what it is."""

    product_id: str
    score: float = Field(description="To be compared within one answer only.")
    reason: ReasonView | None

    @classmethod
    def of(cls, hit: Hit, wording: Wording) -> Self:
        """The view of a hit."""
        reason = ReasonView.of(hit.reason, wording)
        return cls(product_id=hit.product.product_id, score=hit.score, reason=reason)


class CampaignResponse(Degradable):
    """The eligible products for this shopper, best first."""

    hits: list[CampaignHitView]
    left_out: list[str] = Field(
        description="Eligible products that are not among the hits: not in the shop or its stock, "
        "excluded by a constraint, seen or turned down by the shopper, or beyond the limit."
    )
    strategy: str = Field(description="What made the head of the order; docs/api.md has them all.")
    ranking_id: str = Field(description="For the events that come of it.")
    experiments: dict[str, str] = Field(
        description="By experiment, the variant that made this answer; of those that could."
    )
    language: str = Field(description="Of the reasons in words: 'zh' or 'en'.")

    @classmethod
    def of(cls, asked: CampaignInput, ranking: Ranking, wording: Wording) -> Self:
        """The response that tells a ranking of what was asked."""
        hits = [CampaignHitView.of(hit, wording) for hit in ranking.hits]
        there = {hit.product_id for hit in hits}
        return cls(
            hits=hits,
            left_out=[each for each in dict.fromkeys(asked.product_ids) if each not in there],
            strategy=ranking.strategy,
            notes=list(ranking.notes),
            ranking_id=ranking.ranking_id,
            experiments=dict(ranking.experiments),
            language=wording.language,
        )
