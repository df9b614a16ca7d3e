"""What reviews say about a product."""

import time
from typing import Annotated

from fastapi import APIRouter, Path, Query

from shopguide.api.schemas.insight import InsightsParameters, InsightsResponse
from shopguide.api.schemas.request import Identifier
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1", tags=["products"])

ProductId = Annotated[Identifier, Path(description="The product's id in the catalogue.")]


@router.get("/products/{product_id:path}/insights")
def insights(
    product_id: ProductId, parameters: Annotated[InsightsParameters, Query()]
) -> InsightsResponse:
    """What the reviews of a product praise and blame, aspect by aspect, with quotes."""
    started = time.perf_counter()
    found = container().insights.of(product_id, parameters.language or "", parameters.quotes)
    return InsightsResponse.of(found, took_ms=(time.perf_counter() - started) * 1000)
