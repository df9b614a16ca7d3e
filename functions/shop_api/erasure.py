"""Shoppers who ask to be forgotten."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.request import NoParameters, ShopperId
from shopguide.api.schemas.shopper import ErasureResponse
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["shoppers"])

Whose = Annotated[ShopperId, Path(description="An account or an anonymous session.")]
Nothing = Annotated[NoParameters, Query()]


@router.delete("/shoppers/{shopper_id:path}", status_code=202)
def forget_shopper(shopper_id: Whose, _: Nothing) -> ErasureResponse:
    """Forget a shopper: at once for every request, within two days for batches."""
    return ErasureResponse.of(container().erasures.erase(shopper_id))
