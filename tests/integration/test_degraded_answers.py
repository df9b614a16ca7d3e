"""A part of the shop does not work: what can be answered without it is, and says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.assistant_api.app import router as assistant
from functions.shop_api.app import router as shop
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.api.schemas.reason import Wording
from shopguide.api.schemas.recommendation import RecommendationResponse
from shopguide.bootstrap import Container
from shopguide.domain.degraded import INDEX_UNAVAILABLE
from shopguide.domain.errors import BundleCorruptError, IndexUnavailableError
from shopguide.domain.ranking import Ranking
from shopguide.domain.record_key import KEPT_PRODUCTS, KEPT_PRODUCTS_TURN
from shopguide.domain.stages import collect_stages
from shopguide.recommend.kept_products import RENEWED_AFTER
from shopguide.search.reranking import HeadReranker
from tests.integration.unsteady_shop import Outage, UnsteadyPort


@pytest.fixture
def client(container: Container) -> TestClient:
    return TestClient(create_app("test", [assistant, shop], identify=everybody))


def cut_off_index(container: Any) -> None:
    """From now on the index answers nothing; parts that hold it are built anew."""
    dead = UnsteadyPort(InMemoryVectorIndex(), IndexUnavailableError, Outage(0))
    for part in ("recommend", "scenes", "search", "tastes", "shopper_profiles", "index"):
        container.__dict__.pop(part, None)
    container.__dict__["index"] = dead


def ids(body: Any) -> list[str]:
    return [hit["product"]["product_id"] for hit in body["hits"]]


def test_recommendations_without_index_are_what_was_kept_of_popular_products(
    container: Any, client: TestClient
) -> None:
    viewed = {"event_id": "1", "event_name": "view_item", "shopper_id": "s", "product_id": "SP-1"}
    assert client.post("/v1/events", json={"events": [viewed]}).json()["accepted"] == 1
    before = client.get("/v1/recommendations").json()
    assert (before["degraded"], before["notes"]) == (False, [])
    assert ids(before)[0] == "SP-1"
    cut_off_index(container)
    after = client.get("/v1/recommendations").json()
    assert (after["degraded"], after["notes"]) == (True, ["index_unavailable"])
    assert after["strategy"] == "popularity"
    assert set(ids(after)) == set(ids(before))
    assert ids(after)[0] == "SP-1", "the most popular one"


def test_kept_products_pass_the_filter_and_leave_out_what_the_shopper_has_seen(
    container: Any, client: TestClient
) -> None:
    client.get("/v1/recommendations")
    viewed = {"event_id": "1", "event_name": "view_item", "shopper_id": "s", "product_id": "HP-1"}
    client.post("/v1/events", json={"events": [viewed]})
    cut_off_index(container)
    asked = {"brand": "Auralis", "price_max": "100", "shopper_id": "s"}
    found = client.get("/v1/recommendations", params=asked).json()
    assert set(ids(found)) == {"HP-2", "SP-1"}
    named = {"shopper_id": "s", "brand": "Auralis"}
    assert "HP-1" not in ids(client.get("/v1/recommendations", params=named).json())


def test_without_index_and_with_nothing_kept_the_outage_is_told(
    container: Any, client: TestClient
) -> None:
    cut_off_index(container)
    for path in ("/v1/recommendations", "/v1/search?q=chair"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "index_unavailable")
        assert int(answer.headers["retry-after"]) > 0


def test_products_are_kept_anew_after_a_while_and_by_one_process(
    container: Any, client: TestClient
) -> None:
    clock: FixedClock = container.clock
    client.get("/v1/recommendations")
    assert len(container.records.get(KEPT_PRODUCTS)["products"]) == 8
    container.records.delete([KEPT_PRODUCTS])
    client.get("/v1/recommendations")
    assert container.records.get(KEPT_PRODUCTS) is None, "not yet again"
    clock.advance(RENEWED_AFTER / timedelta(seconds=1) + 1)
    container.records.put(KEPT_PRODUCTS_TURN, {}, if_absent=True)
    client.get("/v1/recommendations")
    assert container.records.get(KEPT_PRODUCTS) is None, "another process does"


def test_search_whose_reranker_is_damaged_says_so_and_finds_the_same(
    container: Any, client: TestClient
) -> None:
    plain = client.get("/v1/search", params={"q": "office chair"}).json()

    def damaged() -> None:
        raise BundleCorruptError("model.onnx is not what was built.")

    container.search._reranker = HeadReranker(damaged, budget_ms=40)
    found = client.get("/v1/search", params={"q": "office chair"}).json()
    assert (plain["degraded"], found["degraded"]) == (False, True)
    assert "reranker_unavailable" in found["notes"]
    assert ids(found) == ids(plain)


def test_what_is_degraded_is_counted() -> None:
    with collect_stages() as course:
        ranking = Ranking((), "popularity", (INDEX_UNAVAILABLE,))
        RecommendationResponse.of(ranking, Wording("en", {}))
        RecommendationResponse.of(replace(ranking, notes=()), Wording("en", {}))
    assert course.occurrences["degraded"] == 1
