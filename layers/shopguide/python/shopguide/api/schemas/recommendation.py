"""``GET /v1/recommendations``, and the lists beside a product."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints

from shopguide.api.schemas.context import ContextInput
from shopguide.api.schemas.degradable import Degradable
from shopguide.api.schemas.product import ConstraintParameters, ProductView
from shopguide.api.schemas.reason import ReasonView, Wording
from shopguide.api.schemas.request import Identifier, RequestModel, ShopperId
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.ranking import Hit, Ranking
from shopguide.domain.recommending import Scene
from shopguide.events.interests import MAX_INTEREST_CHARACTERS, MAX_INTERESTS
from shopguide.recommend.request import DEFAULT_DIVERSITY, DEFAULT_NEWCOMERS, RecommendationRequest
from shopguide.recommend.scenes.alternatives import AlternativeKind
from shopguide.text.product_filter import ProductConstraints

MAX_NAMED = 100
"""Products that a request may name, to be beside or to leave out."""

Interest = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_INTEREST_CHARACTERS),
]
Spoken = Literal["zh", "en"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

_LIMIT = Field(20, ge=1, le=100, description="Most hits to return.")
_OF_TASTE = (
    "diversity",
    "exploration",
    "newcomers",
    "long_tail",
    "interest",
    "device",
    "hour",
    "country",
)
"""Parameters of scenes that are ranked by a shopper's taste."""


class RecommendationParameters(ConstraintParameters, ContextInput):
    """For whom, where it is shown, among what, how many, and how."""

    shopper_id: ShopperId | None = Field(
        None, description="An account or an anonymous session; without it, what is popular."
    )
    scene: Scene = Field(Scene.HOME, description="Where the hits are shown.")
    product_id: list[Identifier] = Field(
        default_factory=list,
        max_length=MAX_NAMED,
        description="The product of the scene 'product', those of the scene 'cart'; repeatable.",
    )
    conversation_id: Identifier | None = Field(
        None, description="Recommend within this shopper's conversation; it learns what was shown."
    )
    exclude: list[Identifier] = Field(
        default_factory=list,
        max_length=MAX_NAMED,
        description="A product that is not wanted; repeatable.",
    )
    in_stock: bool = Field(True, description="Only products that are in stock.")
    limit: int = _LIMIT
    diversity: Share = Field(
        DEFAULT_DIVERSITY, description="0: by relevance alone; 1: as different as can be."
    )
    exploration: Share = Field(
        0.0, description="Share of the places for products that few have been shown."
    )
    newcomers: Share = Field(
        DEFAULT_NEWCOMERS,
        description="Share of the places kept for products that nobody has done anything with yet.",
    )
    long_tail: Share = Field(0.0, description="How much popularity is held against a product.")
    interest: list[Interest] = Field(
        default_factory=list,
        max_length=MAX_INTERESTS,
        description="A category, a brand or any words that the shopper likes; repeatable.",
    )
    language: Spoken | None = Field(None, description="Of the reasons in words.")

    def request(self) -> RecommendationRequest:
        """The request to the service.

        Raises:
            InvalidParameterError: parameters contradict each other.
        """
        self._check()
        return RecommendationRequest(
            shopper_id=self.shopper_id or "",
            constraints=self.constraints(in_stock=self.in_stock),
            limit=self.limit,
            exclude=tuple(self.exclude),
            diversity=self.diversity,
            exploration=self.exploration,
            newcomers=self.newcomers,
            long_tail=self.long_tail,
            interests=tuple(self.interest),
            context=self.context(),
            scene=self.scene,
        )

    def _check(self) -> None:
        if self.scene is Scene.CAMPAIGN:
            fix = "Send them to POST /v1/recommendations/campaign."
            raise _wrong("scene", "A campaign has its eligible products in a body.", fix)
        if self.scene is Scene.HOME:
            return
        for name in ("conversation_id", *_OF_TASTE):
            if name in self.model_fields_set:
                message = f"{name!r} says nothing about the scene '{self.scene}'."
                raise _wrong(name, message, "Leave it out, or send the scene 'home'.")


class SimilarParameters(RequestModel):
    """Of a list beside a product: how many, for whom, among what."""

    shopper_id: ShopperId | None = Field(
        None, description="What this account or session turned down is left out."
    )
    exclude: list[Identifier] = Field(
        default_factory=list,
        max_length=MAX_NAMED,
        description="A product that is not wanted; repeatable.",
    )
    in_stock: bool = Field(True, description="Only products that are in stock.")
    limit: int = _LIMIT
    language: Spoken | None = Field(None, description="Of the reasons in words.")

    def request(self) -> RecommendationRequest:
        """The request to the service."""
        constraints = ProductConstraints(in_stock_only=self.in_stock)
        return RecommendationRequest(
            self.shopper_id or "",
            constraints,
            self.limit,
            tuple(self.exclude),
            scene=Scene.PRODUCT,
        )


class AlternativesParameters(SimilarParameters):
    """The same, and in what an alternative is better."""

    kind: AlternativeKind = Field(
        AlternativeKind.CHEAPER, description="Cheaper, or rated better, than the product."
    )


class ExplainedHitView(BaseModel):
    """A recommended product with its reason; null where it is only there to fill up."""

    product: ProductView
    score: float
    reason: ReasonView | None

    @classmethod
    def of(cls, hit: Hit, wording: Wording) -> Self:
        """The view of a hit."""
        return cls(
            product=ProductView.of(hit.product),
            score=hit.score,
            reason=ReasonView.of(hit.reason, wording),
        )


class RecommendationResponse(Degradable):
    """Recommended products, best first, each with its reason."""

    hits: list[ExplainedHitView]
    strategy: str = Field(description="What made the head of the order; docs/api.md has them all.")
    ranking_id: str = Field(description="For the events that come of it.")
    experiments: dict[str, str] = Field(
        description="By experiment, the variant that made this answer; of those that could."
    )
    language: str = Field(description="Of the reasons in words: 'zh' or 'en'.")

    @classmethod
    def of(cls, ranking: Ranking, wording: Wording) -> Self:
        """The response that tells a ranking."""
        return cls(
            hits=[ExplainedHitView.of(hit, wording) for hit in ranking.hits],
            strategy=ranking.strategy,
            notes=list(ranking.notes),
            ranking_id=ranking.ranking_id,
            experiments=dict(ranking.experiments),
            language=wording.language,
        )


def _wrong(name: str, message: str, fix: str) -> InvalidParameterError:
    return InvalidParameterError(message, fix=fix, field=name)
