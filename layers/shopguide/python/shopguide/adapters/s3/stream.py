"""An object's bytes as a stream that survives a dropped connection."""

import io
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError
from urllib3.exceptions import HTTPError

from shopguide.domain.errors import ObjectsUnavailableError

ATTEMPTS = 5

OpenAt = Callable[[int], Any]
"""Opens the body of the same version of the object at a byte offset."""


class ObjectStream(io.RawIOBase):
    """Reads a body to its end; when the connection breaks, it goes on where it stopped.

    S3 closes connections that a slow reader leaves idle, and a big import is a slow reader.

    Args:
        open_at: Raises `ObjectChangedError` when the object has been overwritten.
        size: Of the whole object, in bytes.
    """

    def __init__(self, open_at: OpenAt, body: Any, size: int) -> None:  # noqa: ANN401 - the SDK's
        self._open_at = open_at
        self._body = body
        self._size = size
        self._offset = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; 0 at the end.

        Raises:
            ObjectsUnavailableError: the connection broke again and again.
        """
        for _ in range(ATTEMPTS):
            if self._offset == self._size:
                return 0
            try:
                piece = self._body.read(len(buffer))
            except (BotoCoreError, HTTPError, OSError):
                piece = b""
            if piece:
                buffer[: len(piece)] = piece
                self._offset += len(piece)
                return len(piece)
            self._body.close()
            self._body = self._open_at(self._offset)
        raise ObjectsUnavailableError(
            f"S3 broke the connection {ATTEMPTS} times at byte {self._offset} of {self._size}.",
            fix="Try again later.",
        )

    def close(self) -> None:
        """Give the connection back."""
        if not self.closed:
            self._body.close()
        super().close()
