"""What the AWS adapters do when AWS does not do what they ask, on moto and on a closed port."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shopguide.adapters.dynamodb.records import DynamoRecordTable
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.s3.bundles import download_bundle
from shopguide.adapters.s3.objects import S3ObjectStore
from shopguide.adapters.secretsmanager.secrets import SecretsManagerStore
from shopguide.adapters.sqs.queue import SqsWorkQueue
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import (
    BundleCorruptError,
    BundleMissingError,
    ConfigurationError,
    ObjectChangedError,
    ObjectsUnavailableError,
    QueueUnavailableError,
    RecordsUnavailableError,
    UnavailableError,
)
from shopguide.domain.record_key import Key
from shopguide.domain.time_left import within_seconds
from shopguide.ports.object_store import ObjectInfo
from shopguide.ports.record_table import Increment, Put

BUCKET = "shop"
KEY = Key("p", "s")
QUEUE_URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/nobody"


@pytest.fixture
def bucket(aws: None) -> Iterator[Any]:
    client = boto3.client("s3")
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    yield client
    client.close()


def test_missing_table_is_named(aws: None) -> None:
    table = DynamoRecordTable("nobody", FixedClock())
    actions: list[Callable[[], object]] = [
        lambda: table.get(KEY),
        lambda: table.get_many([KEY]),
        lambda: table.put(KEY, {}),
        lambda: table.update(KEY, {"a": 1}),
        lambda: table.increment(KEY, {"n": 1}),
        lambda: table.add_to_set(KEY, "s", ["x"]),
        lambda: list(table.query("p")),
        lambda: table.delete([KEY]),
        lambda: table.write_groups([[Put(KEY, {}), Increment(Key("p", "t"), {"n": 1})]]),
    ]
    for action in actions:
        with pytest.raises(RecordsUnavailableError, match=r"'nobody' \(SHOPGUIDE_TABLE\)"):
            action()
    table.close()


def test_missing_bucket_is_named(aws: None) -> None:
    store = S3ObjectStore("nobody")
    actions: list[Callable[[], object]] = [
        lambda: store.put("a", b""),
        lambda: store.put("a", b"x" * (9 << 20)),
        lambda: store.open("a"),
        lambda: list(store.list()),
        lambda: store.delete("a"),
    ]
    for action in actions:
        with pytest.raises(ObjectsUnavailableError, match=r"'nobody' \(SHOPGUIDE_BUCKET\)"):
            action()


def test_missing_queue_is_named(aws: None) -> None:
    queue = SqsWorkQueue(QUEUE_URL)
    actions: list[Callable[[], object]] = [
        lambda: queue.send(["a"]),
        queue.receive,
        queue.depth,
        queue.redrive,
    ]
    for action in actions:
        with pytest.raises(QueueUnavailableError, match=QUEUE_URL):
            action()
    queue.close()


def test_unreachable_service_fails_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    started = time.monotonic()
    for error, action in (
        (RecordsUnavailableError, lambda: DynamoRecordTable("t", FixedClock()).get(KEY)),
        (ObjectsUnavailableError, lambda: S3ObjectStore("b").head("a")),
        (QueueUnavailableError, lambda: SqsWorkQueue(QUEUE_URL).receive()),
        (UnavailableError, lambda: SecretsManagerStore().read("unreachable")),
    ):
        with pytest.raises(error, match="does not answer"):
            action()
    assert time.monotonic() - started < 20


def test_missing_region_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    with pytest.raises(ConfigurationError) as caught:
        DynamoRecordTable("t", FixedClock())
    assert caught.value.field == "AWS_REGION"


# S3


def test_list_reads_more_than_one_page(aws: None) -> None:
    store = S3ObjectStore(BUCKET)
    entries = [{"Key": key, "ETag": f'"{key}"', "Size": 1} for key in "abc"]
    first = {"Contents": entries[:2], "IsTruncated": True, "NextContinuationToken": "more"}
    request = {"Bucket": BUCKET, "Prefix": "p"}
    with Stubber(store._client.sdk) as stubber:
        stubber.add_response("list_objects_v2", first, request)
        stubber.add_response(
            "list_objects_v2", {"Contents": entries[2:]}, {**request, "ContinuationToken": "more"}
        )
        assert list(store.list("p")) == [ObjectInfo(key, key, 1) for key in "abc"]


def test_broken_connection_is_resumed_where_it_stopped(bucket: Any) -> None:
    store = S3ObjectStore(BUCKET)
    content = bytes(range(256)) * 1000
    store.put("a", content)
    with store.open("a") as stream:
        raw = stream.raw  # type: ignore[attr-defined]
        head = stream.read(10)
        raw._body = BrokenBody()
        assert head + stream.read() == content


def test_object_that_changes_while_a_connection_is_resumed_is_told(bucket: Any) -> None:
    store = S3ObjectStore(BUCKET)
    store.put("a", b"a" * (2 << 20))
    with store.open("a") as stream:
        stream.read(10)
        store.put("a", b"b" * (2 << 20))
        stream.raw._body = BrokenBody()  # type: ignore[attr-defined]
        with pytest.raises(ObjectChangedError):
            stream.read()


def test_connection_that_breaks_again_and_again_is_given_up_on(bucket: Any) -> None:
    store = S3ObjectStore(BUCKET)
    store.put("a", b"a" * (2 << 20))
    with store.open("a") as stream:
        stream.raw._open_at = lambda _: BrokenBody()  # type: ignore[attr-defined]
        stream.raw._body = BrokenBody()  # type: ignore[attr-defined]
        with pytest.raises(ObjectsUnavailableError, match="byte 0 of"):
            stream.read()


class BrokenBody:
    """The body of an answer whose connection was reset."""

    def read(self, size: int) -> bytes:
        raise ConnectionResetError

    def close(self) -> None:
        pass


def test_failed_upload_leaves_no_parts_behind(bucket: Any) -> None:
    class Breaking:
        def __init__(self) -> None:
            self._left = 9

        def read(self, size: int) -> bytes:
            self._left -= 1
            if not self._left:
                raise ConnectionError("the browser went away")
            return b"x" * (1 << 20)

    with pytest.raises(ConnectionError):
        S3ObjectStore(BUCKET).put("a", Breaking())  # type: ignore[arg-type]
    assert "Uploads" not in bucket.list_multipart_uploads(Bucket=BUCKET)
    assert list(S3ObjectStore(BUCKET).list()) == []


# Model bundles


def put_bundle(bucket: Any, version: str, files: dict[str, bytes]) -> None:
    place = "models/encoder/e5"
    for name, content in files.items():
        bucket.put_object(Bucket=BUCKET, Key=f"{place}/{version}/{name}", Body=content)
    bucket.put_object(Bucket=BUCKET, Key=f"{place}/current", Body=f"{version}\n".encode())


def download(folder: Path) -> Path:
    return download_bundle(BUCKET, "models/", BundleKind.ENCODER, "e5", folder)


def test_current_bundle_is_downloaded_once(bucket: Any, tmp_path: Path) -> None:
    files = {"bundle.json": b"{}", "model.onnx": b"m" * 3_000_000, "sub/tokenizer.json": b"{ }"}
    put_bundle(bucket, "1.0", files)
    folder = download(tmp_path)
    assert folder == tmp_path / "encoder" / "e5" / "1.0"
    found = {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    assert found == files
    assert [path.name for path in folder.parent.iterdir()] == ["1.0"]
    bucket.delete_object(Bucket=BUCKET, Key="models/encoder/e5/1.0/model.onnx")
    assert download(tmp_path) == folder
    put_bundle(bucket, "1.1", {"bundle.json": b"{}"})
    assert download(tmp_path).name == "1.1"


def test_bundle_is_downloaded_by_several_at_once(bucket: Any, tmp_path: Path) -> None:
    put_bundle(bucket, "1.0", {"bundle.json": b"{}", "model.onnx": b"m" * 1000})
    with ThreadPoolExecutor(4) as executor:
        folders = set(executor.map(download, [tmp_path] * 4))
    (folder,) = folders
    assert sorted(path.name for path in folder.iterdir()) == ["bundle.json", "model.onnx"]
    assert [path.name for path in folder.parent.iterdir()] == ["1.0"]


def test_missing_bundle_is_told_with_the_way_to_build_it(bucket: Any, tmp_path: Path) -> None:
    with pytest.raises(BundleMissingError, match="shopguide models build") as caught:
        download(tmp_path)
    assert "s3://shop/models/encoder/e5/current" in str(caught.value)
    put_bundle(bucket, "1.0", {"model.onnx": b""})
    with pytest.raises(BundleMissingError, match=r"1\.0/bundle\.json"):
        download(tmp_path)


@pytest.mark.parametrize("version", ["", "../../etc", ".x"])
def test_current_that_names_no_version_is_refused(
    bucket: Any, tmp_path: Path, version: str
) -> None:
    put_bundle(bucket, version or "\n", {})
    with pytest.raises(BundleCorruptError, match="not a version"):
        download(tmp_path)


# Secrets


def test_secret_that_is_none_is_a_setting(aws: None) -> None:
    client = boto3.client("secretsmanager")
    client.create_secret(Name="binary", SecretBinary=b"\x01")
    client.close()
    for name in ("nobody", "binary"):
        with pytest.raises(ConfigurationError, match=f"'{name}'"):
            SecretsManagerStore().read(name)


# Answers that only a busy AWS gives; botocore's own stubber plays them


def play(sdk: Any, *answers: tuple[str, Any]) -> Stubber:
    """Answer the next calls of a client with these, in order; a text is an error's code."""
    stubber = Stubber(sdk)
    for operation, answer in answers:
        if isinstance(answer, str):
            stubber.add_client_error(operation, answer, http_status_code=400)
        else:
            stubber.add_response(operation, answer)
    return stubber


