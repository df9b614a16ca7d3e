"""Whatever callers send to the shop function, they get an answer or their own mistake explained."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from functions.shop_api.app import app
from shopguide.api.errors import ERRORS
from shopguide.bootstrap import Container

client = TestClient(app, raise_server_exceptions=True)

EVENT = {"event_id": "e1", "event_name": "view_item", "shopper_id": "s", "product_id": "HP-1"}
fuzz = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def problem_of(answer: Any) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] in ERRORS
    assert problem["status"] == answer.status_code == ERRORS[problem["code"]].status
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    return problem


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%00%E2%80%8B", "q"),
        ("q=" + "x" * 513, "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=-1", "limit"),
        ("q=a&limit=10000", "limit"),
        ("q=a&limit=1.5", "limit"),
        ("q=a&limit=ten", "limit"),
        ("q=a&limit=" + "9" * 5000, "limit"),
        ("q=a&offset=1001", "offset"),
        ("q=a&price_min=nan", "price_min"),
        ("q=a&price_max=inf", "price_max"),
        ("q=a&price_max=1e400", "price_max"),
        ("q=a&price_max=-0.01", "price_max"),
        ("q=a&price_min=cheap", "price_min"),
        ("q=a&price_min=", "price_min"),
        ("q=a&price_min=10&price_max=5", "price_min"),
        ("q=a&currency=EURO", "currency"),
        ("q=a&currency=XXX", "currency"),
        ("q=a&brand=", "brand.0"),
        ("q=a&brand=%20", "brand"),
        ("q=a&category=" + "x" * 301, "category.0"),
        ("q=a&" + "brand=b&" * 51, "brand"),
        ("q=a&in_stock=perhaps", "in_stock"),
        ("q=a&tint=black", "tint"),
        ("q=a&Limit=5", "Limit"),
        ("q=a&%F0%9F%8E%A7=1", "🎧"),
    ],
    ids=lambda value: value[:40],
)
def test_wrong_search_names_the_parameter_and_the_fix(
    container: Container, query: str, field: str
) -> None:
    problem = problem_of(client.get(f"/v1/search?{query}"))
    assert problem["status"] == 400
    assert problem["code"] == "invalid_parameter"
    assert problem["field"] == field
    assert problem["fix"]


@pytest.mark.parametrize(
    "query", ["🎧🎧", "سماعات لاسلكية", "%E2%80%AEgnirts", "%FF%FE", "a%00b", "'; --"]
)
def test_strange_but_readable_queries_are_searched(container: Container, query: str) -> None:
    assert client.get(f"/v1/search?q={query}").status_code == 200


def test_unknown_parameter_is_answered_with_the_known_ones(container: Container) -> None:
    fix = problem_of(client.get("/v1/search?q=a&tint=black"))["fix"]
    assert all(name in fix for name in ("q", "price_min", "brand", "in_stock", "offset"))


@pytest.mark.parametrize(
    "path",
    [
        "/v1/products/nope",
        "/v1/products/%F0%9F%8E%A7",
        "/v1/products/%FF",
        "/v1/products/nope/similar",
        "/v1/products/" + "x" * 128,
    ],
)
def test_unknown_product_is_not_found(container: Container, path: str) -> None:
    problem = problem_of(client.get(path))
    assert (problem["status"], problem["code"]) == (404, "product_not_found")


@pytest.mark.parametrize("path", ["a%2Fb", "a%2Fb/similar", "a/b"])
def test_product_id_may_have_slashes(container: Container, path: str) -> None:
    answer = client.get(f"/v1/products/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "product_not_found")
    assert "'a/b'" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/v1/products/" + "x" * 129, "/v1/products/a%00b", "/v1/products/%01/similar"]
)
def test_id_that_can_be_none_is_refused(container: Container, path: str) -> None:
    problem = problem_of(client.get(path))
    assert (problem["code"], problem["field"]) == ("invalid_parameter", "product_id")


@pytest.mark.parametrize("path", ["/v1/health?verbose=1", "/v1/products/HP-1?fields=title"])
def test_route_without_parameters_takes_none(container: Container, path: str) -> None:
    problem = problem_of(client.get(path))
    assert problem["fix"] == "Known names: none."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "events"),
        ({"events": []}, "events"),
        ({"events": [EVENT] * 501}, "events"),
        ({"events": "all"}, "events"),
        ({"events": {"0": EVENT}}, "events"),
        ({"events": [EVENT], "shopper": "s"}, "shopper"),
        ([EVENT], None),
    ],
    ids=lambda value: json.dumps(value)[:40],
)
def test_wrong_batch_is_refused_whole(container: Container, body: Any, field: str | None) -> None:
    problem = problem_of(client.post("/v1/events", json=body))
    assert (problem["code"], problem.get("field")) == ("invalid_body", field)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"event_name": "buy"}, "event_name", "invalid_event"),
        ({"event_id": ""}, "event_id", "invalid_event"),
        ({"event_id": 7}, "event_id", "invalid_event"),
        ({"shopper_id": "x" * 129}, "shopper_id", "invalid_event"),
        ({"shopper_id": "\ud83d"}, "shopper_id", "invalid_event"),
        ({"product_id": "a\x00"}, "product_id", "invalid_event"),
        ({"product_id": None}, "product_id", "invalid_event"),
        ({"price": 5}, "price", "invalid_event"),
        ({"timestamp": "yesterday"}, "timestamp", "invalid_event"),
        ({"timestamp": "2026-01-01T00:00:00"}, "timestamp", "invalid_event"),
        ({"timestamp": 1767225600}, "timestamp", "invalid_event"),
        ({"timestamp": "2027-01-01T00:00:00Z"}, "timestamp", "timestamp_in_future"),
        ({"timestamp": "0001-01-01T00:00:00+14:00"}, "timestamp", "timestamp_too_old"),
    ],
    ids=str,
)
def test_wrong_event_is_rejected_alone(
    container: Container, change: dict[str, Any], field: str, code: str
) -> None:
    # json= would not encode half a surrogate pair; JSON itself spells it in ASCII.
    body = json.dumps({"events": [EVENT, {**EVENT, "event_id": "e2", **change}]})
    answer = client.post("/v1/events", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    receipt = answer.json()
    assert receipt["accepted"] == 1
    [rejected] = receipt["rejected"]
    assert (rejected["index"], rejected["code"], rejected["field"]) == (1, code, field)
    assert rejected["detail"]


def test_ids_of_any_script_are_recorded_and_come_back(container: Container) -> None:
    event = {**EVENT, "shopper_id": "会话 🎧", "product_id": "耳机-1"}
    assert client.post("/v1/events", json={"events": [event]}).json()["accepted"] == 1
    answer = client.get("/v1/recommendations", params={"shopper_id": "会话 🎧", "limit": 1})
    assert answer.json()["hits"][0]["reason"]["product_id"] == "耳机-1"


texts = st.text(max_size=20) | st.sampled_from(["", "nan", "1e400", "-1", "0", "٣", "true", "\x00"])
search_parameters = st.dictionaries(
    st.sampled_from(
        "q limit offset price_min price_max currency brand category in_stock shopper_id".split()
    )
    | st.text(max_size=5),
    texts | st.lists(texts, max_size=3),
    max_size=6,
)


@fuzz
@given(search_parameters, st.sampled_from(["/v1/search", "/v1/recommendations"]))
def test_no_parameters_break_a_ranking(
    container: Container, parameters: dict[str, Any], path: str
) -> None:
    answer = client.get(path, params=parameters)
    if answer.status_code != 200:
        assert problem_of(answer)["status"] == 400


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
events = st.fixed_dictionaries(
    {},
    optional={
        "event_id": st.text(max_size=5) | json_values,
        "event_name": st.sampled_from(["view_item", "purchase"]) | json_values,
        "shopper_id": st.text(max_size=5) | json_values,
        "product_id": st.sampled_from(["HP-1", "nope"]) | json_values,
        "timestamp": st.datetimes().map(lambda moment: moment.isoformat() + "Z") | json_values,
    },
)


@fuzz
@given(st.fixed_dictionaries({"events": st.lists(events | json_values, max_size=4)}) | json_values)
def test_no_body_breaks_the_events(container: Container, body: Any) -> None:
    content = json.dumps(body)
    answer = client.post(
        "/v1/events", content=content, headers={"content-type": "application/json"}
    )
    if answer.status_code == 200:
        receipt = answer.json()
        told = receipt["accepted"] + receipt["duplicates"] + len(receipt["rejected"])
        assert told == len(body["events"])
    else:
        assert problem_of(answer)["code"] in {"invalid_body", "invalid_json"}


@fuzz
@given(st.binary(max_size=60))
def test_no_bytes_break_the_events(container: Container, content: bytes) -> None:
    answer = client.post(
        "/v1/events", content=content, headers={"content-type": "application/json"}
    )
    assert problem_of(answer)["status"] == 400
