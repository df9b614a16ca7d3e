"""Routes of the one-machine server that show the report of an import in a browser."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, Literal, Protocol

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from shopguide.api.caller import OPERATORS
from shopguide.domain.catalog_import import import_object_key
from shopguide.domain.errors import ImportNotFoundError, ObjectNotFoundError
from shopguide.ports.object_store import ObjectStore

_PIECE = 1 << 16
_TYPES = {
    "report.html": "text/html; charset=utf-8",
    "report.json": "application/json",
    "rejected.csv": "text/csv; charset=utf-8",
}
_HEADERS = {
    # What suppliers wrote stands in these files: whatever it is, nothing of it is to run.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

ReportFile = Literal["report.html", "report.json", "rejected.csv"]


class Shop(Protocol):
    """What the routes need of the container."""

    @property
    def objects(self) -> ObjectStore:
        """Where reports lie."""


def reports_router(shop: Callable[[], Shop]) -> APIRouter:
    """The route under ``/local/imports``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local/imports", tags=["one machine"], dependencies=OPERATORS)

    @router.get("/{import_id}/{name}")
    def report_file(import_id: str, name: ReportFile) -> StreamingResponse:
        """A file of an import's report: the page for people, the JSON, or the rejected rows."""
        try:
            stream = shop().objects.open(import_object_key(import_id, name))
        except ObjectNotFoundError as error:
            raise ImportNotFoundError(
                f"Import {import_id[:80]!r} has no {name}.",
                fix="Use the import_id that the upload answered with; only an import whose file"
                " was read has a report, and only one that left rows out has rejected.csv.",
                field="import_id",
            ) from error
        return StreamingResponse(_pieces(stream), media_type=_TYPES[name], headers=_HEADERS)

    return router


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with closing(stream):
        while piece := stream.read(_PIECE):
            yield piece
