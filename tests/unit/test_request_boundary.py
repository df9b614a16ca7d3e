"""Whatever a request does, its answer has an id, the log says little, and nothing inside shows."""

import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import APIRouter, Query, Request
from starlette.testclient import TestClient

from shopguide.api.application import create_app
from shopguide.api.boundary import MAX_BODY_BYTES
from shopguide.api.caller import everybody
from shopguide.api.schemas.request import RequestModel
from shopguide.domain.errors import IndexUnavailableError

JSON = {"content-type": "application/json"}


class Parameters(RequestModel):
    q: str = ""
    shopper_id: str = ""


class Body(RequestModel):
    names: list[str]


@pytest.fixture
def client() -> TestClient:
    router = APIRouter()

    @router.get("/echo/{word}")
    def echo(word: str, parameters: Annotated[Parameters, Query()]) -> str:
        if parameters.q == "fail":
            raise RuntimeError("password=hunter2")
        if parameters.q == "down":
            raise IndexUnavailableError("Qdrant at http://10.0.0.1 does not answer.")
        return word

    @router.post("/body")
    def body(body: Body) -> int:
        return len(body.names)

    @router.put("/streams/one")
    async def stream(request: Request) -> int:
        return sum([len(piece) async for piece in request.stream()])

    return TestClient(
        create_app("Test", [router], identify=everybody, streamed_paths=["/streams/"])
    )


def test_callers_id_is_kept_and_a_strange_one_is_replaced(client: TestClient) -> None:
    kept = client.get("/echo/a", headers={"X-Request-Id": "app-42"})
    assert kept.headers["X-Request-Id"] == "app-42"
    replaced = client.get("/echo/a", headers={"X-Request-Id": "a b\tc" * 100})
    assert len(replaced.headers["X-Request-Id"]) == 32


def test_problem_carries_the_id_of_its_request(client: TestClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert answer.json()["code"] == "route_not_found"


def test_wrong_method_names_the_right_one(client: TestClient) -> None:
    answer = client.delete("/body")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.json()["code"] == "method_not_allowed"


def test_failure_is_logged_with_its_id_and_never_shown(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/echo/a?q=fail")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "hunter2" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert "hunter2" in caplog.text


def test_unavailable_index_is_503_with_retry_after_and_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/echo/a?q=down")
    assert (answer.status_code, answer.json()["code"]) == (503, "index_unavailable")
    assert answer.headers["Retry-After"]
    assert "10.0.0.1" not in answer.text
    assert "10.0.0.1" in caplog.text


def test_log_has_the_route_but_neither_path_nor_query_nor_body(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="shopguide"):
        client.get("/echo/private-path?q=private-query&shopper_id=private-shopper")
        client.post("/body", json={"names": ["private-body"]})
        client.post("/body", json={"names": ["private-body"], "private-name": 1})
    lines = [
        record.getMessage() for record in caplog.records if record.name.startswith("shopguide")
    ]
    assert len(lines) == 3
    assert "GET /echo/{word} 200" in lines[0]
    assert "private" not in "".join(lines)


@pytest.mark.parametrize("chunked", [False, True])
def test_body_over_the_limit_is_refused(client: TestClient, chunked: bool) -> None:
    body = b'{"names": ["' + b"x" * MAX_BODY_BYTES + b'"]}'

    def pieces() -> Iterator[bytes]:
        yield from (body[n : n + 65_536] for n in range(0, len(body), 65_536))

    answer = client.post("/body", content=pieces() if chunked else body, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_announced_size_is_enough_to_refuse_and_a_strange_one_does_no_harm(
    client: TestClient,
) -> None:
    for size in ("1000001", "9" * 5000):
        answer = client.post("/body", content=b"{}", headers={**JSON, "content-length": size})
        assert answer.status_code == 413
    answer = client.post("/body", content=b"{}", headers={**JSON, "content-length": "two"})
    assert answer.status_code == 400


def test_body_at_the_limit_is_read(client: TestClient) -> None:
    head, tail = b'{"names": ["', b'"]}'
    body = head + b"x" * (MAX_BODY_BYTES - len(head) - len(tail)) + tail
    assert client.post("/body", content=body, headers=JSON).json() == 1


def test_streamed_path_takes_any_size(client: TestClient) -> None:
    body = b"x" * (MAX_BODY_BYTES + 1)
    assert client.put("/streams/one", content=body).json() == len(body)


@pytest.mark.parametrize(
    ("content", "headers", "status", "code"),
    [
        (b"{", JSON, 400, "invalid_json"),
        (b"", JSON, 400, "invalid_body"),
        (b"\xff\xfe", JSON, 400, "invalid_json"),
        (b"[" * 100_000, JSON, 400, "invalid_json"),
        (b"1" * 10_000, JSON, 400, "invalid_json"),
        (b'{"names": [' + b"[" * 900 + b"]" * 900 + b"]}", JSON, 400, "invalid_body"),
        (b'{"names": ["\\ud83d"]}', JSON, 400, "invalid_body"),
        (b'{"\\ud83d": 1}', JSON, 400, "invalid_body"),
        (b'{"names": NaN}', JSON, 400, "invalid_body"),
        (b"null", JSON, 400, "invalid_body"),
        (b'{"names": []}', {"content-type": "text/plain"}, 415, "unsupported_media_type"),
        (b'{"names": []}', {}, 415, "unsupported_media_type"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_body_that_cannot_be_read_is_a_problem_of_the_caller(
    client: TestClient, content: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = client.post("/body", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["detail"]
    assert answer.json()["fix"]


def test_unknown_name_is_refused_with_those_that_are_known(client: TestClient) -> None:
    problem = client.get("/echo/a?colour=black").json()
    assert (problem["code"], problem["field"]) == ("invalid_parameter", "colour")
    assert problem["fix"] == "Known names: q, shopper_id."
