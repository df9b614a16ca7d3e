"""What shoppers say to be interested in."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.request import NoParameters, ShopperId
from shopguide.api.schemas.shopper import InterestsInput, InterestsResponse
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["shoppers"])

Whose = Annotated[ShopperId, Path(description="An account or an anonymous session.")]
Nothing = Annotated[NoParameters, Query()]


@router.get("/shoppers/{shopper_id:path}/interests")
def interests(shopper_id: Whose, _: Nothing) -> InterestsResponse:
    """The declared interests of a shopper; empty for one who declared none."""
    return InterestsResponse.of(shopper_id, container().interests.of(shopper_id))


@router.put("/shoppers/{shopper_id:path}/interests")
def declare_interests(shopper_id: Whose, declared: InterestsInput, _: Nothing) -> InterestsResponse:
    """Put a shopper's interests in the place of the former ones."""
    kept = container().interests.declare(shopper_id, declared.interests)
    return InterestsResponse.of(shopper_id, kept)


@router.delete("/shoppers/{shopper_id:path}/interests")
def forget_interests(shopper_id: Whose, _: Nothing) -> InterestsResponse:
    """Delete a shopper's interests."""
    container().interests.forget(shopper_id)
    return InterestsResponse.of(shopper_id, [])
