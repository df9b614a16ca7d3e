"""An object store in memory."""

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from shopguide.domain.errors import ObjectChangedError, ObjectNotFoundError
from shopguide.ports.limits import check_object_key
from shopguide.ports.object_store import ObjectInfo


class InMemoryObjectStore:
    """A dict of bytes."""

    def __init__(self) -> None:
        self._objects: dict[str, tuple[ObjectInfo, bytes]] = {}

    def put(self, key: str, body: BinaryIO | bytes) -> ObjectInfo:
        """Store an object."""
        check_object_key(key)
        content = body if isinstance(body, bytes) else body.read()
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        info = ObjectInfo(key, digest, len(content))
        self._objects[key] = (info, content)
        return info

    def open(self, key: str, *, if_match: str | None = None) -> BinaryIO:
        """A stream of the object's bytes; the caller closes it."""
        info, content = self._find(key)
        if if_match is not None and info.etag != if_match:
            raise ObjectChangedError(
                f"{key} was overwritten in the meantime.", fix="Read it again from the start."
            )
        return io.BytesIO(content)

    def head(self, key: str) -> ObjectInfo:
        """Facts about an object; `ObjectNotFoundError` if there is none."""
        return self._find(key)[0]

    def list(self, prefix: str = "") -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix`, by key."""
        infos = sorted((info for info, _ in self._objects.values()), key=lambda info: info.key)
        yield from (info for info in infos if info.key.startswith(prefix))

    def delete(self, key: str) -> None:
        """Delete an object; an unknown key is ignored."""
        check_object_key(key)
        self._objects.pop(key, None)

    def _find(self, key: str) -> tuple[ObjectInfo, bytes]:
        check_object_key(key)
        try:
            return self._objects[key]
        except KeyError:
            raise ObjectNotFoundError(f"There is no object {key!r}.", field="key") from None
