"""Port: files by key."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """What is known of a stored object; `etag` changes whenever its bytes do. `size` in bytes."""

    key: str
    etag: str
    size: int


class ObjectStore(Protocol):
    """Whole objects: a reader sees the old bytes or the new ones, never a mixture.

    Keys are ``/``-separated and relative; `InvalidInputError` for one that climbs out with ``..``
    or that `ports.limits.check_object_key` refuses otherwise.
    Every method raises `ObjectsUnavailableError` when the store does not answer and
    `StorageFullError` when there is no room.
    """

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        """Store an object, durable when this returns; a stream is copied in pieces."""

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        """A stream of the object's bytes; the caller closes it.

        Raises:
            ObjectNotFoundError: no such key.
            ObjectChangedError: its etag is no longer `if_match`.
        """

    def head(self, key: str) -> ObjectInfo:
        """Facts about an object; `ObjectNotFoundError` if there is none."""

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix`, by key."""

    def delete(self, key: str) -> None:
        """Delete an object; an unknown key is ignored."""
