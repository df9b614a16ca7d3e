"""What a run writes names no shopper, no query, no body and no credential."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from functions.assistant_api.app import lambda_handler as assistant_api
from functions.shop_api.app import lambda_handler as shop_api
from shopguide.bootstrap import Container

TYPED = ("无线耳机", "session-8b1f")


def test_a_run_over_every_api_event_writes_nothing_that_a_shopper_sent(
    container: Container,
    load_event: Callable[[str], dict[str, Any]],
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("search", "recommendations", "events", "suggest", "product", "search-bad-limit"):
        event = load_event(f"api-{name}")
        event["headers"] = {**event.get("headers", {}), "authorization": "Bearer private-token"}
        shop_api(event, lambda_context)
    question = load_event("api-answer")
    assistant_api(question, lambda_context)
    written = "".join(capsys.readouterr())
    assert written.count('"RequestTime"') > 6
    sent = [*TYPED, "private-token", str(question["body"])]
    assert [each for each in sent if each in written] == []
