"""Who may call which route, read off the routes themselves.

The table in docs/access.md, OpenAPI's ``security`` and the test that calls every route as every
wrong caller are all made of this; nobody writes down a second time what a route declares.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, get_args

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.routing import BaseRoute

from shopguide.api.caller import (
    MAY_NAME_SHOPPER,
    NAMES_SHOPPER,
    operators_only,
    signed_in_elsewhere,
)

SECURITY_SCHEMES = {
    "session": {"type": "http", "scheme": "bearer", "description": "A shopper's session."},
    "api_key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A backend's or operator's key.",
    },
    "account": {"type": "http", "scheme": "bearer", "description": "An identity provider's token."},
}
"""Where a credential stands; on AWS operators sign with IAM, which OpenAPI has no name for."""


class Admits(StrEnum):
    """Whom a route lets in."""

    ANYONE = "anyone"
    SHOPPER_IF_NAMED = "anyone; who names a shopper: that shopper, a backend, an operator"
    SHOPPER = "the shopper that it names, a backend, an operator"
    OPERATOR = "an operator"
    ACCOUNT = "whoever API Gateway's JWT authoriser lets in"


def admits(route: APIRoute) -> Admits:
    """Whom a route lets in, where access is by sessions."""
    calls = {dependant.call for dependant in route.dependant.dependencies}
    if operators_only in calls:
        return Admits.OPERATOR
    if signed_in_elsewhere in calls:
        return Admits.ACCOUNT
    needs = set(_names_of_shoppers(route.dependant))
    if not needs:
        return Admits.ANYONE
    return Admits.SHOPPER if True in needs else Admits.SHOPPER_IF_NAMED


def security_of(route: APIRoute) -> list[dict[str, list[str]]]:
    """OpenAPI's ``security`` of an operation; an empty member means that none is needed."""
    either: list[dict[str, list[str]]] = [{"session": []}, {"api_key": []}]
    needed: dict[Admits, list[dict[str, list[str]]]] = {
        Admits.ANYONE: [],
        Admits.SHOPPER_IF_NAMED: [{}, *either],
        Admits.SHOPPER: either,
        Admits.OPERATOR: [{"api_key": []}],
        Admits.ACCOUNT: [{"account": []}],
    }
    return needed[admits(route)]


def routes_in(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, APIRoute]]:
    """Every route with each of its methods."""
    for route in routes:
        if isinstance(route, APIRoute):
            for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, route


def _names_of_shoppers(dependant: Dependant) -> Iterator[bool]:
    """For each place that may name a shopper, whether it must be there."""
    for each in (*dependant.path_params, *dependant.query_params, *dependant.body_params):
        yield from _in_field(each.field_info, required=True)


def _in_field(field: FieldInfo, *, required: bool) -> Iterator[bool]:
    needed = required and field.is_required()
    if NAMES_SHOPPER in field.metadata:
        yield needed
    if MAY_NAME_SHOPPER in field.metadata:
        yield False
    yield from _in_type(field.annotation, required=needed)


def _in_type(annotation: Any, *, required: bool) -> Iterator[bool]:  # noqa: ANN401 - any type at all
    if NAMES_SHOPPER in getattr(annotation, "__metadata__", ()):
        yield required
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from _in_field(field, required=required)
    for part in get_args(annotation):
        yield from _in_type(part, required=required)
