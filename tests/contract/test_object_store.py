"""What every object store does: in memory, in a folder, in S3 (moto)."""

import io
import itertools
import threading
from pathlib import Path

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.s3.objects import S3ObjectStore
from shopguide.domain.errors import InvalidInputError, ObjectChangedError, ObjectNotFoundError
from shopguide.ports.object_store import ObjectInfo, ObjectStore

KEY = "catalog/products/商品 2026 (1)+a&b=%20.csv"
LARGE = 8 * (1 << 20) + 1234
UNSAFE_KEYS = [
    "",
    "/etc/passwd",
    "../up",
    "a/../../up",
    "a/..",
    "./a",
    "a//b",
    "a/",
    "a\0b",
    "a\\b",
    "a\nb",
    ".hidden",
    "a/.hidden",
    "\ud800",
    "x" * 256,
    "x/" * 512 + "xx",
    "字" * 86,
]


@pytest.fixture(params=["memory", "folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "memory":
        return InMemoryObjectStore()
    if request.param == "folder":
        return FolderObjectStore(tmp_path / "objects")
    request.getfixturevalue("aws")
    client = boto3.client("s3")
    location = {"LocationConstraint": "eu-central-1"}
    client.create_bucket(Bucket="shop", CreateBucketConfiguration=location)
    client.close()
    return S3ObjectStore("shop")


class Trickle(io.RawIOBase):
    """A stream that gives fewer bytes than it is asked for, as sockets do."""

    def __init__(self, content: bytes) -> None:
        self._rest = io.BytesIO(content)

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(min(size, 100_000) if size >= 0 else -1)


def read(store: ObjectStore, key: str, if_match: str | None = None) -> bytes:
    with store.open(key, if_match=if_match) as stream:
        return stream.read()


def test_put_bytes_come_back(store: ObjectStore) -> None:
    info = store.put(KEY, "标题,价格\n".encode())
    assert (info.key, info.size) == (KEY, 14)
    assert read(store, KEY) == "标题,价格\n".encode()
    assert store.head(KEY) == info
    assert list(store.list()) == [info]


@pytest.mark.parametrize("size", [0, 1, LARGE])
def test_put_stream_comes_back(store: ObjectStore, size: int) -> None:
    content = bytes(itertools.islice(itertools.cycle(range(251)), size))
    info = store.put(KEY, Trickle(content))  # type: ignore[arg-type]
    assert info.size == size
    assert store.head(KEY) == info
    assert read(store, KEY) == content


def test_stream_is_read_line_by_line(store: ObjectStore) -> None:
    store.put(KEY, b"id,title\n1,a\n2,b\n")
    with store.open(KEY) as stream:
        assert stream.readline() == b"id,title\n"
        with io.TextIOWrapper(stream) as lines:
            assert list(lines) == ["1,a\n", "2,b\n"]


def test_put_replaces_and_changes_the_etag(store: ObjectStore) -> None:
    first = store.put(KEY, b"aaaa")
    second = store.put(KEY, b"bbbb")
    assert first.etag != second.etag
    assert store.head(KEY) == second
    assert read(store, KEY) == b"bbbb"


def test_unknown_object_is_not_found(store: ObjectStore) -> None:
    store.put("a/b", b"")
    for key in ("nobody", "a/c", "a"):
        with pytest.raises(ObjectNotFoundError):
            store.head(key)
        with pytest.raises(ObjectNotFoundError):
            store.open(key)
        with pytest.raises(ObjectNotFoundError):
            store.open(key, if_match="etag")


def test_open_gives_only_the_version_asked_for(store: ObjectStore) -> None:
    first = store.put(KEY, b"one")
    assert read(store, KEY, if_match=first.etag) == b"one"
    second = store.put(KEY, b"two")
    with pytest.raises(ObjectChangedError):
        store.open(KEY, if_match=first.etag)
    assert read(store, KEY, if_match=second.etag) == b"two"


def test_open_stream_keeps_its_version(store: ObjectStore) -> None:
    store.put(KEY, b"a" * 100)
    with store.open(KEY) as stream:
        store.put(KEY, b"b" * 100)
        assert stream.read() == b"a" * 100


def test_reader_never_sees_a_mixture(store: ObjectStore) -> None:
    """A writer overwrites as fast as it can; etag and bytes of a reader belong together."""
    etags = {store.put(KEY, bytes([n]) * 5000).etag: bytes([n]) * 5000 for n in range(8)}
    done = threading.Event()

    def overwrite() -> None:
        for number in itertools.cycle(range(8)):
            if done.is_set():
                return
            store.put(KEY, bytes([number]) * 5000)

    writer = threading.Thread(target=overwrite)
    writer.start()
    try:
        hits = 0
        for _ in range(60):
            info = store.head(KEY)
            try:
                content = read(store, KEY, if_match=info.etag)
            except ObjectChangedError:
                content = read(store, KEY)
                assert content in etags.values()
            else:
                hits += 1
                assert content == etags[info.etag]
            assert [listed.etag in etags for listed in store.list()] == [True]
    finally:
        done.set()
        writer.join()


def test_list_is_by_key_and_prefix(store: ObjectStore) -> None:
    keys = ["a/b", "a-b", "a!b", "ab", "a/c/d", "a/c.d", "b", "耳/机", "A", "a/cc"]
    infos = {key: store.put(key, key.encode()) for key in keys}

    def listed(prefix: str) -> list[ObjectInfo]:
        return list(store.list(prefix))

    assert listed("") == [infos[key] for key in sorted(keys)]
    for prefix in ("a", "a/", "a/c", "a/c/", "耳/", "nobody/", "a/c/d", "b/"):
        expected = [infos[key] for key in sorted(keys) if key.startswith(prefix)]
        assert listed(prefix) == expected, prefix


def test_delete_removes_and_ignores_unknown_keys(store: ObjectStore) -> None:
    store.put("a/b", b"x")
    store.put("a/c", b"y")
    store.delete("a/b")
    store.delete("a/b")
    store.delete("nobody/there")
    assert [info.key for info in store.list()] == ["a/c"]
    with pytest.raises(ObjectNotFoundError):
        store.head("a/b")


def test_unsafe_key_is_refused(store: ObjectStore) -> None:
    for key in UNSAFE_KEYS:
        for action in (store.head, store.open, store.delete, lambda key: store.put(key, b"")):
            with pytest.raises(InvalidInputError):
                action(key)
    assert list(store.list()) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(key=st.text(max_size=40), content=st.binary(max_size=40))
def test_any_key_is_stored_as_it_is_or_refused(
    store: ObjectStore, key: str, content: bytes
) -> None:
    try:
        info = store.put(key, content)
    except InvalidInputError:
        return
    assert read(store, key) == content
    assert info in list(store.list(key))
    store.delete(key)
