"""Leave to upload catalogue files, for whoever looks after the catalogue."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from shopguide.api.caller import OPERATORS
from shopguide.api.schemas.request import NoParameters
from shopguide.api.schemas.upload import UploadRequest, UploadResponse
from shopguide.bootstrap import container

router = APIRouter(prefix="/v1/catalog", tags=["catalogue"], dependencies=OPERATORS)


@router.post("/uploads", status_code=201)
def upload_leave(
    body: UploadRequest, request: Request, _: Annotated[NoParameters, Query()]
) -> UploadResponse:
    """Get an address that takes one catalogue file, and nothing else, for a quarter of an hour."""
    leave = container().upload_leaves.give(
        body.kind, body.file_name, body.content_type, body.bytes, check=body.check
    )
    return UploadResponse.of(leave, str(request.base_url))
