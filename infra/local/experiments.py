"""Routes of the one-machine server that publish experiments and report on them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from infra.local.experiments_client import LocalExperiments, Shop
from infra.local.merchandising import body_of, in_thread
from shopguide.api.caller import OPERATORS

MOST_DAYS = 400


def experiments_router(shop: Callable[[], Shop]) -> APIRouter:
    """The routes under ``/local/experiments``; `shop` gives the container of this process."""
    router = APIRouter(prefix="/local", tags=["one machine"], dependencies=OPERATORS)

    def here() -> LocalExperiments:
        return LocalExperiments(shop())

    @router.put("/experiments")
    async def publish(
        request: Request, by: str = "", note: str = "", expected_version: str | None = None
    ) -> dict[str, Any]:
        """Bring the file in the request's body into use, unless something is wrong in it."""
        content = await body_of(request)
        return await in_thread(
            lambda: here().publish(content, by=by, note=note, expected_version=expected_version)
        )

    @router.post("/experiments/rollback")
    def rollback(version: str = "", by: str = "", note: str = "") -> dict[str, Any]:
        """Bring an earlier version back, by default the one in use before."""
        return dict(here().rollback(version, by=by, note=note))

    @router.get("/experiments/history")
    def history(limit: int | None = None) -> dict[str, Any]:
        """What was in use, the newest first."""
        return dict(here().history(limit))

    @router.get("/experiments/{name}/report")
    def report(name: str) -> dict[str, Any]:
        """What came of an experiment, with an SVG plot for each variant but the control."""
        return dict(here().report(name))

    @router.get("/experiments")
    def experiments(version: str = "") -> dict[str, Any]:
        """The experiments in use, or those of a version."""
        return dict(here().experiments(version))

    @router.get("/reports/exposure")
    def exposure(days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 30) -> dict[str, Any]:
        """How the places of lists are spread over the products, with an SVG plot."""
        return dict(here().exposure(days))

    return router
