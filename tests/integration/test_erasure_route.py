"""A shopper who asks to be forgotten is a stranger in the very next request."""

import threading
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.lake_export.app import lambda_handler
from functions.shop_api.app import app
from infra.local.forgetting import HourlySweep
from shopguide.adapters.memory.clock import FixedClock
from shopguide.bootstrap import Container
from shopguide.domain.errors import RecordsUnavailableError
from shopguide.domain.record_key import ERASURES
from shopguide.events.journal_sweep import JournalSweep

client = TestClient(app)

WHO = "shop/区 7"


def view(product_id: str) -> dict[str, Any]:
    return {"event_id": product_id, "event_name": "view_item", "shopper_id": WHO} | {
        "product_id": product_id
    }


def recommended() -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/v1/recommendations", params={"shopper_id": WHO}).json()
    return answer


def test_recommends_to_a_forgotten_shopper_as_to_a_stranger(container: Container) -> None:
    stranger = recommended()["strategy"]
    client.post("/v1/events", json={"events": [view("HP-1")]})
    assert recommended()["strategy"] != stranger
    answer = client.delete(f"/v1/shoppers/{WHO}")
    assert answer.status_code == 202, answer.text
    assert answer.json()["shopper_id"] == WHO
    assert recommended()["strategy"] in {stranger, "popularity"}
    assert client.delete(f"/v1/shoppers/{WHO}").status_code == 202


def test_nightly_export_completes_what_was_asked(container: Container) -> None:
    clock = container.clock
    assert isinstance(clock, FixedClock)
    client.post("/v1/events", json={"events": [view("HP-1")]})
    client.delete(f"/v1/shoppers/{WHO}")
    assert lambda_handler({}, None)["erasures"] == 0
    clock.advance(3600)
    assert lambda_handler({}, None)["erasures"] == 1
    assert list(container.records.query(ERASURES)) == []


@pytest.mark.parametrize(
    "failure", [RecordsUnavailableError("The table does not answer."), ValueError("a mistake")]
)
def test_server_tries_again_after_a_sweep_that_failed(
    container: Container, failure: Exception
) -> None:
    swept = threading.Event()
    failures = [failure]

    def sweep() -> JournalSweep:
        if failures:
            raise failures.pop()
        swept.set()
        return container.journal_sweep

    hourly = HourlySweep(sweep, every=0.01)
    hourly.start()
    assert swept.wait(10)
    hourly.stop()