def cancelled(*codes: str) -> dict[str, Any]:
    return {"CancellationReasons": [{"Code": code} for code in codes]}


def test_keys_that_dynamodb_leaves_out_are_asked_for_again(aws: None) -> None:
    table = DynamoRecordTable("shop", FixedClock())
    left_out = {"shop": {"Keys": [{"pk": {"S": "p"}, "sk": {"S": "2"}}], "ConsistentRead": True}}
    item = {"pk": {"S": "p"}, "sk": {"S": "1"}}
    with play(
        table._client.sdk,
        ("batch_get_item", {"Responses": {"shop": [item]}, "UnprocessedKeys": left_out}),
        ("batch_get_item", {"Responses": {"shop": [{**item, "sk": {"S": "2"}}]}}),
    ):
        assert set(table.get_many([Key("p", "1"), Key("p", "2")])) == {Key("p", "1"), Key("p", "2")}
    table.close()


def test_conflicting_transactions_are_repeated_and_then_given_up_on(aws: None) -> None:
    table = DynamoRecordTable("shop", FixedClock())
    group = [Put(KEY, {}), Increment(Key("p", "t"), {"n": 1})]
    stubber = Stubber(table._client.sdk)
    conflict = cancelled("TransactionConflict", "None")

    def refuse(times: int) -> None:
        for _ in range(times):
            stubber.add_client_error(
                "transact_write_items", "TransactionCanceledException", modeled_fields=conflict
            )

    with stubber:
        refuse(3)
        stubber.add_response("transact_write_items", {})
        assert table.write_groups([group]) == [True]
        stubber.add_client_error("put_item", "TransactionConflictException")
        stubber.add_response("put_item", {})
        assert table.put(KEY, {}) is True
        refuse(8)
        with pytest.raises(RecordsUnavailableError, match="too busy around p/s"):
            table.write_groups([group])
        stubber.assert_no_pending_responses()
    table.close()


