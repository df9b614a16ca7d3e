"""Whatever is sent to the assistant function on AWS, it answers, or explains the caller's mistake.

Each text of the list goes into each text member of each body, about things that exist.
"""

import json
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import pytest

from functions.assistant_api.app import lambda_handler
from shopguide.answer.service import AnswerService
from shopguide.api.errors import ERRORS
from shopguide.bootstrap import Container
from tests.integration.test_search_bad_input import LONGEST_PROBLEM, TEXTS

BODIES: Mapping[str, dict[str, Any]] = {
    "/v1/answers": {"question": "Is it loud?", "product_id": "HP-2", "language": "en"},
    "/v1/answers/{answer}/feedback": {"rating": "down", "comment": "", "shopper_id": "s"},
    "/v1/compare": {"product_ids": ["HP-1", "HP-2"], "need": "", "language": "en"},
    "/v1/products/HP-2/copy": {"kind": "ad", "persona": "", "language": "en"},
    "/v1/copy/{draft}/approve": {"by": ""},
    "/v1/copy/{draft}/reject": {"by": ""},
    "/v1/conversations": {"text": "chair", "language": "en", "shopper_id": "s"},
    "/v1/conversations/{conversation}/turns": {"text": "chair"},
    "/v1/conversations/{conversation}/state": {
        "need": "chair",
        "focus": "HP-1",
        "without": ["red"],
    },
    "/v1/moderation/cases/{case}/answer": {"text": "No.", "by": ""},
    "/v1/moderation/cases/{case}/reject": {"reason": "Silly.", "by": ""},
    "/v1/moderation/cases/{case}/reopen": {"by": ""},
}
MORE_TEXTS = {
    "20,000 characters": "Is it loud? " * 1_667,
    "1,000 characters of questions": "and what ? " * 90,
    "half a surrogate pair": "chair \ud83d",
    "Japanese": "このヘッドホンは防水ですか？",
    "Russian": "Какой вес у этих наушников?",
    "emoji alone": "🎧",
    "brackets": "(" * 1_000,
    "ordinals": "第" * 1_000,
    "questions": "?" * 1_000,
    "numbers": " ".join(map(str, range(250))),
}
_METHODS = {"/v1/conversations/{conversation}/state": "PATCH"}

Send = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def send(container: Container, load_event: Callable[[str], dict[str, Any]]) -> Send:
    """Sends an event with names put in; the status, and the body, checked if it is a problem."""
    container.__dict__["answer"] = AnswerService(
        container.index, container.encoder, lambda: None, container.clock, 2.0,
        cases=container.cases, kept=container.answers_kept,
    )  # fmt: skip
    template = load_event("api-answer")
    names: dict[str, str] = {}

    def call(
        method: str, path: str, body: str, content_type: str = "application/json"
    ) -> tuple[int, dict[str, Any]]:
        event = deepcopy(template)
        event["rawPath"] = re.sub(r"\{(\w+)\}", lambda match: names[match[1]], path)
        event["requestContext"]["http"] |= {"method": method, "path": event["rawPath"]}
        event["headers"]["content-type"] = content_type
        event["body"] = body
        answer = lambda_handler(event, None)
        said = json.loads(answer["body"])
        if answer["statusCode"] >= 400:
            assert answer["statusCode"] == said["status"] == ERRORS[said["code"]].status < 500
            assert len(answer["body"]) < LONGEST_PROBLEM
            assert said["fix"]
        return answer["statusCode"], said

    asked = call("POST", "/v1/answers", json.dumps({"question": "Can it fly?"}))[1]
    names |= {"answer": asked["answer_id"], "case": asked["case_id"]}
    names["conversation"] = call("POST", "/v1/conversations", '{"text": "chair"}')[1][
        "conversation_id"
    ]
    names["draft"] = call("POST", "/v1/products/HP-2/copy", '{"kind": "ad"}')[1]["draft_id"]
    return call


def method_of(path: str) -> str:
    return _METHODS.get(path, "POST")


@pytest.mark.parametrize("path", BODIES)
def test_any_text_in_any_member_is_answered(send: Send, path: str) -> None:
    for member, value in BODIES[path].items():
        for text in (TEXTS | MORE_TEXTS).values():
            body = {**BODIES[path], member: [text] if isinstance(value, list) else text}
            _, said = send(method_of(path), path, json.dumps(body))
            if said.get("code") in ("invalid_parameter", "invalid_body", "invalid_input"):
                assert said["field"].partition(".")[0] == member, said


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("null", 400),
        ("[]", 400),
        ('"text"', 400),
        ("{", 400),
        ('{"nonsense": 1}', 400),
        ('{"by": {"by": {}}, "text": 5, "question": ["x"], "need": true, "kind": 7}', 400),
        ("[" * 20_000, 400),
        ("{" + '"x": 1, ' * 20_000 + '"x": 1}', 400),
        ('{"text": "' + "x" * 1_000_001 + '"}', 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_body_that_is_none_of_the_routes_is_explained(
    send: Send, path: str, body: str, status: int
) -> None:
    assert send(method_of(path), path, body)[0] == status


def test_body_of_another_kind_is_explained(send: Send) -> None:
    for path, body in BODIES.items():
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
            status, said = send(method_of(path), path, json.dumps(body), kind)
            assert (status, said["code"]) == (415, "unsupported_media_type"), (path, kind)


def test_members_said_twice_count_once_and_arrays_have_their_limit(send: Send) -> None:
    said = send("POST", "/v1/answers", '{"question": "Red?", "question": "Blue?"}')[1]
    assert said["question"] == "Blue?"
    many = json.dumps({"product_ids": [f"p{number}" for number in range(50_000)]})
    status, problem = send("POST", "/v1/compare", many)
    assert (status, problem["field"]) == (400, "product_ids")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_method_that_a_route_does_not_take_is_told(send: Send, method: str) -> None:
    for path in ("/v1/compare", "/v1/answers", "/v1/moderation/sync"):
        status, problem = send(method, path, "")
        assert (status, problem["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(
    "name", ["nobody", "a%2Fb", "a/b", "%00", "..", "🎧", "x" * 200, "%FF", "'"]
)
def test_names_of_nothing_are_not_found(send: Send, name: str) -> None:
    for path, body in BODIES.items():
        odd = re.sub(r"\{\w+\}|HP-2", lambda _: name, path)
        if odd != path:
            status, problem = send(method_of(path), odd, json.dumps(body))
            assert status in (400, 404, 405), (odd, problem)
