"""The shop function from API Gateway's event to its answer, over adapters in memory."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.shop_api.app import lambda_handler
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import CatalogKind, ImportRecord, ImportStatus, import_to_json
from shopguide.domain.errors import IndexUnavailableError
from shopguide.domain.record_key import import_key

Call = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def call(load_event: Callable[[str], dict[str, Any]]) -> Call:
    """Sends an event document, with `changes` to it, and returns status and decoded body."""

    def send(name: str, context: Any = None, **changes: Any) -> tuple[int, dict[str, Any]]:
        answer = lambda_handler({**load_event(name), **changes}, context)
        assert answer["isBase64Encoded"] is False
        return answer["statusCode"], json.loads(answer["body"])

    return send


def product_ids(body: dict[str, Any]) -> list[str]:
    return [hit["product"]["product_id"] for hit in body["hits"]]


def test_search_finds_within_the_constraints_of_the_query_string(
    container: Container, call: Call
) -> None:
    status, body = call("api-search")
    assert status == 200
    assert body["query"] == "无线耳机"
    assert product_ids(body) == ["耳机-1", "保温杯-1"]
    assert body["hits"][0]["product"]["current_price"] == {"amount": "299.00", "currency": "CNY"}
    assert body["strategy"] == "hybrid"
    assert body["catalogue_version"] == 1
    assert body["encoder"] == "hashing@1"
    assert body["took_ms"] > 0


def test_search_tells_how_the_query_was_read_and_the_order_made(
    container: Container, call: Call
) -> None:
    asked = urlencode(
        {
            "q": "wireless headphones under $100 not sedia",
            "facets": ["brand", "price"],
            "limit": 2,
            "explain": True,
            "shopper_id": "s-1",
        },
        doseq=True,
    )
    status, body = call("api-search", rawQueryString=asked)
    assert status == 200
    assert (body["language"], body["searched"]) == ("en", "wireless headphones")
    price, *_ = body["chips"]
    start, end = price["span"]
    assert body["query"][start:end] == price["text"] == "under $100"
    assert (price["kind"], price["at_most"], price["mode"], price["relaxed"]) == (
        "price",
        100,
        "filter",
        False,
    )
    assert body["sort"] == {"order": "relevance", "id": "", "span": None}
    assert [facet["facet"] for facet in body["facets"]["facets"]] == ["brand", "price"]
    assert body["reranking"]["state"] == "reranker_off"
    assert (body["personal"], body["rules"], body["ways_out"]) == (None, [], [])
    hit = body["hits"][0]
    assert hit["highlights"]["title"] == [[0, 8], [16, 26]]
    stages, meaning = hit["stages"], body["meaning_weight"]
    told = meaning * stages["cosine"] + (1 - meaning) * stages["words"]
    assert stages["fused"] == pytest.approx(told + sum(stages["boosts"].values()), abs=1e-4)


def test_next_page_is_reached_by_the_cursor_and_chips_are_switched_off(
    container: Container, call: Call
) -> None:
    asked = {"q": "headphones under $100", "limit": 1}
    _, first = call("api-search", rawQueryString=urlencode(asked))
    _, second = call(
        "api-search", rawQueryString=urlencode({**asked, "cursor": first["next_cursor"]})
    )
    assert not set(product_ids(first)) & set(product_ids(second))
    off = {"q": asked["q"], "off": first["chips"][0]["id"]}
    assert call("api-search", rawQueryString=urlencode(off))[1]["chips"] == []
    status, body = call(
        "api-search", rawQueryString=urlencode({"q": "chair", "cursor": first["next_cursor"]})
    )
    assert (status, body["field"]) == (400, "cursor")


def test_search_counts_once_however_many_of_its_pages_are_read(
    container: Container, call: Call
) -> None:
    counted: list[str] = []
    container.__dict__["query_counts"] = SimpleNamespace(count=counted.append)
    asked = {"q": "headphones", "limit": 1}
    _, first = call("api-search", rawQueryString=urlencode(asked))
    for place in ({"cursor": first["next_cursor"]}, {"offset": 2}):
        assert call("api-search", rawQueryString=urlencode({**asked, **place}))[1]["hits"]
    assert counted == ["headphones"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("sort", "sideways"),
        ("facets", "smell"),
        ("cursor", "x"),
        ("rating_min", "9"),
        ("price_min", "-1"),
        ("colour", " "),
        ("off", ""),
        ("offset", "1001"),
    ],
)
def test_parameter_that_cannot_be_is_refused_by_its_name(
    container: Container, call: Call, parameter: str, value: str
) -> None:
    asked = urlencode({"q": "chair", parameter: value})
    status, body = call("api-search", rawQueryString=asked)
    assert (status, body["code"]) == (400, "invalid_parameter")
    assert body["field"].split(".")[0] == parameter


def test_page_that_is_too_large_is_refused(container: Container, call: Call) -> None:
    status, body = call("api-search-bad-limit")
    assert (status, body["code"], body["field"]) == (400, "invalid_parameter", "limit")
    assert body["fix"] == "Send 100 or less."
    assert body["request_id"] == "JKJaXmPLvHcESHA="


def test_product_has_all_that_the_catalogue_says(container: Container, call: Call) -> None:
    status, body = call("api-product")
    assert status == 200
    assert body["title"] == "Wireless in-ear headphones"
    assert body["price"] == {"amount": "59.00", "currency": "USD"}
    assert body["sale_price"] is None
    assert body["attributes"] == {"color": "black", "battery": "30 hours"}


def test_similar_products_name_the_one_they_are_like(container: Container, call: Call) -> None:
    status, body = call("api-similar")
    assert status == 200
    assert product_ids(body)[0] == "HP-2"
    reason = body["hits"][0]["reason"]
    assert (reason["type"], reason["product_id"], reason["contribution"]) == (
        "similar_to",
        "HP-1",
        1.0,
    )
    assert reason["text"] == "Similar to “Wireless over-ear headphones”"


def test_events_count_in_the_very_next_recommendation(container: Container, call: Call) -> None:
    _, before = call("api-recommendations")
    assert before["strategy"] == "catalogue"
    status, receipt = call("api-events")
    assert (status, receipt) == (200, {"accepted": 2, "duplicates": 0, "rejected": []})
    _, after = call("api-recommendations")
    assert after["strategy"] == "profile"
    assert product_ids(after) == ["HP-2"]
    assert after["hits"][0]["reason"]["type"] == "because_you_viewed"
    assert after["hits"][0]["reason"]["product_id"] == "HP-1"


def test_events_delivered_twice_count_once(container: Container, call: Call) -> None:
    call("api-events")
    assert call("api-events")[1] == {"accepted": 0, "duplicates": 2, "rejected": []}


def test_import_is_shown_as_it_stands(container: Container, call: Call) -> None:
    record = ImportRecord(
        "1f0c9a2e5d7b8c64",
        CatalogKind.PRODUCTS,
        "catalog/products/shop.csv",
        "etag",
        ImportStatus.PUBLISHED,
        "2026-06-01T12:00:00+00:00",
        "2026-06-01T12:01:00+00:00",
        catalogue_version=1,
    )
    container.records.put(import_key(record.import_id), import_to_json(record))
    status, body = call("api-import")
    assert status == 200
    assert (body["status"], body["kind"], body["counts"]["read"]) == ("published", "products", 0)


def test_unknown_import_is_not_found(container: Container, call: Call) -> None:
    status, body = call("api-import")
    assert (status, body["code"]) == (404, "import_not_found")


def test_health_names_what_is_live(container: Container, call: Call) -> None:
    status, body = call("api-health")
    assert status == 200
    assert body["status"] == "ok"
    assert body["counts"] == {"products": 8, "passages": 0}
    assert body["mode"] == "embedded"
    assert body["models"] == [
        {"kind": "encoder", "name": "hashing", "version": "1", "fingerprint": "hashing@1"}
    ]


def test_empty_shop_answers_and_says_that_it_is_empty(
    empty_container: Container, call: Call
) -> None:
    assert call("api-search")[1]["notes"] == ["catalogue_empty"]
    assert call("api-recommendations")[1]["notes"] == ["catalogue_empty"]
    assert call("api-product")[0] == call("api-similar")[0] == 404
    assert call("api-health")[1]["problems"] == [{"part": "catalogue", "code": "catalogue_empty"}]


class UnreachableIndex(InMemoryVectorIndex):
    """Every call fails as one to a server that is down."""

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("_"):
            return super().__getattribute__(name)
        raise IndexUnavailableError("Qdrant at http://10.0.0.1:6333 does not answer.")


@pytest.mark.parametrize(
    "name", ["api-search", "api-product", "api-similar", "api-recommendations"]
)
def test_unreachable_index_is_503_and_worth_a_retry(
    empty_container: Container, load_event: Callable[[str], dict[str, Any]], name: str
) -> None:
    empty_container.__dict__["index"] = UnreachableIndex()
    answer = lambda_handler(load_event(name), None)
    assert answer["statusCode"] == 503
    assert answer["headers"]["retry-after"]
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert json.loads(answer["body"])["code"] == "index_unavailable"
    assert "10.0.0.1" not in answer["body"]


def test_health_of_an_unreachable_index_is_degraded(empty_container: Container, call: Call) -> None:
    empty_container.__dict__["index"] = UnreachableIndex()
    status, body = call("api-health")
    assert (status, body["status"]) == (200, "degraded")
    assert body["problems"] == [{"part": "index", "code": "index_unavailable"}]


def test_events_are_accepted_while_the_index_is_down(
    empty_container: Container, call: Call
) -> None:
    empty_container.__dict__["index"] = UnreachableIndex()
    assert call("api-events")[1]["accepted"] == 2


def test_other_encoder_than_the_index_has_is_ours_and_says_the_fix(
    container: Container, call: Call
) -> None:
    from shopguide.adapters.memory.models import HashingEncoder

    container.__dict__["encoder"] = HashingEncoder(name="newer")
    container.__dict__.pop("search", None)
    status, body = call("api-search")
    assert (status, body["code"]) == (500, "encoder_mismatch")
    assert "shopguide reindex" in body["fix"]


def test_on_lambda_there_are_logs_and_metrics_without_what_the_shopper_typed(
    container: Container,
    call: Call,
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call("api-search", lambda_context)
    call("api-recommendations", lambda_context)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    logged = [line for line in lines if line.get("route") and "level" in line]
    assert [(line["route"], line["status"]) for line in logged] == [
        ("/v1/search", 200),
        ("/v1/recommendations", 200),
    ]
    assert logged[0]["request_id"] == "JKJaXmPLvHcESHA="
    metrics = [line for line in lines if "RequestTime" in line]
    assert [line["route"] for line in metrics] == ["/v1/search", "/v1/recommendations"]
    written = json.dumps(lines, ensure_ascii=False)
    assert "无线耳机" not in written
    assert "session-8b1f" not in written


def test_outside_lambda_nothing_is_written(
    container: Container, call: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    call("api-search")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