@pytest.mark.parametrize("code", ["ThrottlingException", "ProvisionedThroughputExceededException"])
def test_throttled_table_is_unavailable(aws: None, code: str) -> None:
    table = DynamoRecordTable("shop", FixedClock())
    with (
        play(table._client.sdk, *[("get_item", code)] * 3),
        pytest.raises(RecordsUnavailableError, match="overloaded"),
    ):
        table.get(KEY)
    table.close()


def test_messages_that_sqs_does_not_take_are_sent_again(aws: None) -> None:
    queue = SqsWorkQueue(QUEUE_URL)
    failed = {"Id": "1", "SenderFault": False, "Code": "InternalError"}
    done = {"Id": "0", "MessageId": "m", "MD5OfMessageBody": "m"}
    partial = {"Successful": [done], "Failed": [failed]}
    url = {"QueueUrl": QUEUE_URL}
    again = [{"Id": "1", "MessageBody": "b", "DelaySeconds": 0}]
    with Stubber(queue._client.sdk) as stubber:
        stubber.add_response("send_message_batch", partial)
        stubber.add_response(
            "send_message_batch", {"Successful": [], "Failed": []}, {**url, "Entries": again}
        )
        queue.send(["a", "b"])
        for _ in range(4):
            stubber.add_response("send_message_batch", partial)
        with pytest.raises(QueueUnavailableError, match=r"1 messages \(InternalError\)"):
            queue.send(["a", "b"])
        stubber.assert_no_pending_responses()
    queue.close()


def test_nothing_is_sent_once_nobody_waits(aws: None) -> None:
    table = DynamoRecordTable("shop", FixedClock())
    with (
        within_seconds(0),
        pytest.raises(RecordsUnavailableError, match="time for this request was over"),
    ):
        table.get(KEY)
    table.close()
