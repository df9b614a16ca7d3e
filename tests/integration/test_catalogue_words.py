"""From an upload to suggestions: the words of what went live, through the functions themselves."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from functions.shop_api.app import lambda_handler as shop_api
from shopguide.adapters.memory.clock import FixedClock
from shopguide.bootstrap import Container
from shopguide.domain.errors import IndexSchemaError, IndexUnavailableError
from shopguide.domain.lexicon_pointer import asks_for_lexicon, pointer_from_json
from shopguide.domain.record_key import LEXICON
from shopguide.domain.upload import uploads_in
from shopguide.indexing.lexicon_service import LexiconService

LoadEvent = Callable[[str], dict[str, Any]]
FILE = (
    "id,title,price,brand,product_type\n"
    "1,Wireless headphones,59.00 USD,Auralis,Audio > Headphones\n"
    "2,Wireless mouse,19.00 USD,Bolt,IT > Mice\n"
    "3,无线蓝牙耳机,299.00 CNY,声海,数码 > 耳机\n"
    "4,降噪耳机,199.00 CNY,声海,数码 > 耳机\n"
)


class Shop:
    """The functions of one shop, called as Lambda calls them."""

    def __init__(self, container: Container, load_event: LoadEvent) -> None:
        self.container = container
        self._load_event = load_event

    def upload(self, content: str) -> None:
        """Store a products file, import it and index its batches; messages for words remain."""
        event = self._load_event("s3-object-created")
        stored = event["Records"][0]["s3"]["object"]
        stored["eTag"] = self.container.objects.put(uploads_in(event)[0].key, content.encode()).etag
        stored["sequencer"] = stored["eTag"]
        import_catalogue(event, None)
        self.work()

    def work(self, delivery: int = 1) -> list[str]:
        """Deliver what waits on the index queue once; the bodies that failed."""
        messages = self.container.index_queue.receive(limit=10)
        event = self._load_event("sqs-index-batch")
        template = event["Records"][0]
        attributes = {"ApproximateReceiveCount": str(delivery)}
        event["Records"] = [
            {**template, "messageId": each.message_id, "body": each.body, "attributes": attributes}
            for each in messages
        ]
        failed = {row["itemIdentifier"] for row in index_batches(event, None)["batchItemFailures"]}
        for each in messages:
            if each.message_id in failed:
                self.container.index_queue.release(each)
            else:
                self.container.index_queue.acknowledge(each)
        return [each.body for each in messages if each.message_id in failed]

    def get(self, name: str, **query: str) -> dict[str, Any]:
        """What the shop API answers to an event document, with another query string."""
        event = self._load_event(name)
        if query:
            event["rawQueryString"] = "&".join(f"{key}={value}" for key, value in query.items())
            event["queryStringParameters"] = query
        answer = shop_api(event, None)
        assert answer["statusCode"] == 200
        body: dict[str, Any] = json.loads(answer["body"])
        return body


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent) -> Shop:
    return Shop(empty_container, load_event)


def texts(rows: list[dict[str, Any]]) -> list[str]:
    return [row["text"] for row in rows]


def test_what_was_uploaded_is_suggested_in_both_languages(shop: Shop) -> None:
    shop.upload(FILE)
    assert shop.get("api-health")["words_version"] == 0
    assert shop.work() == []
    assert shop.get("api-health")["words_version"] == 1
    found = shop.get("api-suggest")  # "erji"
    assert (found["query"], found["corrected"]) == ("erji", "")
    assert [(row["text"], row["path"]) for row in found["categories"]] == [("耳机", "数码 > 耳机")]
    assert [row["product_id"] for row in found["products"]] == ["4", "3"]
    assert found["products"][0] | {"start": 2, "end": 4} == found["products"][0]
    english = shop.get("api-suggest", q="wirl")
    assert texts(english["queries"]) == ["wireless"]
    assert (english["corrected"], english["took_ms"] >= 0) == ("wirel", True)


def test_a_count_that_fails_for_the_moment_is_delivered_again(shop: Shop) -> None:
    shop.upload(FILE)
    index = shop.container.index
    shop.container.__dict__["lexicon"] = _over(shop.container, Failing(IndexUnavailableError("?")))
    (body,) = shop.work()
    assert asks_for_lexicon(body)
    shop.container.__dict__["lexicon"] = _over(shop.container, index)
    shop.container.clock.advance(60)  # type: ignore[attr-defined]
    assert shop.work(delivery=2) == []
    assert shop.get("api-health")["words_version"] == 1


@pytest.mark.parametrize(
    ("error", "delivery"), [(IndexUnavailableError("?"), 5), (IndexSchemaError("?"), 1)]
)
def test_a_count_that_cannot_be_done_is_given_up_on_and_leaves_the_shop_as_it_was(
    shop: Shop, error: Exception, delivery: int
) -> None:
    shop.upload(FILE)
    shop.container.__dict__["lexicon"] = _over(shop.container, Failing(error))
    assert shop.work(delivery) == []
    health = shop.get("api-health")
    assert (health["catalogue_version"], health["words_version"]) == (1, 0)
    assert pointer_from_json(shop.container.records.get(LEXICON)).objects is None


def test_searched_queries_are_suggested_after_several_days(shop: Shop) -> None:
    shop.upload(FILE)
    shop.work()
    clock = shop.container.clock
    assert isinstance(clock, FixedClock)
    for _ in range(3):
        assert "wireless headphones" not in texts(shop.get("api-suggest", q="wire")["queries"])
        clock.advance(24 * 3600)
        shop.get("api-search", q="wireless%20headphones")
        shop.container.query_counts.flush()
    clock.advance(301)
    assert texts(shop.get("api-suggest", q="wire")["queries"])[0] == "wireless headphones"


class Failing:
    """An index whose every method fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        raise self._error


def _over(container: Container, index: Any) -> LexiconService:
    return LexiconService(
        objects=container.objects,
        records=container.records,
        index=index,
        queue=container.index_queue,
    )


@pytest.mark.parametrize(
    "query", [{"q": "x" * 101}, {"limit": "0"}, {"limit": "21"}, {"language": "fr"}]
)
def test_wrong_parameters_of_suggest_are_named(
    container: Container, load_event: LoadEvent, query: dict[str, str]
) -> None:
    event = load_event("api-suggest") | {"queryStringParameters": query}
    event["rawQueryString"] = "&".join(f"{key}={value}" for key, value in query.items())
    answer = shop_api(event, None)
    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["code"]) == (400, "invalid_parameter")
    assert problem["field"] in query
