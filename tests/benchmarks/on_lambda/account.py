"""AWS as moto plays it and the stand-in for Qdrant, each a server of its own, with a full shop."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import boto3
import httpx

from infra.aws.template import read_template
from infra.local.sample_shop.files import write_sample_shop
from infra.local.sqs_event import failed_ids, sqs_event
from infra.local.workers import Handler
from shopguide import bootstrap
from shopguide.config import default_models_folder, read_settings
from shopguide.domain.bundle import BundleKind
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.json_value import JsonValue
from shopguide.domain.upload import Upload, upload_event, upload_object_key
from shopguide.ports.work_queue import QueueMessage, WorkQueue
from tests.benchmarks.generated_products import rows as generated_rows
from tests.benchmarks.generated_products import write_products
from tests.benchmarks.on_lambda.cases import product_ids, views
from tests.benchmarks.on_lambda.packages import REGION, ROOT, RUNTIME
from tests.benchmarks.served_shop import free_port

BUCKET, TABLE = "shop-files", "shop-records"
_UPLOADS = {
    CatalogKind.PRODUCTS: "products.csv",
    CatalogKind.QA: "qa.csv",
    CatalogKind.REVIEWS: "reviews.csv",
    CatalogKind.ARTICLES: "articles.csv",
}
_BUNDLES = {BundleKind.ENCODER: "shopguide-e5-small", BundleKind.GENERATOR: "smollm2-135m"}


@contextmanager
def serve_account() -> Iterator[dict[str, str]]:
    """Both servers on 127.0.0.1, empty; the variables by which functions find them."""
    aws, qdrant = free_port(), free_port()
    with ExitStack() as stack:
        _serve(stack, [str(RUNTIME / "bin/moto_server"), "-H", "127.0.0.1", "-p", str(aws)], aws)
        command = [sys.executable, "-m", "tests.qdrant_server", "--port", str(qdrant)]
        _serve(stack, command, qdrant)
        yield {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{aws}",
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "SHOPGUIDE_QDRANT_URL": f"http://127.0.0.1:{qdrant}",
            "SHOPGUIDE_BUCKET": BUCKET,
            "SHOPGUIDE_TABLE": TABLE,
            "SHOPGUIDE_ENCODER": _BUNDLES[BundleKind.ENCODER],
            "SHOPGUIDE_GENERATOR": _BUNDLES[BundleKind.GENERATOR],
        }


def fill_account(
    deployed: dict[str, str], folder: Path, batches: int
) -> tuple[dict[str, str], list[QueueMessage]]:
    """Make what the data stack makes, publish the bundles, import the sample shop.

    Returns:
        `deployed` with the queues' addresses, and the messages of `batches` batches of new rows
        that nobody has indexed.
    """
    os.environ.update(deployed, AWS_DEFAULT_REGION=REGION, SHOPGUIDE_MODE="aws")  # noqa: TID251
    queues = _make_resources()
    os.environ.update(queues)  # noqa: TID251
    settings = read_settings()
    for kind, name in _BUNDLES.items():
        home = default_models_folder() / kind / name
        version = (home / "current").read_text().strip()
        bootstrap.model_registry(settings, BUCKET).publish(home / version)
    os.environ["SHOPGUIDE_MODELS_DIR"] = str(folder / "models")  # noqa: TID251
    here = bootstrap.Container(read_settings())
    bootstrap.install(here)
    try:
        _import_files(here, folder / "sample")
        for view in views(product_ids(folder / "sample")):
            here.events.record([view])  # moto fails on two transactions at once
        waiting = _read_batches(here, folder, batches) if batches else []
    finally:
        here.close()
        bootstrap.install(None)
    return {**deployed, **queues}, waiting


def _make_resources() -> dict[str, str]:
    """The table, the bucket and the queues, as the template has them as far as it matters."""
    resources = read_template(ROOT / "infra/aws/stacks/data.yaml")["Resources"]
    table: Mapping[str, Any] = resources["Table"]["Properties"]
    boto3.client("dynamodb").create_table(
        TableName=TABLE,
        **{name: table[name] for name in ("BillingMode", "AttributeDefinitions", "KeySchema")},
    )
    boto3.client("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    sqs = boto3.client("sqs")
    return {
        f"SHOPGUIDE_{name.upper()}_QUEUE_URL": sqs.create_queue(QueueName=name)["QueueUrl"]
        for name in ("import", "index")
    }


def _import_files(here: bootstrap.Container, folder: Path) -> None:
    from functions.catalog_import.app import lambda_handler as import_upload
    from functions.catalog_index.app import lambda_handler as index_batch

    write_sample_shop(folder)
    for kind, name in _UPLOADS.items():
        import_upload(_upload(kind, folder / name), None)
        _drain(here.import_queue, import_upload)
        _drain(here.index_queue, index_batch)


def _read_batches(here: bootstrap.Container, folder: Path, batches: int) -> list[QueueMessage]:
    """Read a file of new products, of which one batch more is left than is needed."""
    from functions.catalog_import.app import lambda_handler as import_upload

    rows = (batches + 1) * here.settings.batch_rows
    file = folder / "new.csv"
    write_products(file, generated_rows(rows))
    import_upload(_upload(CatalogKind.PRODUCTS_DELTA, file), None)
    messages: list[QueueMessage] = []
    while found := here.index_queue.receive(limit=10):
        messages += found
    return messages


def _upload(kind: CatalogKind, file: Path) -> dict[str, JsonValue]:
    """Put a file where it is imported from; the event with which S3 tells of it."""
    key = upload_object_key(kind, file.name)
    answer = boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=file.read_bytes())
    upload = Upload(key, answer["ETag"].strip('"'), f"{time.time_ns():X}")
    return upload_event(upload, bucket=BUCKET)


def _drain(queue: WorkQueue, handler: Handler) -> None:
    while messages := queue.receive(limit=1):
        failed = failed_ids(handler(sqs_event("queue", messages), None), messages)
        if failed:
            sys.exit(f"a message failed: {messages[0].body}")
        for message in messages:
            queue.acknowledge(message)


def _serve(stack: ExitStack, command: list[str], port: int) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{port}/", timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    sys.exit(f"{command[0]} did not start")
