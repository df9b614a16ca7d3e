"""The vectors of texts that were encoded lately: variants of a product share its text."""

import logging
import os
import tempfile
import threading
import weakref
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path

import numpy as np

from shopguide.domain.indexed import Vector

logger = logging.getLogger(__name__)

_SLOTS = 65_536


class VectorCache:
    """Vectors by text, the oldest replaced first; safe to share between threads.

    They lie in a file without a name, so that room for many costs no memory: the variants of a
    product come far apart, because an import goes through its rows in the order of hashed ids.

    Args:
        dimension: Of each vector.
        slots: Vectors that are kept.
    """

    def __init__(self, dimension: int, slots: int = _SLOTS) -> None:
        self._file = _open_nameless()
        weakref.finalize(self, os.close, self._file)
        self._bytes = dimension * np.dtype(np.float32).itemsize
        self._slots: dict[bytes, int] = {}
        self._keys: list[bytes] = [b""] * slots
        self._next = 0
        self._lock = threading.Lock()

    def find(self, keys: Iterable[bytes]) -> dict[bytes, Vector]:
        """The vectors, ``[dimension]`` each, of those keys that are kept."""
        with self._lock:
            return {key: self._read(self._slots[key]) for key in keys if key in self._slots}

    def keep(self, vectors: Mapping[bytes, Vector]) -> None:
        """Keep vectors by key; where the disk is full, go without."""
        with self._lock:
            try:
                for key, vector in vectors.items():
                    if key not in self._slots:
                        self._put(key, vector)
            except OSError as error:
                logger.warning("vectors are not kept for texts that come again: %s", error)

    def _read(self, slot: int) -> Vector:
        stored = os.pread(self._file, self._bytes, slot * self._bytes)
        return np.frombuffer(stored, dtype=np.float32)

    def _put(self, key: bytes, vector: Vector) -> None:
        slot = self._next
        self._slots.pop(self._keys[slot], None)
        os.pwrite(self._file, vector.tobytes(), slot * self._bytes)
        self._next = (slot + 1) % len(self._keys)
        self._keys[slot] = key
        self._slots[key] = slot


def _open_nameless() -> int:
    """A file that is gone when it is closed."""
    number, path = tempfile.mkstemp(prefix="shopguide-vectors-")
    Path(path).unlink()
    return number


def key_of_text(text: str) -> bytes:
    """16 bytes that no two texts share."""
    return blake2b(text.encode(), digest_size=16).digest()
