"""The vector spaces of the live signals, in memory where they fit."""

import io
import logging
import threading
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shopguide.domain.errors import BundleError, NotFoundError
from shopguide.domain.indexed import TEXT_VECTOR, Vector
from shopguide.domain.signal_files import FACTORS
from shopguide.domain.signals import (
    FACTORS_VECTOR,
    SEQUENCE_VECTOR,
    LiveSignals,
)
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.manifest import signals_key
from shopguide.recommend.vectors.vector_space import HeldSpace, IndexedSpace, VectorSpace
from shopguide.text.index_layout import PRODUCTS

MOST_BYTES = 128 * 1024 * 1024
"""Files of vectors up to this size are held in memory: about 90,000 products."""

_BROKEN = (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile)
_log = logging.getLogger(__name__)

_SAMPLE = 1_000
_FEWEST = 200


@dataclass(frozen=True, slots=True)
class Spaces:
    """What one version of the signals knows of products; None where it knows nothing."""

    factors: VectorSpace | None = None
    sequence: VectorSpace | None = None


NO_SPACES = Spaces()


class SpaceLoader:
    """Gives the spaces of a version; the last one is kept.

    Args:
        objects: Has the files of the versions.
        index: Has their vectors, for shops whose files are too large.
        learned: File of what a recommender has learned, by its fingerprint; None for nothing.
        most_bytes: Of a file that is held in memory.
    """

    def __init__(
        self,
        objects: ObjectStore,
        index: VectorIndex,
        learned: Callable[[str], Path | None],
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._objects = objects
        self._index = index
        self._learned = learned
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._held: tuple[LiveSignals, Spaces] | None = None

    def of(self, live: LiveSignals) -> Spaces:
        """The spaces of a version.

        Raises:
            UnavailableError: they cannot be read now.
        """
        held = self._held
        if held is not None and held[0] == live:
            return held[1]
        with self._lock:
            if self._held is None or self._held[0] != live:
                self._held = (live, self._load(live))
            return self._held[1]

    def _load(self, live: LiveSignals) -> Spaces:
        schema = self._index.schema(live.index) if live.index else None
        dense = {} if schema is None else schema.dense
        return Spaces(
            self._factors(live, dense[FACTORS_VECTOR]) if FACTORS_VECTOR in dense else None,
            self._sequence(live, dense[SEQUENCE_VECTOR]) if SEQUENCE_VECTOR in dense else None,
        )

    def _factors(self, live: LiveSignals, width: int) -> VectorSpace:
        key = signals_key(live.version, FACTORS)
        try:
            if self._objects.head(key).size <= self._most_bytes:
                with self._objects.open(key) as stream:
                    return _held(io.BytesIO(stream.read()))
        except (NotFoundError, *_BROKEN) as error:  # what was made of the file is in the index
            _log.warning("%s cannot be held in memory: %s", key, error)
        return IndexedSpace(self._index, live.index, FACTORS_VECTOR, live.factor_norm, width - 1)

    def _sequence(self, live: LiveSignals, width: int) -> VectorSpace:
        try:
            path = self._learned(live.recommender)
            if path is not None and path.stat().st_size <= self._most_bytes:
                return _held(path)
        except (BundleError, *_BROKEN) as error:
            _log.warning("%s cannot be held in memory: %s", live.recommender, error)
        return IndexedSpace(self._index, live.index, SEQUENCE_VECTOR, live.sequence_norm, width - 1)


class CatalogueMean:
    """The mean text vector of the shop, which says nothing of a product.

    Text vectors of one encoder share most of their length (Mu & Viswanath 2018, *All-but-the-top*);
    without it, what is left tells products apart. Estimated from a page of products, once an index.

    Args:
        index: Has the products.
    """

    def __init__(self, index: VectorIndex) -> None:
        self._index = index
        self._known: tuple[str | None, Vector | None] = (None, None)

    def vector(self) -> Vector | None:
        """The mean, ``[dimension]``; None for a shop of few products, whose mean is a product."""
        name = self._index.resolve(PRODUCTS)
        if name is None:
            return None
        if self._known[0] != name:
            page = self._index.scan(PRODUCTS, limit=_SAMPLE, with_vectors=True, fields=())
            rows = [each.vectors[TEXT_VECTOR] for each in page.documents]
            if len(rows) < _FEWEST:
                return None
            self._known = (name, np.mean(rows, axis=0, dtype=np.float32))
        return self._known[1]


def _held(file: Path | io.BytesIO) -> HeldSpace:
    with np.load(file, allow_pickle=False) as members:
        vectors = np.ascontiguousarray(members["vectors"], dtype=np.float32)
        return HeldSpace(members["ids"].tolist(), vectors)
