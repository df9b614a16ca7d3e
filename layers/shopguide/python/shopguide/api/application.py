"""The HTTP application that every API function is made of."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shopguide import __version__
from shopguide.api.boundary import RequestBoundary, request_id_of
from shopguide.api.caller import Identify
from shopguide.api.errors import (
    PROBLEM_MEDIA_TYPE,
    Problem,
    ProblemDocument,
    problem_of,
    problem_response,
)
from shopguide.api.validation import problem_of_validation
from shopguide.domain.errors import ShopGuideError

_PROBLEM_CONTENT = {
    PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
}


def create_app(
    title: str,
    routers: Sequence[APIRouter],
    *,
    identify: Identify,
    streamed_paths: Sequence[str] = (),
) -> FastAPI:
    """An application of `routers` with our errors, request ids, limits and request log.

    Args:
        title: Of the OpenAPI document.
        routers: Each with its own prefix.
        identify: Who sends a value of ``Authorization``.
        streamed_paths: Path prefixes whose bodies are streams, without the limit on their size.
    """
    app = _ShopGuideApi(
        title=title,
        version=__version__,
        # The document is built by `python -m infra.local.openapi`, not at every cold start.
        openapi_url=None,
        generate_unique_id_function=lambda route: route.name,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
        responses={"default": {"description": "A problem", "content": _PROBLEM_CONTENT}},
    )
    app.add_middleware(RequestBoundary, identify=identify, streamed_paths=tuple(streamed_paths))
    app.add_exception_handler(ShopGuideError, _tell_own_error)
    app.add_exception_handler(RequestValidationError, _tell_invalid_request)
    app.add_exception_handler(HTTPException, _tell_http_error)
    for router in routers:
        app.include_router(router)
    return app


class _ShopGuideApi(FastAPI):
    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with the problem document that every route refers to."""
        from shopguide.api.route_access import SECURITY_SCHEMES, routes_in, security_of

        document = super().openapi()
        components = document.setdefault("components", {})
        schemas = components.setdefault("schemas", {})
        schemas.setdefault("ProblemDocument", ProblemDocument.model_json_schema())
        components["securitySchemes"] = SECURITY_SCHEMES
        for method, route in routes_in(self.routes):
            operation = document["paths"][route.path_format][method.lower()]
            operation["security"] = security_of(route)
        return document


async def _tell_own_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShopGuideError)
    problem = problem_of(error)
    if problem.status >= 500:
        request.state.failure = error
    return _tell(request, problem)


async def _tell_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    content_type = request.headers.get("content-type", "")
    return _tell(request, problem_of_validation(error.errors(), content_type))


async def _tell_http_error(request: Request, error: Exception) -> Response:
    """Errors of the framework itself: no route, wrong method, a body it cannot parse."""
    assert isinstance(error, HTTPException)
    return _tell(request, _problem_of_framework(request, error))


def _problem_of_framework(request: Request, error: HTTPException) -> Problem:
    path = request.url.path
    match error.status_code:
        case 404:
            fix = "docs/api.md lists the routes."
            return Problem("route_not_found", f"There is no route {path!r}.", fix=fix)
        case 405:
            allowed = (error.headers or {}).get("Allow", "")
            fix = f"Use {allowed}." if allowed else ""
            detail = f"{path!r} does not take {request.method}."
            return Problem("method_not_allowed", detail, fix=fix, headers=error.headers or {})
        case 413:
            return Problem("body_too_large", error.detail, fix="Send less in one request.")
        case 400:
            detail = "The body is not JSON that can be read."
            return Problem("invalid_json", detail, fix="Send valid JSON in UTF-8.")
        case _:
            return Problem("internal_error")


def _tell(request: Request, problem: Problem) -> Response:
    return problem_response(problem, request_id_of(request.scope))
