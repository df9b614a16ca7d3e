"""Routes of the one-machine server that rebuild the index for another encoder."""

from collections.abc import Callable, Sequence
from typing import Protocol

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from shopguide.api.boundary import request_id_of
from shopguide.api.caller import OPERATORS
from shopguide.api.errors import Problem, problem_response
from shopguide.catalog.reindex import ReindexService
from shopguide.domain.errors import BundleError
from shopguide.indexing.service import IndexingService


class Shop(Protocol):
    """What the routes need of the container."""

    @property
    def reindex(self) -> ReindexService:
        """Begins a reindex."""

    @property
    def indexing(self) -> IndexingService:
        """Drops what reindexing leaves behind."""

    def wanted_encoder(self) -> str:
        """Fingerprint of the encoder that the index is to be made with."""


class ReindexAccepted(BaseModel):
    """The index will be rebuilt, also after a crash; or there is nothing to do."""

    import_id: str | None = Field(
        description="Ask `GET /v1/catalog/imports/{import_id}` how it stands; null: nothing to do."
    )
    encoder: str = Field(description="The encoder that is wanted, with its version.")
    live_encoder: str = Field(description="The one that made the live index; empty without one.")


class ReindexWanted(BaseModel):
    """What is asked for; nothing: the encoder that is published."""

    encoder: str = Field(
        default="",
        description="An encoder that is stored, with its version; empty: the one in use.",
        pattern=r"^([^@/\s]+@[^@/\s]+)?$",
        max_length=200,
    )


class DroppedIndexes(BaseModel):
    """What was deleted."""

    dropped: Sequence[str]


def reindex_router(shop: Callable[[], Shop]) -> APIRouter:
    """The routes under ``/local/reindex``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local/reindex", tags=["one machine"], dependencies=OPERATORS)

    @router.post("", status_code=202, response_model=ReindexAccepted)
    def reindex(
        request: Request, wanted: ReindexWanted | None = None
    ) -> ReindexAccepted | Response:
        """Rebuild the index with the encoder that is wanted, if another one made it."""
        try:
            encoder = (wanted and wanted.encoder) or shop().wanted_encoder()
        except BundleError as error:
            # Who asks runs the shop, and may be told what shoppers are not: which bundle it is.
            problem = Problem(error.code, error.message, fix=error.fix)
            return problem_response(problem, request_id_of(request.scope))
        asked = shop().reindex.request(encoder)
        import_id = asked.record.import_id if asked.record else None
        return ReindexAccepted(import_id=import_id, encoder=encoder, live_encoder=asked.live)

    @router.post("/drop-old")
    def drop_old() -> DroppedIndexes:
        """Delete the indexes that were kept for the way back."""
        return DroppedIndexes(dropped=list(shop().indexing.drop_old_indexes()))

    return router
