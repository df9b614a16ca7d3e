"""Vectors of short texts, remembered so that the encoder sees each of them once."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from shopguide.domain.indexed import Matrix, Vector
from shopguide.ports.encoder import Encoder

CAPACITY = 8192
"""Texts remembered: 12 MiB of vectors at 384 dimensions."""


class PassageVectors:
    """Encodes passages, the least recently used of which it forgets; safe for many threads.

    The text is the key: what a product says now is never answered with a vector of what it said.
    """

    def __init__(self, encoder: Encoder, capacity: int = CAPACITY) -> None:
        self._encoder = encoder
        self._capacity = capacity
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def of(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors ``[len(texts), dimension]``."""
        known = self._recall(texts)
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            fresh = dict(zip(unknown, self._encoder.encode_passages(unknown), strict=True))
            self._remember(fresh)
            known.update(fresh)
        if not texts:
            return np.zeros((0, self._encoder.dimension), dtype=np.float32)
        return np.stack([known[text] for text in texts])

    def _recall(self, texts: Sequence[str]) -> dict[str, Vector]:
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
            for text in known:
                self._vectors.move_to_end(text)
        return known

    def _remember(self, fresh: dict[str, Vector]) -> None:
        with self._lock:
            self._vectors.update(fresh)
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
