"""Every route, called by every kind of caller, with each kind of credential that is wrong.

Routes are those of the applications; which of them name a shopper, and where, is read off them, so
a new route is tried as soon as it is there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from unittest.mock import MagicMock

import pytest
from starlette.testclient import TestClient

from functions.assistant_api.app import app as assistant_app
from functions.assistant_api.app import router as assistant_router
from functions.shop_api.app import app as shop_app
from functions.shop_api.app import lambda_handler as shop_api
from functions.shop_api.app import router as shop_router
from infra.local.experiments import experiments_router
from infra.local.merchandising import merchandising_router
from infra.local.one_machine import STREAMED
from infra.local.reindex import reindex_router
from infra.local.reports import reports_router
from infra.local.signals.router import signals_router
from infra.local.synonym_suggestions import suggestions_router
from infra.local.uploads import local_router
from shopguide.access.key_changes import KeyChanges
from shopguide.adapters.memory.secrets import InMemorySecrets
from shopguide.api.route_access import Admits, admits, routes_in
from shopguide.bootstrap import Container
from shopguide.domain.caller import CallerKind
from shopguide.domain.session import shopper_id_of_account

ROUTES = [
    (app, method, route)
    for app, router in ((shop_app, shop_router), (assistant_app, assistant_router))
    for method, route in routes_in(router.routes)
]
NAMES = [f"{method} {route.path_format}" for _, method, route in ROUTES]
each_route = pytest.mark.parametrize("case", ROUTES, ids=NAMES)

EVENT = {"event_id": "e1", "event_name": "view_item", "product_id": "HP-1"}
BODIES: Mapping[str, dict[str, Any]] = {
    "/v1/events": {"events": [EVENT]},
    "/v1/answers/{answer_id}/feedback": {"rating": "up"},
    "/v1/recommendations/campaign": {"product_ids": ["HP-1"]},
    "/v1/conversations/{conversation_id}/turns": {"text": "headphones"},
}
"""What else a body must have, so that nothing but its shopper is wrong with it."""


class Callers:
    """One credential of each kind, over the keys of the container."""

    def __init__(self, container: Container) -> None:
        access, clock = container.access, container.clock
        mine, other = access.begin(), access.begin()
        self.shopper_id = mine.session.shopper_id
        store = container.secrets
        changes = KeyChanges(store, "access.json", clock, 3600)  # type: ignore[arg-type]
        _, backend = changes.add_api_key("checkout", CallerKind.BACKEND)
        _, operator = changes.add_api_key("catalogue", CallerKind.OPERATOR)
        self.mine, self.other = mine.token, other.token
        self.backend, self.operator = backend, operator
        head, _, signature = mine.token.rpartition(".")
        self.forged = f"{head}.{signature[::-1]}"
        clock.advance(-31 * 24 * 3600)  # type: ignore[attr-defined]
        self.expired = access.begin().token
        clock.advance(31 * 24 * 3600)  # type: ignore[attr-defined]


@pytest.fixture
def callers(container: Container) -> Callers:
    container.settings = replace(container.settings, access="sessions")
    return Callers(container)


def ask(case: Any, credential: str, shopper_id: str) -> tuple[int, str]:
    """Call a route, naming the shopper wherever it can be named; status and code."""
    app, method, route = case
    path = route.path_format.replace("{shopper_id}", shopper_id)
    path = path.replace("{product_id}", "HP-1").replace("{", "").replace("}", "")
    query = {"shopper_id": shopper_id} if _takes_in_query(route) else {}
    if route.path_format == "/v1/search":
        query["q"] = "headphones"
    body = _body(route, shopper_id) if route.body_field else None
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.request(method, path, params=query, json=body, headers=headers)
    problem = answer.json() if answer.status_code >= 400 else {}
    return answer.status_code, problem.get("code", "")


def _takes_in_query(route: Any) -> bool:
    return any(
        "shopper_id" in getattr(field.field_info.annotation, "model_fields", {})
        for field in route.dependant.query_params
    )


def _body(route: Any, shopper_id: str) -> dict[str, Any]:
    body = dict(BODIES.get(route.path_format, {}))
    if "events" in body:
        return {"events": [{**EVENT, "shopper_id": shopper_id}]}
    if "shopper_id" in getattr(route.body_field.field_info.annotation, "model_fields", {}):
        body["shopper_id"] = shopper_id
    return body


def refusals(callers: Callers, admitted: Admits) -> Iterator[tuple[str, tuple[int, str]]]:
    """Credentials that must be refused where a shopper is named, and how."""
    wrong = {
        "forged": (callers.forged, (401, "session_invalid")),
        "expired": (callers.expired, (401, "session_expired")),
        "no key": ("sgk_0_0", (401, "api_key_invalid")),
        "another's token": ("eyJhbGciOiJub25lIn0.e30.", (401, "session_invalid")),
    }
    if admitted is Admits.OPERATOR:
        yield from wrong.values()
        for credential in ("", callers.mine, callers.other, callers.backend):
            yield credential, (403, "operators_only")
    elif admitted in (Admits.SHOPPER, Admits.SHOPPER_IF_NAMED):
        yield from wrong.values()
        yield "", (401, "session_required")
        yield callers.other, (403, "not_your_shopper")


def of_kind(*kinds: Admits) -> pytest.MarkDecorator:
    chosen = [
        pytest.param(case, id=name)
        for case, name in zip(ROUTES, NAMES, strict=True)
        if admits(case[2]) in kinds and case[2].path_format != "/v1/search/replay"
    ]
    return pytest.mark.parametrize("case", chosen)


@of_kind(Admits.OPERATOR, Admits.SHOPPER, Admits.SHOPPER_IF_NAMED)
def test_wrong_caller_is_refused(case: Any, callers: Callers) -> None:
    for credential, expected in refusals(callers, admits(case[2])):
        assert ask(case, credential, callers.shopper_id) == expected, credential[:12]


@each_route
def test_right_caller_is_not(case: Any, callers: Callers) -> None:
    right = {
        Admits.ANYONE: ("", callers.mine, callers.backend, callers.operator),
        Admits.SHOPPER_IF_NAMED: (callers.mine, callers.backend, callers.operator),
        Admits.SHOPPER: (callers.mine, callers.backend, callers.operator),
        Admits.OPERATOR: (callers.operator,),
        Admits.ACCOUNT: (),
    }[admits(case[2])]
    for credential in right:
        status, _ = ask(case, credential, callers.shopper_id)
        assert status not in (401, 403)


@of_kind(Admits.SHOPPER_IF_NAMED)
def test_who_names_nobody_needs_no_session(case: Any, callers: Callers) -> None:
    app, method, route = case
    body = (
        {name: value for name, value in _body(route, "").items() if name != "shopper_id"}
        if route.body_field
        else None
    )
    path = route.path_format.replace("{product_id}", "HP-1")
    query = {"q": "chair"} if path == "/v1/search" else {}
    answer = TestClient(app).request(method, path, params=query, json=body)
    assert answer.status_code not in (401, 403)


def test_one_event_of_another_shopper_refuses_the_whole_batch(callers: Callers) -> None:
    """A session is its shopper's alone, so a batch is not half somebody else's."""
    events = [
        {**EVENT, "shopper_id": callers.shopper_id},
        {**EVENT, "event_id": "e2", "shopper_id": "anon-other"},
    ]
    headers = {"Authorization": f"Bearer {callers.mine}"}
    answer = TestClient(shop_app).post("/v1/events", json={"events": events}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_shopper")


def test_trace_of_a_search_is_repeated_for_its_shopper_alone(
    container: Container, callers: Callers
) -> None:
    """The trace names whose taste ordered the hits, and repeating it tells that taste."""
    client = TestClient(shop_app)
    mine = {"Authorization": f"Bearer {callers.mine}"}
    query = {"q": "headphones", "shopper_id": callers.shopper_id}
    trace = {"trace": client.get("/v1/search", params=query, headers=mine).json()["trace"]}
    other = {"Authorization": f"Bearer {callers.other}"}
    for headers, status in ((mine, 200), (other, 403), ({}, 401)):
        answer = client.post("/v1/search/replay", json=trace, headers=headers)
        assert answer.status_code == status
    nobodys = {"trace": client.get("/v1/search", params={"q": "chair"}).json()["trace"]}
    assert client.post("/v1/search/replay", json=nobodys).status_code == 200


def local_routes(container: Container) -> list[tuple[str, Any]]:
    routers = [
        local_router(lambda: container),
        reindex_router(lambda: container),
        merchandising_router(lambda: container),
        suggestions_router(lambda: container),
        reports_router(lambda: container),
        signals_router(lambda: container, MagicMock()),
        experiments_router(lambda: container),
    ]
    return [each for router in routers for each in routes_in(router.routes)]


def test_body_without_a_limit_is_read_by_no_route_before_it_knows_who_sends_it(
    container: Container,
) -> None:
    """A declared body is read whole before any dependency is asked, also that of operators."""
    streamed = [
        (method, route)
        for method, route in local_routes(container)
        if route.path_format.startswith(STREAMED)
    ]
    assert ("PUT", "/local/signals/added/{name}") in {(m, r.path_format) for m, r in streamed}
    assert [route.path_format for _, route in streamed if route.body_field] == []


def test_routes_of_the_one_machine_server_are_its_operators(container: Container) -> None:
    open_to_others = {
        (method, route.path_format)
        for method, route in local_routes(container)
        if admits(route) is not Admits.OPERATOR
    }
    # Those two also take a signed address, and else ask for an operator themselves.
    assert open_to_others == {
        ("PUT", "/local/uploads/{kind}/{name}"),
        ("PUT", "/local/uploads/check/{kind}/{name}"),
    }


def test_search_of_the_catalogue_needs_no_keys(container: Container, callers: Callers) -> None:
    """A shop whose secrets cannot be read still sells."""
    store = InMemorySecrets()
    store.down = True
    container.__dict__["secrets"] = store
    container.__dict__.pop("access")
    expired = {"Authorization": f"Bearer {callers.expired}"}
    client = TestClient(shop_app)
    assert client.get("/v1/search", params={"q": "chair"}, headers=expired).status_code == 200
    assert store.reads == 0
    personal = {"q": "chair", "shopper_id": callers.shopper_id}
    answer = client.get("/v1/search", params=personal, headers=expired)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")


def test_signature_that_api_gateway_has_checked_makes_an_operator(
    callers: Callers, load_event: Any, lambda_context: Any
) -> None:
    event = load_event("api-import")
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/v1/catalog/versions"
    assert shop_api(event, lambda_context)["statusCode"] == 403
    event["requestContext"]["authorizer"] = {"iam": {"userArn": "arn:aws:iam::1:user/mei"}}
    assert shop_api(event, lambda_context)["statusCode"] == 200


def test_account_that_api_gateway_has_checked_gets_a_session(
    callers: Callers, load_event: Any, lambda_context: Any
) -> None:
    event = load_event("api-events")
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/v1/sessions/signed-in"
    event["headers"]["authorization"] = "Bearer eyJ.of.an.identity.provider"
    event |= {"body": json.dumps({"session_token": callers.mine}), "isBase64Encoded": False}
    assert shop_api(event, lambda_context)["statusCode"] == 404, "nobody has checked it"
    claims = {"iss": "https://id.example", "sub": "7"}
    event["requestContext"]["authorizer"] = {"jwt": {"claims": claims, "scopes": None}}
    answer = shop_api(event, lambda_context)
    assert answer["statusCode"] == 201
    begun = json.loads(answer["body"])
    assert begun["shopper_id"] == shopper_id_of_account("https://id.example", "7")
    assert begun["former_shopper_id"] == callers.shopper_id
    mine = {"Authorization": f"Bearer {begun['session_token']}"}
    path = f"/v1/shoppers/{begun['shopper_id']}/interests"
    assert TestClient(shop_app).get(path, headers=mine).status_code == 200
