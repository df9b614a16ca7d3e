"""Feedback and the queue over HTTP: from an abstention to a verified answer, and back."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from functions.assistant_api.app import router as assistant
from infra.local.in_process import InProcessTransport
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.bootstrap import Container

CASES = "/v1/moderation/cases"
ASKED = "How many decibels are its loudest sounds?"


@pytest.fixture
def http(container: Container) -> Iterator[httpx.Client]:
    assert container  # the shop that the routes speak to
    app = create_app("test", [assistant], identify=everybody)
    with httpx.Client(transport=InProcessTransport(app), base_url="http://test") as client:
        yield client


def ask(http: httpx.Client, question: str = ASKED, **body: Any) -> dict[str, Any]:
    answer = http.post("/v1/answers", json={"question": question, "product_id": "HP-1", **body})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def post(http: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = http.post(path, json=body)
    assert answer.is_success, answer.text
    return dict(answer.json())


@pytest.fixture
def case_id(http: httpx.Client, container: Container) -> str:
    """Of a question that the shop's data did not answer."""
    asked = ask(http)
    rated = post(http, f"/v1/answers/{asked['answer_id']}/feedback", rating="down")
    assert container.cases.find(rated["case_id"]).question == ASKED
    return str(rated["case_id"])


def test_answered_case_is_what_the_next_shopper_reads(http: httpx.Client, case_id: str) -> None:
    listed = http.get(CASES, params={"product_id": "HP-1"}).json()
    assert [case["case_id"] for case in listed["cases"]] == [case_id]
    shown = http.get(f"{CASES}/{case_id}").json()
    assert (shown["question"], shown["reason"]) == (ASKED, "disliked")
    assert shown["closest_now"]
    answered = post(http, f"{CASES}/{case_id}/answer", text="98 decibels.", by="anna")
    assert (answered["status"], answered["verified_by"]) == ("answered", "anna")
    asked = ask(http, ASKED.lower())
    assert (asked["text"], asked["abstained"]) == ("98 decibels.", False)
    assert asked["citations"][0]["passage"]["source"] == f"verified:{case_id}"


def test_second_decision_is_told_who_was_faster(http: httpx.Client, case_id: str) -> None:
    post(http, f"{CASES}/{case_id}/reject", reason="nobody measured it", by="anna")
    late = http.post(f"{CASES}/{case_id}/answer", json={"text": "98 decibels.", "by": "bert"})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    assert late.json()["detail"].startswith("anna rejected this case at")
    assert post(http, f"{CASES}/{case_id}/reopen", by="bert")["status"] == "open"
    assert post(http, f"{CASES}/{case_id}/answer", text="98 decibels.", by="bert")["in_use"]


def test_deleted_case_is_gone_with_its_answer(http: httpx.Client, case_id: str) -> None:
    post(http, f"{CASES}/{case_id}/answer", text="98 decibels.", by="anna")
    assert http.delete(f"{CASES}/{case_id}").json() == {"case_id": case_id}
    again = http.get(f"{CASES}/{case_id}")
    assert (again.status_code, again.json()["code"]) == (404, "case_not_found")
    assert "98" not in ask(http)["text"]


def test_report_counts_cases_and_thumbs(http: httpx.Client, case_id: str) -> None:
    asked = ask(http, "Is it wireless?")
    path = f"/v1/answers/{asked['answer_id']}/feedback"
    assert post(http, path, rating="up", shopper_id="s1")["up"] == 1
    report = http.get("/v1/moderation/report").json()
    assert report["open_by_reason"]["disliked"] == 1
    assert report["most_asked"][0]["case_id"] == case_id
    kinds = report["answers"].values()
    assert sum(kind["answers"] for kind in kinds) == 2
    assert sum(kind["up"] + kind["abstained_up"] for kind in kinds) == 1
    assert post(http, "/v1/moderation/sync")["waiting"] == 0


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/v1/answers/nobody/feedback", {"rating": "up"}, (404, "answer_not_found")),
        ("/v1/answers/x/feedback", {"rating": "meh"}, (400, "invalid_body")),
        ("/v1/answers/x/feedback", {"rating": "up", "comment": "c" * 501}, (400, "invalid_body")),
        ("/v1/answers/x/feedback", {}, (400, "invalid_body")),
        (f"{CASES}/nobody/answer", {"text": "yes"}, (404, "case_not_found")),
        (f"{CASES}/nobody/answer", {"text": " "}, (400, "invalid_parameter")),
        (f"{CASES}/nobody/answer", {"text": "x" * 5000}, (400, "invalid_parameter")),
        (f"{CASES}/nobody/reject", {"reason": ""}, (400, "invalid_body")),
        (f"{CASES}/nobody/reopen", {"why": "x"}, (400, "invalid_body")),
        (f"{CASES}/nobody/reopen", {}, (404, "case_not_found")),
    ],
)
def test_bad_input_is_told_what_is_wrong(
    http: httpx.Client, path: str, body: dict[str, Any], code: tuple[int, str]
) -> None:
    answer = http.post(path, json=body)
    assert (answer.status_code, answer.json()["code"]) == code


@pytest.mark.parametrize(
    "parameters",
    [{"limit": 0}, {"limit": 101}, {"status": "lost"}, {"cursor": "x"}, {"order": "random"}],
)
def test_bad_lists_are_refused(http: httpx.Client, parameters: dict[str, Any]) -> None:
    answer = http.get(CASES, params=parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
