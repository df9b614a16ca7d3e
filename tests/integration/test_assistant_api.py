"""The assistant function from API Gateway's event to its answer, over adapters in memory."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from functions.assistant_api.app import lambda_handler
from shopguide.answer.service import AnswerService
from shopguide.bootstrap import Container

Ask = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def ask(load_event: Callable[[str], dict[str, Any]]) -> Ask:
    """Sends the event document, or one with another body, and returns status and decoded body."""

    def send(body: object = None, context: Any = None) -> tuple[int, dict[str, Any]]:
        event = load_event("api-answer")
        if body is not None:
            event["body"] = body if isinstance(body, str) else json.dumps(body)
        answer = lambda_handler(event, context)
        return answer["statusCode"], json.loads(answer["body"])

    return send


@pytest.fixture
def answering(container: Container) -> Container:
    """The shop, with a service that answers whatever its confidence."""
    container.__dict__["answer"] = AnswerService(
        container.index, container.encoder, lambda: None, container.clock, threshold=0.0
    )
    return container


def test_answer_shows_its_evidence(answering: Container, ask: Ask) -> None:
    status, body = ask()
    assert status == 200
    assert body["text"] == "Price: 59.00 USD."
    assert not body["abstained"]
    assert body["composed_by"] == "extraction"
    assert (body["language"], body["product_id"]) == ("en", "HP-2")
    [citation] = body["citations"]
    assert citation["sentence"] == 0
    assert citation["passage"]["passage_id"] == "HP-2/price"
    assert citation["passage"]["kind"] == "attribute"
    assert 0 <= citation["score"] <= 1
    assert body["closest"] == []
    assert body["took_ms"] > 0
    assert body["answered_at"] == "2026-01-01T00:00:00Z"


def test_abstention_is_an_answer_too(container: Container, ask: Ask) -> None:
    container.__dict__["answer"] = AnswerService(
        container.index, container.encoder, lambda: None, container.clock, threshold=1.0
    )
    status, body = ask({"question": "它会飞吗？", "product_id": "耳机-1"})
    assert (status, body["abstained"], body["citations"]) == (200, True, [])
    assert (body["text"], body["verdict"]) == ("店里的数据没有说明。", "unknown")
    assert 1 <= len(body["closest"]) <= 3


def test_missing_generator_is_a_note_and_no_failure(answering: Container, ask: Ask) -> None:
    status, body = ask({"question": "How much?", "product_id": "HP-2", "compose": "generate"})
    assert status == 200
    assert "generator_unavailable" in body["notes"]


def test_runs_under_the_lambda_context(
    answering: Container, ask: Ask, lambda_context: SimpleNamespace
) -> None:
    assert ask(context=lambda_context)[0] == 200


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 400, "invalid_body", "question"),
        ({"question": "  "}, 400, "invalid_parameter", "question"),
        ({"question": "a" * 1001}, 400, "invalid_parameter", "question"),
        ({"question": "多" * 20_000}, 400, "invalid_parameter", "question"),
        ({"question": "\U0001f44d\U0001f44d"}, 400, "invalid_parameter", "question"),
        ({"question": "Heavy?", "language": "fr"}, 400, "invalid_parameter", "language"),
        ({"question": "Heavy?", "compose": "sing"}, 400, "invalid_body", "compose"),
        ({"question": "Heavy?", "colour": "red"}, 400, "invalid_body", "colour"),
        ({"question": "Heavy?", "product_id": ""}, 400, "invalid_body", "product_id"),
        ({"question": "Heavy?", "product_id": "NOPE"}, 404, "product_not_found", "product_id"),
        ("{not json", 400, "invalid_json", None),
    ],
)
def test_bad_request_names_the_field_and_the_fix(
    container: Container, ask: Ask, body: object, status: int, code: str, field: str | None
) -> None:
    answered, problem = ask(body)
    assert (answered, problem["code"], problem.get("field")) == (status, code, field)
    assert problem["fix"]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("これは防水ですか？", "zh"),  # its characters are half Chinese
        ("هل هو مقاوم للماء؟", "en"),
        ("Ist es wasserdicht?", "en"),
        ("Можно стирать?", "en"),
        ("防水吗 \U0001f914\U0001f914", "zh"),
        ("\u202eproofretaw ti sI", "en"),
    ],
)
def test_questions_in_other_languages_are_answered_in_chinese_or_english(
    container: Container, ask: Ask, question: str, language: str
) -> None:
    status, body = ask({"question": question, "product_id": "HP-2"})
    assert (status, body["language"]) == (200, language)
    assert body["text"]


def test_abstention_names_its_case_and_several_questions_have_parts(
    container: Container, ask: Ask
) -> None:
    container.__dict__["answer"] = AnswerService(
        container.index,
        container.encoder,
        lambda: None,
        container.clock,
        threshold=1.0,
        cases=container.cases,
        kept=container.answers_kept,
    )
    status, body = ask({"question": "Does it fly? What is it made of?", "product_id": "HP-2"})
    assert status == 200
    assert body["abstained"]
    assert len(body["parts"]) == 2
    assert container.cases.find(body["case_id"]).question == "Does it fly?"
    assert container.answers_kept.get(body["answer_id"]).answer_id == body["answer_id"]


def test_comparison_shows_its_products(answering: Container, ask: Ask) -> None:
    status, body = ask({"question": "Which is cheaper, HP-1 or HP-2?"})
    assert status == 200
    assert body["composed_by"] == "computation"
    assert [product["product_id"] for product in body["products"]] == ["HP-1", "HP-2"]
    assert body["text"].endswith("Cheaper: Wireless in-ear headphones.")
