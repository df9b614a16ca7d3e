"""Products side by side."""

import time
from typing import Annotated

from fastapi import APIRouter, Query

from shopguide.api.schemas.compare import CompareRequest, CompareResponse
from shopguide.api.schemas.request import NoParameters
from shopguide.bootstrap import with_live_encoder

router = APIRouter(prefix="/v1", tags=["compare"])


@router.post("/compare")
def compare(request: CompareRequest, _: Annotated[NoParameters, Query()]) -> CompareResponse:
    """Two to five products attribute by attribute, and which of them suits a need."""
    started = time.perf_counter()
    compared = with_live_encoder(
        lambda here: here.compare.compare(request.product_ids, request.need, request.language or "")
    )
    return CompareResponse.of(compared, took_ms=(time.perf_counter() - started) * 1000)
