"""What a function fetches while it is imported."""

import gc
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from shopguide import starting
from shopguide.adapters.s3.bundles import download_bundle, fetch_ahead, wait_for_fetched
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleMissingError

BUCKET = "files"
PLACE = "models/encoder/small"


@pytest.fixture(autouse=True)
def collector_as_before() -> Iterator[None]:
    """`starting.begin` has the garbage collector look less often, for the life of the process."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture
def bucket(aws: None) -> None:
    s3 = boto3.client("s3")
    place = {"LocationConstraint": "eu-central-1"}
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=place)  # type: ignore[arg-type]
    for name, text in (("current", "v1"), ("v1/bundle.json", "{}"), ("v1/model.onnx", "weights")):
        s3.put_object(Bucket=BUCKET, Key=f"{PLACE}/{name}", Body=text.encode())


@pytest.mark.usefixtures("bucket")
def test_a_bundle_fetched_ahead_is_there_for_who_needs_it(tmp_path: Path) -> None:
    fetch_ahead(BUCKET, "models/", BundleKind.ENCODER, "small", tmp_path)
    wait_for_fetched()
    assert (tmp_path / "encoder/small/v1/model.onnx").read_text() == "weights"
    found = download_bundle(BUCKET, "models/", BundleKind.ENCODER, "small", tmp_path, "v1")
    assert found == tmp_path / "encoder/small/v1"


@pytest.mark.usefixtures("bucket")
def test_what_cannot_be_fetched_ahead_is_told_of_when_it_is_needed(tmp_path: Path) -> None:
    fetch_ahead(BUCKET, "models/", BundleKind.ENCODER, "absent", tmp_path)
    wait_for_fetched()
    with pytest.raises(BundleMissingError):
        download_bundle(BUCKET, "models/", BundleKind.ENCODER, "absent", tmp_path)


@pytest.mark.usefixtures("bucket")
def test_a_function_starts_with_its_encoder_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "MODE": "aws", "BUCKET": BUCKET, "TABLE": "shop", "ENCODER": "small",
        "QDRANT_URL": "http://127.0.0.1:9", "MODELS_DIR": str(tmp_path),
        "INDEX_QUEUE_URL": "http://127.0.0.1:9/i", "IMPORT_QUEUE_URL": "http://127.0.0.1:9/u",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"SHOPGUIDE_{name}", value)
    starting.begin()
    starting.finish()
    assert (tmp_path / "encoder/small/v1/bundle.json").exists()


def test_one_machine_fetches_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPGUIDE_MODE", "embedded")
    starting.begin()
    starting.finish()
