"""Whoever asks waits longer than what is asked, at every hop; docs/faults.md says the same."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.aws.template import read_resources
from shopguide.adapters.aws import client as aws
from shopguide.adapters.qdrant import connection as qdrant
from shopguide.adapters.s3 import objects as s3
from shopguide.api.request_time import LAST_ATTEMPT_SECONDS, REQUEST_SECONDS, seconds_for

ROOT = Path(__file__).parents[2]
GATEWAY_SECONDS = 30


def written() -> dict[str, float]:
    """The times that the page tells, by hop."""
    page = (ROOT / "docs/faults.md").read_text().partition("## Times")[2].partition("## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([\d.]+) \|", page, re.M)
    return {hop: float(seconds) for hop, seconds in rows}


def timeout_of(function: str) -> float:
    return float(read_resources(ROOT / "template.yaml")[function]["Properties"]["Timeout"])


def test_the_page_has_the_times_of_the_code() -> None:
    assert written() == {
        "API Gateway to a function": GATEWAY_SECONDS,
        "function `ShopApi`": timeout_of("ShopApi"),
        "function `AssistantApi`": timeout_of("AssistantApi"),
        "a request": REQUEST_SECONDS,
        "Qdrant, one answer": qdrant.TIMEOUT_SECONDS,
        "Qdrant, one connection": qdrant.CONNECT_SECONDS,
        "AWS, one connection": aws.CONNECT_SECONDS,
        "AWS, one answer": aws.READ_SECONDS,
        "attempts": aws.ATTEMPTS,
    }
    assert qdrant.ATTEMPTS == aws.ATTEMPTS


@pytest.mark.parametrize("function", ["ShopApi", "AssistantApi"])
def test_a_request_ends_before_its_function_and_that_before_the_gateway(function: str) -> None:
    timeout = timeout_of(function)
    assert timeout < GATEWAY_SECONDS
    lambda_context = SimpleNamespace(get_remaining_time_in_millis=lambda: timeout * 1000)
    seconds = seconds_for({"aws.context": lambda_context})
    assert qdrant.TIMEOUT_SECONDS <= seconds <= REQUEST_SECONDS
    assert seconds + LAST_ATTEMPT_SECONDS <= timeout


def test_what_outlasts_a_request_is_one_attempt() -> None:
    for read_seconds in (aws.READ_SECONDS, s3.READ_SECONDS):
        assert aws.CONNECT_SECONDS + read_seconds <= LAST_ATTEMPT_SECONDS


def test_a_late_request_still_has_a_moment() -> None:
    assert seconds_for({"aws.context": SimpleNamespace(get_remaining_time_in_millis=lambda: 9)}) > 0
    assert seconds_for({}) == REQUEST_SECONDS
