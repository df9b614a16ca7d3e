"""A search that is repeated over HTTP from the trace in its answer."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.shop_api.app import app
from shopguide.bootstrap import Container
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.text.index_layout import PRODUCTS

client = TestClient(app)


def trace_of(container: Container, **parameters: Any) -> str:
    answer = client.get("/v1/search", params={"q": "wireless headphones", **parameters})
    assert answer.status_code == 200, answer.text
    trace = answer.json()["trace"]
    assert isinstance(trace, str)
    return trace


def replay(trace: str) -> dict[str, Any]:
    answer = client.post("/v1/search/replay", json={"trace": trace})
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"limit": 2, "offset": 1},
        {"price_max": 100, "brand": ["Auralis", "Tonwerk"], "in_stock": True},
        {"facets": ["brand", "price"], "explain": True},
        {"q": "不要黑色的 耳机 500元以下", "off": ["price:-500"]},
        {"q": "cheapest chair under $250"},
        {"shopper_id": "stranger"},
    ],
    ids=" ".join,
)
def test_nothing_has_changed_a_moment_later(
    container: Container, parameters: dict[str, Any]
) -> None:
    report = replay(trace_of(container, **parameters))
    assert (report["verdict"], report["why"]) == ("identical", [])


def test_product_that_left_the_shop_is_missed_and_the_catalogue_named(
    container: Container,
) -> None:
    trace = trace_of(container)
    container.index.delete(PRODUCTS, ["HP-1"])
    container.records.put(LIVE_CATALOGUE, {"version": 2})
    report = replay(trace)
    assert (report["verdict"], report["vanished"]) == ("different", ["HP-1"])
    assert "The catalogue is version 2 now; it was 1." in report["why"]


def test_taste_that_has_changed_since_is_named(container: Container) -> None:
    trace = trace_of(container, shopper_id="s")
    event = ReportedInteraction("e", "s", InteractionKind.PURCHASE, "SP-1")
    container.events.record([event])
    assert [change["what"] for change in replay(trace)["versions"]] == ["profile"]


@pytest.mark.parametrize("trace", ["x", "AAAA", "%00", "黑色", "A" * 1000])
def test_what_is_no_trace_is_refused_with_the_fix(container: Container, trace: str) -> None:
    answer = client.post("/v1/search/replay", json={"trace": trace})
    problem = answer.json()
    assert (answer.status_code, problem["field"]) == (400, "trace")
    assert "as the search answered it" in problem["fix"]
