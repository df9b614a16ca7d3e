"""What reviews say, over HTTP and on the command line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.shop_api.app import app, router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from shopguide.domain.indexed import TEXT_VECTOR, IndexedDocument
from shopguide.text.index_layout import PASSAGES, passage_fields, passages_schema
from shopguide.text.passage_text import passage_text
from tests.integration.served import served
from tests.unit.insights.reviewed_shop import review

REVIEWS = (
    review(1, "Great sound, and the battery lasts all week.", 5.0),
    review(2, "The sound is rich. Comfortable, too.", 5.0),
    review(3, "Sound is excellent, 物流太慢。", 4.0),
    review(4, "Uncomfortable, and it broke after a month.", 1.0),
)

client = TestClient(app)


@pytest.fixture
def reviewed(container: Container) -> Container:
    """The shop with reviews of HP-1 and none of the other products."""
    encoder, index = container.encoder, container.index
    index.create("reviews-1", passages_schema(encoder.dimension, encoder.bundle.fingerprint))
    vectors = encoder.encode_passages([passage_text(each) for each in REVIEWS])
    documents = [
        IndexedDocument(each.passage_id, passage_fields(each), {TEXT_VECTOR: vector})
        for each, vector in zip(REVIEWS, vectors, strict=True)
    ]
    index.upsert("reviews-1", documents)
    index.point_aliases({PASSAGES: "reviews-1"})
    return container


@pytest.fixture
def url(reviewed: Container) -> Iterator[str]:
    """A server over that shop."""
    assert reviewed is not None
    with served(router) as address:
        yield address


def get(path: str, **parameters: str | int) -> tuple[int, dict[str, Any]]:
    answer = client.get(path, params=parameters)
    return answer.status_code, answer.json()


def test_insights_are_counts_claims_and_quotes(reviewed: Container) -> None:
    assert reviewed is not None
    status, body = get("/v1/products/HP-1/insights", language="zh")
    assert status == 200
    assert (body["reviews"], body["mean_rating"]) == (4, 3.75)
    assert body["ratings"] == {"1": 1, "2": 0, "3": 0, "4": 1, "5": 2}
    assert (body["pros"], body["cons"], body["notes"]) == (["sound"], [], [])
    assert [each["aspect"] for each in body["aspects"]] == ["sound"]
    assert body["aspects"][0]["shown"] == "音质"
    assert body["aspects"][0]["quotes"][0]["date"] == "2026-03-01"


def test_quotes_may_be_few_or_none(reviewed: Container) -> None:
    assert reviewed is not None
    assert get("/v1/products/HP-1/insights", quotes=0)[1]["aspects"][0]["quotes"] == []
    assert len(get("/v1/products/HP-1/insights", quotes=1)[1]["aspects"][0]["quotes"]) == 1


def test_a_product_without_reviews_is_no_error(reviewed: Container) -> None:
    assert reviewed is not None
    status, body = get("/v1/products/CH-1/insights")
    assert (status, body["reviews"], body["notes"]) == (200, 0, ["no_reviews"])
    assert (body["mean_rating"], body["predicted_rating"], body["aspects"]) == (None, None, [])


def test_a_shop_without_an_index_of_reviews_is_no_error(container: Container) -> None:
    assert container is not None
    assert get("/v1/products/HP-1/insights")[1]["notes"] == ["no_reviews"]


def test_an_unknown_product_is_a_problem_document(reviewed: Container) -> None:
    assert reviewed is not None
    status, body = get("/v1/products/nothing/insights")
    assert (status, body["code"]) == (404, "product_not_found")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [({"language": "fr"}, "language"), ({"quotes": 11}, "quotes"), ({"limit": 3}, "limit")],
)
def test_a_wrong_parameter_is_named(
    reviewed: Container, parameters: dict[str, str | int], field: str
) -> None:
    assert reviewed is not None
    status, body = get("/v1/products/HP-1/insights", **parameters)
    assert (status, body["field"]) == (422, field) or (status, body["field"]) == (400, field)


def test_the_command_shows_claims_and_quotes(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["insights", "HP-1", "--url", url]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "4 reviews, mean rating 3.75" in shown
    assert "sound quality" in shown
    assert "+ sound quality: The sound is rich. (2026-03-01)" in shown
    assert run(["insights", "HP-1", "--url", url, "--json"]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["pros"] == ["sound"]
