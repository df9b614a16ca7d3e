"""What shoppers turned down, and how they take it back."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.request import Identifier, NoParameters, ShopperId
from shopguide.api.schemas.shopper import DismissalsResponse, TakenBackResponse
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["shoppers"])

Whose = Annotated[ShopperId, Path(description="An account or an anonymous session.")]
ProductId = Annotated[Identifier, Path(description="The product's id in the catalogue.")]
Nothing = Annotated[NoParameters, Query()]


@router.get("/shoppers/{shopper_id:path}/dismissals")
def dismissals(shopper_id: Whose, _: Nothing) -> DismissalsResponse:
    """The products that a shopper has turned down with the event 'dismiss'."""
    return DismissalsResponse.of(shopper_id, container().dismissals.of(shopper_id))


@router.delete("/shoppers/{shopper_id:path}/dismissals/{product_id:path}")
def take_back(shopper_id: Whose, product_id: ProductId, _: Nothing) -> TakenBackResponse:
    """Let a product that was turned down be shown again, from the next request on."""
    container().dismissals.take_back(shopper_id, product_id)
    return TakenBackResponse(shopper_id=shopper_id, product_id=product_id)
