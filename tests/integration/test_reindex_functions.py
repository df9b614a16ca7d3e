"""A reindex through the functions' own handlers, and what shoppers see before and after it."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from functions.assistant_api.app import lambda_handler as assistant_api
from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from functions.shop_api.app import lambda_handler as shop_api
from infra.local.commands.reindex import reindex_on_aws
from infra.local.in_process import InProcessTransport
from infra.local.output import Output
from infra.local.reindex import reindex_router
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.api.application import create_app
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import CatalogKind, ImportStatus
from shopguide.domain.errors import BundleMissingError, ConflictError
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key
from shopguide.models.live_encoder import LiveEncoders
from shopguide.text.index_layout import PRODUCTS

LoadEvent = Callable[[str], dict[str, Any]]
FILE = "id,title,price\n" + "".join(f"p{n},商品 {n},{n}.00 CNY\n" for n in range(1, 301))
OLD, NEW = "hashing@1", "newer@1"


class Shop:
    """A shop whose container loads encoders by name; the functions work when they are told to."""

    def __init__(self, container: Container, load_event: LoadEvent) -> None:
        self.container = container
        self.bundles = {OLD: HashingEncoder(), NEW: HashingEncoder(48, "newer")}
        self._load_event = load_event
        self._uploads = 0
        del container.__dict__["encoder"]
        container.__dict__["encoders"] = LiveEncoders(
            lambda: container.index, self._open, lambda: OLD
        )

    def _open(self, fingerprint: str) -> HashingEncoder:
        if fingerprint not in self.bundles:
            raise BundleMissingError(f"There is no {fingerprint}.")
        return self.bundles[fingerprint]

    def upload(self, kind: str, content: str) -> str:
        """Upload a file and do all work; the import's id."""
        stored = self.container.objects.put(
            upload_object_key(CatalogKind(kind), "f.csv"), content.encode()
        )
        self._uploads += 1
        upload = Upload(stored.key, stored.etag, f"{self._uploads:04X}")
        import_catalogue(upload_event(upload), None)
        self.work()
        return import_id_of(upload)

    def work(self) -> None:
        """Deliver everything in the queues as SQS does, until nothing is left."""
        queues = (self.container.import_queue, self.container.index_queue)
        for _ in range(200):
            for queue, handler in zip(queues, (import_catalogue, index_batches), strict=True):
                for message in queue.receive(limit=2):
                    assert self._deliver(handler, message) == {"batchItemFailures": []}
                    queue.acknowledge(message)
            if not any(queue.depth().waiting for queue in queues):
                return
            self.container.clock.advance(1)  # type: ignore[attr-defined]

    def _deliver(self, handler: Callable[..., Any], message: Any) -> Any:
        event = self._load_event("sqs-index-batch")
        record = {**event["Records"][0], "messageId": message.message_id, "body": message.body}
        record["attributes"] = {"ApproximateReceiveCount": str(message.receive_count)}
        return handler({"Records": [record]}, None)

    def get(self, name: str, handler: Callable[..., Any] = shop_api) -> tuple[int, dict[str, Any]]:
        answer = handler(self._load_event(name), None)
        return answer["statusCode"], json.loads(answer["body"])

    def reindex(self, encoder: str) -> ImportStatus:
        record = self.container.reindex.request(encoder).record
        assert record is not None
        self.work()
        return self.container.imports.find(record.import_id).status


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent) -> Shop:
    shop = Shop(empty_container, load_event)
    shop.upload("products", FILE)
    return shop


def test_running_functions_follow_the_index_to_its_new_encoder(
    shop: Shop, lambda_context: SimpleNamespace
) -> None:
    assert shop.get("api-search")[1]["encoder"] == OLD
    shop.get("api-answer", assistant_api)
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED
    status, body = shop.get("api-search")
    assert (status, body["encoder"], body["catalogue_version"]) == (200, NEW, 2)
    assert shop.get("api-answer", assistant_api)[0] in (200, 404)
    assert shop.container.index.count(PRODUCTS) == 300


def test_health_names_the_new_encoder_without_a_search(shop: Shop) -> None:
    assert shop.get("api-health")[1]["models"][0]["fingerprint"] == OLD
    shop.reindex(NEW)
    status, body = shop.get("api-health")
    assert (status, body["status"]) == (200, "ok")
    assert body["models"][0]["fingerprint"] == NEW


def test_next_upload_is_indexed_by_the_new_encoder(shop: Shop) -> None:
    shop.reindex(NEW)
    import_id = shop.upload("products-delta", "id,title,price\nfresh,Fresh,1 CNY\n")
    assert shop.container.imports.find(import_id).status is ImportStatus.PUBLISHED
    assert shop.container.index.count(PRODUCTS) == 301


def test_reindex_for_an_encoder_that_is_gone_fails_and_says_so(shop: Shop) -> None:
    assert shop.reindex("gone@1") is ImportStatus.FAILED
    assert shop.get("api-search")[1]["encoder"] == OLD
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED


def test_function_without_the_new_bundle_refuses_instead_of_comparing_two_encoders(
    shop: Shop,
) -> None:
    shop.get("api-search")
    shop.reindex(NEW)
    del shop.bundles[NEW]
    shop.container.__dict__["encoders"] = LiveEncoders(
        lambda: shop.container.index, shop._open, lambda: OLD
    )
    for name in ("search", "encoder"):
        shop.container.__dict__.pop(name, None)
    status, body = shop.get("api-search")
    assert (status, body["code"]) == (500, "encoder_mismatch")
    assert "shopguide reindex" in body["fix"]


def test_unknown_reindex_is_given_up_by_the_queue(shop: Shop) -> None:
    event = shop._load_event("sqs-import-waiting")
    event["Records"][0]["body"] = '{"reindex": "0000000000000000"}'
    answer = import_catalogue(event, None)
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_operator_asks_the_functions_over_the_queue(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(**options: bool) -> dict[str, Any]:
        chosen = {"drop_old": False, "no_wait": False, **options}
        code = reindex_on_aws(Output(as_json=True), shop.container, **chosen)
        assert code == 0
        return json.loads(capsys.readouterr().out)

    shop.container.__dict__["wanted_encoder"] = lambda: NEW
    asked = ask(no_wait=True)
    assert (asked["encoder"], asked["live_encoder"], asked["import"]) == (NEW, OLD, None)
    shop.work()
    record = shop.container.imports.find(asked["import_id"])
    assert record.status is ImportStatus.PUBLISHED
    assert ask()["import_id"] is None
    assert len(ask(drop_old=True)["dropped"]) == 2
    assert ask(drop_old=True)["dropped"] == []


def test_old_indexes_are_not_dropped_while_one_of_them_is_being_built(shop: Shop) -> None:
    shop.container.reindex.request(NEW)
    with pytest.raises(ConflictError, match="is being built"):
        shop.container.indexing.drop_old_indexes()


class NoBundles:
    """A shop on one machine whose models folder is empty."""

    reindex = indexing = None

    def wanted_encoder(self) -> str:
        raise BundleMissingError("There is no encoder bundle 'e5'.", fix="Build it.")


def test_server_without_the_bundle_says_which_one_is_missing() -> None:
    app = create_app("local", [reindex_router(NoBundles)])
    with httpx.Client(transport=InProcessTransport(app), base_url="http://here") as client:
        answer = client.post("/local/reindex")
    assert answer.status_code == 500
    assert (answer.json()["code"], answer.json()["fix"]) == ("bundle_missing", "Build it.")
    assert "'e5'" in answer.json()["detail"]
