"""Model bundles in S3, laid out as on disk: ``<prefix><kind>/<name>/<version>/``."""

import errno
import logging
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from shopguide.adapters.s3.objects import S3ObjectStore
from shopguide.domain.bundle import CURRENT_NAME, MANIFEST_NAME, BundleKind
from shopguide.domain.errors import (
    BundleCorruptError,
    BundleMissingError,
    ObjectNotFoundError,
    ShopGuideError,
    StorageFullError,
    means_full_disk,
)
from shopguide.ports.limits import check_object_key

THREADS = 4

_log = logging.getLogger(__name__)
_ahead: list[threading.Thread] = []


def fetch_ahead(bucket: str, prefix: str, kind: BundleKind, name: str, to_folder: Path) -> None:
    """Begin to download a bundle's current version, in a thread of its own.

    What fails is logged, and raised by the `download_bundle` that needs it.
    """

    def fetch() -> None:
        try:
            _download_bundle(bucket, prefix, kind, name, to_folder, "")
        except ShopGuideError as error:
            _log.info("The %s bundle %r is not fetched ahead: %s", kind, name, error.message)

    thread = threading.Thread(target=fetch, name=f"fetch-{kind}", daemon=True)
    _ahead.append(thread)
    thread.start()


def wait_for_fetched() -> None:
    """Wait for every download that `fetch_ahead` began."""
    for thread in tuple(_ahead):
        thread.join()


def download_bundle(
    bucket: str, prefix: str, kind: BundleKind, name: str, to_folder: Path, version: str = ""
) -> Path:
    """The folder of a bundle, by default its current version, downloaded unless it is there.

    Checksums are verified by what loads it.

    Raises:
        BundleMissingError: the bucket has no such bundle.
        ObjectsUnavailableError: S3 does not answer.
        StorageFullError: no room for it.
    """
    wait_for_fetched()
    return _download_bundle(bucket, prefix, kind, name, to_folder, version)


def _download_bundle(
    bucket: str, prefix: str, kind: BundleKind, name: str, to_folder: Path, version: str
) -> Path:
    if version and _is_there(to_folder / kind / name / version):
        return to_folder / kind / name / version
    store = S3ObjectStore(bucket)
    place = f"{prefix}{kind}/{name}/"
    version = version or _current_version(store, bucket, place)
    folder = to_folder / kind / name / version
    if _is_there(folder):
        return folder
    keys = [info.key for info in store.list(f"{place}{version}/")]
    if f"{place}{version}/{MANIFEST_NAME}" not in keys:
        raise _missing(bucket, f"{place}{version}/{MANIFEST_NAME}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{version}.", dir=folder.parent))
        try:
            _download(store, keys, f"{place}{version}/", unfinished)
            _take_name(unfinished, folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    except OSError as error:
        if not means_full_disk(error):
            raise
        raise StorageFullError(
            f"There is no room for the {kind} bundle {name!r} in {to_folder}.",
            fix="Give the function more ephemeral storage, or free some space.",
        ) from error
    return folder


def current_version(bucket: str, prefix: str, kind: BundleKind, name: str) -> str:
    """The version that a bundle's pointer names.

    Raises:
        BundleMissingError: the bucket has no such bundle.
        BundleCorruptError: the pointer names no version.
        ObjectsUnavailableError: S3 does not answer.
    """
    return _current_version(S3ObjectStore(bucket), bucket, f"{prefix}{kind}/{name}/")


def _current_version(store: S3ObjectStore, bucket: str, place: str) -> str:
    try:
        with store.open(place + CURRENT_NAME) as stream:
            version = stream.read(1024).decode(errors="replace").strip()
    except ObjectNotFoundError as error:
        raise _missing(bucket, place + CURRENT_NAME) from error
    if not version or "/" in version or version.startswith("."):
        raise BundleCorruptError(
            f"s3://{bucket}/{place}{CURRENT_NAME} holds {version[:40]!r}, which is not a version.",
            fix="Publish the bundle again: `shopguide models publish FOLDER --bucket BUCKET`.",
        )
    return version


def _download(store: S3ObjectStore, keys: list[str], place: str, folder: Path) -> None:
    def download(key: str) -> None:
        check_object_key(key.removeprefix(place))
        path = folder / key.removeprefix(place)
        path.parent.mkdir(parents=True, exist_ok=True)
        with store.open(key) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)

    with ThreadPoolExecutor(THREADS) as executor:
        list(executor.map(download, keys))


def _is_there(folder: Path) -> bool:
    return (folder / MANIFEST_NAME).is_file()


def _take_name(unfinished: Path, folder: Path) -> None:
    # Where another process was faster, its download is as good as this one.
    with suppress(FileExistsError):
        try:
            unfinished.rename(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise


def _missing(bucket: str, key: str) -> BundleMissingError:
    return BundleMissingError(
        f"There is no s3://{bucket}/{key}.",
        fix="Build the bundles with `shopguide models build` and publish each with"
        " `shopguide models publish FOLDER --bucket BUCKET`.",
        field="SHOPGUIDE_BUCKET",
    )
