"""One open shard: how it is configured, made, loaded, changed and made durable."""

import logging
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

import qdrant_edge as edge

from shopguide.adapters.edge.errors import engine_errors, require_space
from shopguide.adapters.qdrant.payload import field_path
from shopguide.adapters.system.durable import sync_to_disk
from shopguide.domain.indexed import FieldKind, IndexSchema

logger = logging.getLogger(__name__)

_CHECKPOINT_DOCUMENTS = 4096
"""Changes after which a flush shortens the log; replaying as many takes up to a second."""

_FIELD_TYPES = {
    FieldKind.KEYWORD: edge.PayloadSchemaType.Keyword,
    FieldKind.INTEGER: edge.PayloadSchemaType.Integer,
    FieldKind.FLOAT: edge.PayloadSchemaType.Float,
    FieldKind.BOOL: edge.PayloadSchemaType.Bool,
}


class Shard:
    """The engine's files of one index, opened for this process alone.

    Every call into the engine holds Python's global lock until it returns, so calls never overlap
    and none may be long; docs/adr/0005-vector-index.md has the figures.
    """

    def __init__(self, folder: Path, engine: edge.EdgeShard, reserved_bytes: int) -> None:
        self._folder = folder
        self._reserved_bytes = reserved_bytes
        self.engine = engine
        # Changed documents in the log, those of them on the disk, those it needs no longer. At
        # first one, because the log may hold what a killed process never saw on the disk.
        self._logged, self._synced, self._settled = 1, 0, 0
        self._counting = threading.Lock()

    @classmethod
    def create(cls, folder: Path, schema: IndexSchema, reserved_bytes: int) -> Self:
        """Make an empty shard in an empty folder; its fields can be filtered by from the start."""
        require_space(folder, reserved_bytes)
        with engine_errors("creation", folder):
            engine = edge.EdgeShard.create(str(folder), _config(schema))
        shard = cls(folder, engine, reserved_bytes)
        for name, kind in schema.fields.items():
            shard.update(
                edge.UpdateOperation.create_field_index(field_path(name), _FIELD_TYPES[kind])
            )
        shard._checkpoint()
        return shard

    @classmethod
    def load(cls, folder: Path, reserved_bytes: int) -> Self:
        """Open a shard as its last process left it, replaying what that one had not flushed."""
        with engine_errors("loading", folder):
            engine = edge.EdgeShard.load(str(folder))
        shard = cls(folder, engine, reserved_bytes)
        shard._compact()
        return shard

    def update(self, operation: edge.UpdateOperation, documents: int = 1) -> None:
        """Apply a change to some documents and log it, so that it outlives the process."""
        require_space(self._folder, self._reserved_bytes)
        with engine_errors("writing", self._folder):
            self.engine.update(operation)
        with self._counting:  # after it is logged: a flush in another thread must not miss it
            self._logged += documents

    def flush(self) -> None:
        """Return once all changes would survive a power cut; instant if there are none.

        That only takes the log to be on the disk, and other threads run while the disk works. The
        engine's own flush writes everything else too, but stops Python for as long as it takes: it
        waits until the log is worth shortening.
        """
        if self._logged == self._synced:
            return
        logged = self._logged
        with engine_errors("flushing", self._folder):
            _sync_log(self._folder / "wal")
        self._synced = logged
        if logged - self._settled >= _CHECKPOINT_DOCUMENTS:
            self._checkpoint()

    def close(self) -> None:
        """Flush and give the files back."""
        self._checkpoint()
        with engine_errors("closing", self._folder):
            self.engine.close()

    def _checkpoint(self) -> None:
        """Write everything that is in the log to its place, and shorten the log."""
        logged = self._logged
        with engine_errors("flushing", self._folder):
            self.engine.flush()
        self._synced = self._settled = logged

    def _compact(self) -> None:
        """Rewrite the shard without its deleted documents, where those are more than a fifth.

        It takes 4 s for 100,000 documents, in which nothing else runs: so it is done here, before
        anyone waits for an answer, and never later. With less to gain it returns at once.
        """
        stored = sum(path.stat().st_blocks * 512 for path in self._folder.rglob("*"))
        if shutil.disk_usage(self._folder).free < 2 * stored:
            logger.warning("too little free space to compact %s", self._folder)
            return
        with engine_errors("compaction", self._folder):
            if not self.engine.optimize():
                return
        logger.info("compacted %s", self._folder)
        self._checkpoint()


def _sync_log(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        # The engine makes the log's next file ahead, under a name that it drops when it is needed.
        with suppress(FileNotFoundError):
            sync_to_disk(path)


def _config(schema: IndexSchema) -> edge.EdgeConfig:
    vectors = {
        name: edge.EdgeVectorParams(
            size=dimension, distance=edge.Distance.Cosine, memory=edge.Memory.Cold
        )
        for name, dimension in schema.dense.items()
    }
    # Threshold 0: search is exact and no graph is ever built. One segment however large.
    optimizers = edge.EdgeOptimizersConfig(
        indexing_threshold=0, default_segment_number=1, max_segment_size=1_000_000_000
    )
    sparse = {
        name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for name in schema.sparse
    }
    return edge.EdgeConfig(
        vectors=vectors, sparse_vectors=sparse, optimizers=optimizers, wal_enabled=True
    )
