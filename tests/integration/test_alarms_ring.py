"""What goes wrong rings one alarm, and one line of the log says what to do: judged by what the
handlers really write, against the alarms of the template."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from functions.catalog_index.app import lambda_handler as index_batches
from functions.shop_api.app import lambda_handler as shop_api
from infra.aws.template import read_resources
from shopguide.adapters.qdrant.connection import connect_qdrant
from shopguide.bootstrap import Container
from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.delivery import MAX_DELIVERIES
from tests.alarm_judge import Samples, ringing, samples_in
from tests.qdrant_server import QdrantServer
from training.models.bundle_writer import write_bundle

ALARMS = {
    name: resource["Properties"]
    for name, resource in read_resources(Path(__file__).parents[2] / "template.yaml").items()
    if resource["Type"] == "AWS::CloudWatch::Alarm" and "Condition" not in resource
}
REQUESTS = 6


class Shop:
    """Sends requests to the handler, and tells what it wrote."""

    def __init__(
        self, event: dict[str, Any], context: SimpleNamespace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._event, self._context, self._capsys = event, context, capsys

    def ask(self, times: int) -> tuple[set[int], Samples, list[dict[str, Any]]]:
        """Statuses, samples and error lines; with the gateway's own counts, as AWS makes them."""
        statuses = [shop_api(self._event, self._context)["statusCode"] for _ in range(times)]
        samples, errors = written(self._capsys)
        gateway = ("ApiId=ApiId",)
        samples["AWS/ApiGateway", "Count", gateway] = [1.0] * times
        samples["AWS/ApiGateway", "5xx", gateway] = [float(it >= 500) for it in statuses]
        return set(statuses), samples, errors


def written(capsys: pytest.CaptureFixture[str]) -> tuple[Samples, list[dict[str, Any]]]:
    """Samples and error lines of what was written since."""
    text = capsys.readouterr().out
    lines = list(map(json.loads, text.splitlines()))
    return samples_in(text), [line for line in lines if line.get("level") == "ERROR"]


@pytest.fixture
def shop(
    load_event: Callable[[str], dict[str, Any]],
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> Shop:
    return Shop(load_event("api-search"), lambda_context, capsys)


def without(container: Container, *parts: str) -> None:
    """Let parts be built anew."""
    for part in (*parts, "search"):
        container.__dict__.pop(part, None)


def test_a_shop_that_works_rings_nothing(container: Container, shop: Shop) -> None:
    statuses, samples, errors = shop.ask(REQUESTS)
    assert (statuses, ringing(ALARMS, samples), errors) == ({200}, set(), [])


def test_failing_qdrant_rings_its_alarm_and_says_which_setting_to_check(
    container: Container, shop: Shop
) -> None:
    with QdrantServer() as server:
        without(container)
        container.__dict__["index"] = connect_qdrant(server.url)
        server.fail(500)
        statuses, samples, errors = shop.ask(REQUESTS)
    assert statuses == {503}
    assert ringing(ALARMS, samples) == {"IndexUnavailableAlarm"}
    assert {line["code"] for line in errors} == {"index_unavailable"}
    assert len({line["request_id"] for line in errors}) == 1
    assert len(errors) == REQUESTS


def test_expired_key_rings_its_alarm_and_names_the_secret(container: Container, shop: Shop) -> None:
    with QdrantServer(api_key="of today") as server:
        without(container)
        container.__dict__["index"] = connect_qdrant(server.url, lambda **_: "expired")
        statuses, samples, errors = shop.ask(REQUESTS)
    assert statuses == {503}
    assert ringing(ALARMS, samples) == {"IndexKeyAlarm"}
    assert all("SHOPGUIDE_QDRANT_API_KEY_SECRET" in line["fix"] for line in errors)
    assert "expired" not in json.dumps(errors)


def test_damaged_bundle_rings_its_alarm_and_says_how_to_mend_it(
    empty_container: Container, shop: Shop, tmp_path: Path
) -> None:
    models, files = tmp_path / "models", tmp_path / "files"
    files.mkdir()
    (files / "model.onnx").write_bytes(b"weights")
    draft = BundleManifest(
        BundleKind.ENCODER, empty_container.settings.encoder, "", "base", "MIT", {}
    )
    folder = write_bundle(models, files, draft).folder
    (folder / "model.onnx").write_bytes(b"weightz")
    without(empty_container, "encoder")
    statuses, samples, errors = shop.ask(REQUESTS)
    assert statuses == {500}
    assert ringing(ALARMS, samples) == {"ModelBundleAlarm"}
    assert all("is damaged" in line["exception"] and line["fix"] for line in errors)


def test_poisoned_message_rings_its_alarm_and_names_the_page(
    container: Container,
    load_event: Callable[[str], dict[str, Any]],
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    event = load_event("sqs-index-batch")
    event["Records"] = [record] = event["Records"][:1]
    record["body"] = "{poisoned"
    for delivery in range(1, MAX_DELIVERIES + 1):
        record["attributes"]["ApproximateReceiveCount"] = str(delivery)
        answer = index_batches(event, lambda_context)
        assert answer["batchItemFailures"] == [{"itemIdentifier": record["messageId"]}]
    samples, errors = written(capsys)
    # The rule of SQS itself: what has failed so often is a dead letter.
    dead = ("AWS/SQS", "ApproximateNumberOfMessagesVisible", ("QueueName=IndexDeadLettersName",))
    samples[dead] = [1.0]
    assert ringing(ALARMS, samples) == {"IndexDeadLettersAlarm"}
    assert [line["delivery"] for line in errors] == list(range(1, MAX_DELIVERIES + 1))
    assert all(line["fix"] for line in errors)
    assert "poisoned" not in json.dumps([line["message"] for line in errors])


def test_error_of_the_code_rings_the_alarm_of_what_nobody_foresaw(
    container: Container, shop: Shop
) -> None:
    container.__dict__["search"] = None
    statuses, samples, errors = shop.ask(REQUESTS)
    assert statuses == {500}
    assert ringing(ALARMS, samples) == {"ApiErrorsAlarm"}
    assert all(line["exception"] for line in errors)
