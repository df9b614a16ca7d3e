"""``/v1/shoppers/{shopper_id}/...``: what a shopper declares, and what was turned down."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints

from shopguide.api.schemas.request import RequestModel
from shopguide.domain.erasure import Erasure
from shopguide.events.interests import MAX_INTEREST_CHARACTERS, MAX_INTERESTS

Interest = Annotated[str, StringConstraints(min_length=1, max_length=MAX_INTEREST_CHARACTERS)]


class InterestsInput(RequestModel):
    """The interests that take the place of the former ones."""

    interests: list[Interest] = Field(
        max_length=MAX_INTERESTS,
        description="Categories, brands, or words for what is liked; most important first.",
    )


class InterestsResponse(BaseModel):
    """What a shopper says to be interested in."""

    shopper_id: str
    interests: list[str]

    @classmethod
    def of(cls, shopper_id: str, interests: Sequence[str]) -> Self:
        """The interests as they are kept."""
        return cls(shopper_id=shopper_id, interests=list(interests))


class DismissalsResponse(BaseModel):
    """Products that a shopper has turned down."""

    shopper_id: str
    product_ids: list[str]

    @classmethod
    def of(cls, shopper_id: str, product_ids: Sequence[str]) -> Self:
        """The products in the order of their ids."""
        return cls(shopper_id=shopper_id, product_ids=list(product_ids))


class TakenBackResponse(BaseModel):
    """A product that may be shown again."""

    shopper_id: str
    product_id: str
    dismissed: bool = False


class ErasureResponse(BaseModel):
    """A shopper who is being forgotten."""

    shopper_id: str
    requested_at: AwareDatetime = Field(description="What was done before it is erased.")
    complete_by: AwareDatetime = Field(description="When nothing of it will be left.")

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        """The wish as it was taken."""
        return cls(
            shopper_id=erasure.shopper_id,
            requested_at=erasure.requested_at,
            complete_by=erasure.complete_by,
        )
