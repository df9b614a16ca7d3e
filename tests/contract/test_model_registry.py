"""A registry is the same in memory, in the models folder and in a bucket (moto)."""

import io
from pathlib import Path

import boto3
import pytest

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.onnx.bundle import find_bundle, open_bundle, verify_bundle
from shopguide.adapters.s3.bundles import current_version, download_bundle
from shopguide.domain.bundle import BundleKind
from shopguide.domain.errors import BundleCorruptError
from shopguide.models.registry import ModelRegistry
from shopguide.ports.object_store import ObjectStore
from tests.unit.registry.conftest import write_small_bundle

E5 = (BundleKind.ENCODER, "e5")
BUCKET = "shop"


@pytest.fixture
def bucket(aws: None) -> ObjectStore:
    from shopguide.adapters.s3.objects import S3ObjectStore

    client = boto3.client("s3")
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=location)
    client.close()
    return S3ObjectStore(BUCKET)


@pytest.fixture(params=["memory", "folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "memory":
        return InMemoryObjectStore()
    if request.param == "folder":
        return FolderObjectStore(tmp_path / "models")
    found: ObjectStore = request.getfixturevalue("bucket")
    return found


def test_publish_roll_back_and_list(store: ObjectStore, tmp_path: Path) -> None:
    clock = FixedClock()
    registry = ModelRegistry(store, clock, verify_bundle, "models/")
    versions = []
    for weights in ("one", "two"):
        clock.advance(1)
        move = registry.publish(write_small_bundle(tmp_path, weights), by="ana")
        versions.append(move.manifest.version)
    clock.advance(1)
    assert registry.rollback(*E5, why="worse").manifest.version == versions[0]
    assert registry.current(*E5).version == versions[0]
    listed = {one.version: one.is_current for one in registry.all_versions()}
    assert listed == {versions[0]: True, versions[1]: False}
    assert [event.why for event in registry.history(*E5)] == ["", "", "worse"]
    assert registry.publish(write_small_bundle(tmp_path, "two")).files_stored == 0


def test_stored_file_that_is_damaged_is_noticed(store: ObjectStore, tmp_path: Path) -> None:
    registry = ModelRegistry(store, FixedClock(), verify_bundle)
    move = registry.publish(write_small_bundle(tmp_path, "one"))
    store.put(f"encoder/e5/{move.manifest.version}/model.onnx", io.BytesIO(b"other"))
    with pytest.raises(BundleCorruptError, match=r"model\.onnx"):
        registry.rollback(*E5, to=move.manifest.version)


def test_functions_download_what_was_published(bucket: ObjectStore, tmp_path: Path) -> None:
    clock = FixedClock()
    registry = ModelRegistry(bucket, clock, verify_bundle, "models/")
    old = registry.publish(write_small_bundle(tmp_path, "one")).manifest.version
    clock.advance(1)
    new = registry.publish(write_small_bundle(tmp_path, "two")).manifest.version
    place = (BUCKET, "models/", *E5)
    assert current_version(*place) == new
    folder = download_bundle(*place, tmp_path / "tmp")
    assert open_bundle(folder, BundleKind.ENCODER).version == new
    folder = download_bundle(*place, tmp_path / "tmp", old)
    assert open_bundle(folder, BundleKind.ENCODER).version == old


def test_servers_find_any_version_that_is_there(tmp_path: Path) -> None:
    models, clock = tmp_path / "models", FixedClock()
    registry = ModelRegistry(FolderObjectStore(models), clock, verify_bundle)
    old = registry.publish(write_small_bundle(tmp_path, "one")).manifest.version
    clock.advance(1)
    new = registry.publish(write_small_bundle(tmp_path, "two")).manifest.version
    assert find_bundle(models, *E5).name == new
    assert find_bundle(models, *E5, old).name == old
