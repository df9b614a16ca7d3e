"""A reindex through the functions' own handlers, and what shoppers see before and after it."""

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from functions.assistant_api.app import lambda_handler as assistant_api
from functions.catalog_import.app import lambda_handler as import_catalogue
from infra.local.commands.reindex import reindex_on_aws
from infra.local.in_process import InProcessTransport
from infra.local.output import Output
from infra.local.reindex import reindex_router
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.errors import BundleMissingError, ConflictError
from shopguide.text.index_layout import PRODUCTS
from tests.integration.reindexed_shop import FILE, NEW, OLD, LoadEvent, ReindexedShop


@pytest.fixture
def shop(empty_container: Container, load_event: LoadEvent) -> ReindexedShop:
    shop = ReindexedShop(empty_container, load_event)
    shop.upload("products", FILE)
    return shop


def test_running_functions_follow_the_index_to_its_new_encoder(
    shop: ReindexedShop, lambda_context: SimpleNamespace
) -> None:
    assert shop.get("api-search")[1]["encoder"] == OLD
    shop.get("api-answer", assistant_api)
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED
    status, body = shop.get("api-search")
    assert (status, body["encoder"], body["catalogue_version"]) == (200, NEW, 2)
    assert shop.get("api-answer", assistant_api)[0] in (200, 404)
    assert shop.container.index.count(PRODUCTS) == 300


def test_health_names_the_new_encoder_without_a_search(shop: ReindexedShop) -> None:
    assert shop.get("api-health")[1]["models"][0]["fingerprint"] == OLD
    shop.reindex(NEW)
    status, body = shop.get("api-health")
    assert (status, body["status"]) == (200, "ok")
    assert body["models"][0]["fingerprint"] == NEW


def test_next_upload_is_indexed_by_the_new_encoder(shop: ReindexedShop) -> None:
    shop.reindex(NEW)
    import_id = shop.upload("products-delta", "id,title,price\nfresh,Fresh,1 CNY\n")
    assert shop.container.imports.find(import_id).status is ImportStatus.PUBLISHED
    assert shop.container.index.count(PRODUCTS) == 301


def test_reindex_for_an_encoder_that_is_gone_fails_and_says_so(shop: ReindexedShop) -> None:
    assert shop.reindex("gone@1") is ImportStatus.FAILED
    assert shop.get("api-search")[1]["encoder"] == OLD
    assert shop.reindex(NEW) is ImportStatus.PUBLISHED


def test_function_without_the_new_bundle_refuses_instead_of_comparing_two_encoders(
    shop: ReindexedShop,
) -> None:
    shop.get("api-search")
    shop.reindex(NEW)
    del shop.bundles[NEW]
    shop.forget_loaded()
    status, body = shop.get("api-search")
    assert (status, body["code"]) == (500, "encoder_mismatch")
    assert "shopguide reindex" in body["fix"]


def test_unknown_reindex_is_given_up_by_the_queue(shop: ReindexedShop) -> None:
    event = shop._load_event("sqs-import-waiting")
    event["Records"][0]["body"] = '{"reindex": "0000000000000000"}'
    answer = import_catalogue(event, None)
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_operator_asks_the_functions_over_the_queue(
    shop: ReindexedShop, capsys: pytest.CaptureFixture[str]
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


def test_old_indexes_are_not_dropped_while_one_of_them_is_being_built(shop: ReindexedShop) -> None:
    shop.container.reindex.request(NEW)
    with pytest.raises(ConflictError, match="is being built"):
        shop.container.indexing.drop_old_indexes()


class NoBundles:
    """A shop on one machine whose models folder is empty."""

    reindex = indexing = None

    def wanted_encoder(self) -> str:
        raise BundleMissingError("There is no encoder bundle 'e5'.", fix="Build it.")


def test_server_without_the_bundle_says_which_one_is_missing() -> None:
    app = create_app("local", [reindex_router(NoBundles)], identify=everybody)
    with httpx.Client(transport=InProcessTransport(app), base_url="http://here") as client:
        answer = client.post("/local/reindex")
    assert answer.status_code == 500
    assert (answer.json()["code"], answer.json()["fix"]) == ("bundle_missing", "Build it.")
    assert "'e5'" in answer.json()["detail"]


def test_server_rebuilds_for_a_version_that_is_only_stored(shop: ReindexedShop) -> None:
    app = create_app("local", [reindex_router(lambda: shop.container)], identify=everybody)
    with httpx.Client(transport=InProcessTransport(app), base_url="http://here") as client:
        asked = client.post("/local/reindex", json={"encoder": NEW})
        wrong = client.post("/local/reindex", json={"encoder": "newer"})
    assert (asked.status_code, asked.json()["encoder"]) == (202, NEW)
    assert (wrong.status_code, wrong.json()["field"]) == (400, "encoder")
    shop.work()
    assert shop.container.imports.find(asked.json()["import_id"]).encoder == NEW
