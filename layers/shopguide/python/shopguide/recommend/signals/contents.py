"""Writes what the files of a version say: records in groups, vectors into an index of its own."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from shopguide.domain.interaction import HISTORY_KEPT
from shopguide.domain.recommending import BlendWeights, weights_from_json
from shopguide.domain.record_key import factor_model_key
from shopguide.domain.signal_files import (
    FACTORS,
    LIKE_MINDED,
    NEIGHBOURS,
    TRENDING,
    WEIGHTS,
)
from shopguide.domain.signals import FACTORS_VECTOR, SEQUENCE_VECTOR
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import Put, RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.behaviour_index import (
    IndexedCounts,
    behaviour_index_name,
    build_behaviour_index,
)
from shopguide.recommend.signals.factor_model import factor_model_to_json
from shopguide.recommend.signals.lines import like_minded_puts, neighbours_puts, trending_puts
from shopguide.recommend.signals.manifest import SignalsManifest
from shopguide.recommend.signals.product_vectors import (
    ProductVectors,
    open_product_vectors,
    read_factor_model,
)
from shopguide.recommend.signals.stored_files import StoredFiles

_WRITTEN_AT_ONCE = 50
"""Records in one go: enough for a table that takes them side by side, and soon over for one that
lets nobody else write meanwhile."""

LearnedVectors = Callable[[str], Path | None]
"""The ``products.npz`` of a recommender bundle, by its fingerprint; None where none is published,
or it has learned no products."""

Told = Callable[[str], None]
"""Told what is being done now."""


@dataclass(frozen=True, slots=True)
class WrittenContents:
    """What was written of a version.

    Attributes:
        products: Records of neighbours.
        shoppers: Records of what shoppers like them took.
        segments: Records of trends.
        index: Name of the index; empty where there are no vectors.
        indexed: What was written to it.
        recommender: Fingerprint of the one that its learned vectors are of; empty for none.
        factor_norm: Length that factors were filled up to.
        sequence_norm: The same of the learned vectors.
        weights: How the signals are to be blended; None: as by default.
    """

    products: int
    shoppers: int
    segments: int
    index: str
    indexed: IndexedCounts
    recommender: str
    factor_norm: float
    sequence_norm: float
    weights: BlendWeights | None


class ContentWriter:
    """Writes versions; to do so again changes nothing.

    Args:
        records: For what is read by key.
        objects: Has the files.
        index: For vectors.
        learned: Vectors that recommenders have learned.
        pause_seconds: Rest between two groups of records, where one process also serves.
    """

    def __init__(
        self,
        records: RecordTable,
        objects: ObjectStore,
        index: VectorIndex,
        learned: LearnedVectors,
        pause_seconds: float = 0.0,
    ) -> None:
        self._records = records
        self._objects = objects
        self._index = index
        self._learned = learned
        self._pause_seconds = pause_seconds

    def check(self, manifest: SignalsManifest) -> StoredFiles:
        """The files, each compared with its checksum.

        Raises:
            SignalsDamagedError: one is missing or damaged.
        """
        files = StoredFiles(self._objects, manifest)
        files.check()
        return files

    def write(self, manifest: SignalsManifest, files: StoredFiles, told: Told) -> WrittenContents:
        """Write everything; nobody reads it before the version is pointed at.

        Raises:
            SignalsDamagedError: a file says something else than the batch ever does.
        """
        version = manifest.version
        ends = int((manifest.made_at + HISTORY_KEPT).timestamp())
        told("neighbours")
        products = self._put(neighbours_puts(version, files.lines(NEIGHBOURS)))
        told("like-minded")
        shoppers = self._put(like_minded_puts(version, files.lines(LIKE_MINDED), ends))
        told("trending")
        segments = self._put(trending_puts(version, files.lines(TRENDING)))
        told("vectors")
        with self._vectors(manifest, files) as (vectors, recommender):
            index = behaviour_index_name(version, recommender) if vectors else ""
            indexed = (
                build_behaviour_index(self._index, index, vectors, recommender)
                if vectors
                else IndexedCounts()
            )
            norms = {name: of.longest for name, of in vectors.items()}
        return WrittenContents(
            products=products,
            shoppers=shoppers,
            segments=segments,
            index=index,
            indexed=indexed,
            recommender=recommender,
            factor_norm=norms.get(FACTORS_VECTOR, 1.0),
            sequence_norm=norms.get(SEQUENCE_VECTOR, 1.0),
            weights=_weights(manifest, files),
        )

    def usable_recommender(self, manifest: SignalsManifest) -> str:
        """The recommender of a version if it is published with vectors; else empty.

        Raises:
            BundleError: it is published, and damaged.
        """
        named = manifest.recommender
        return named if named and self._learned(named) is not None else ""

    @contextmanager
    def _vectors(
        self, manifest: SignalsManifest, files: StoredFiles
    ) -> Iterator[tuple[Mapping[str, ProductVectors], str]]:
        """Vectors by the name they have in the index, and the recommender that some are of."""
        found: dict[str, ProductVectors] = {}
        with TemporaryDirectory(prefix="signals-") as place:
            folder = Path(place)
            if FACTORS in manifest.files:
                factors = self._factors(manifest, files, folder)
                if factors.rows:
                    found[FACTORS_VECTOR] = factors
            learned = self._learned(manifest.recommender) if manifest.recommender else None
            if learned is not None:
                found[SEQUENCE_VECTOR] = _opened(files, learned, folder)
            yield found, manifest.recommender if learned is not None else ""

    def _factors(
        self, manifest: SignalsManifest, files: StoredFiles, folder: Path
    ) -> ProductVectors:
        path = files.copy(FACTORS, folder)
        vectors = _opened(files, path, folder)
        try:
            model = read_factor_model(path, folder)
        except ValueError as error:
            raise files.damaged(f"{FACTORS} is wrong: {error}") from error
        self._records.put(factor_model_key(manifest.version), factor_model_to_json(model))
        return vectors

    def _put(self, puts: Iterable[Put]) -> int:
        """Write records, each a group of its own, a few hundred in one go; how many there were."""
        count, rest = 0, iter(puts)
        while group := list(islice(rest, _WRITTEN_AT_ONCE)):
            if count:
                time.sleep(self._pause_seconds)
            # A key that comes twice would be written twice side by side: the last one counts.
            last = {put.key: put for put in group}
            self._records.write_groups([[put] for put in last.values()])
            count += len(group)
        return count


def _opened(files: StoredFiles, path: Path, folder: Path) -> ProductVectors:
    try:
        return open_product_vectors(path, folder)
    except ValueError as error:
        raise files.damaged(f"{path.name} is wrong: {error}") from error


def _weights(manifest: SignalsManifest, files: StoredFiles) -> BlendWeights | None:
    if WEIGHTS not in manifest.files:
        return None
    try:
        return weights_from_json(files.json(WEIGHTS))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise files.damaged(f"{WEIGHTS} is wrong: {error}") from error
