"""Shoppers who ask to be forgotten."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.request import Identifier, NoParameters
from shopguide.api.schemas.shopper import ErasureResponse
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["shoppers"])

ShopperId = Annotated[Identifier, Path(description="An account or an anonymous session.")]
Nothing = Annotated[NoParameters, Query()]


@router.delete("/shoppers/{shopper_id:path}", status_code=202)
def forget_shopper(shopper_id: ShopperId, _: Nothing) -> ErasureResponse:
    """Forget a shopper: at once for every request, within two days for batches."""
    return ErasureResponse.of(container().erasures.erase(shopper_id))
