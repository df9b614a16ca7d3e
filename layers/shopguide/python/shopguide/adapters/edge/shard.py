"""One open shard: how it is configured, made, loaded, changed and made durable."""

import logging
import shutil
from pathlib import Path
from typing import Self

import qdrant_edge as edge

from shopguide.adapters.edge.errors import engine_errors, require_space
from shopguide.adapters.edge.filters import field_path
from shopguide.domain.indexed import FieldKind, IndexSchema

logger = logging.getLogger(__name__)

_FIELD_TYPES = {
    FieldKind.KEYWORD: edge.PayloadSchemaType.Keyword,
    FieldKind.INTEGER: edge.PayloadSchemaType.Integer,
    FieldKind.FLOAT: edge.PayloadSchemaType.Float,
    FieldKind.BOOL: edge.PayloadSchemaType.Bool,
}


class Shard:
    """The engine's files of one index, opened for this process alone.

    Every call into the engine holds Python's global lock until it returns, so calls never overlap
    and none may be long; docs/adr/0010-vector-index.md has the figures.
    """

    def __init__(self, folder: Path, engine: edge.EdgeShard, reserved_bytes: int) -> None:
        self._folder = folder
        self._reserved_bytes = reserved_bytes
        self._changed = False
        self.engine = engine

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
        shard.flush()
        return shard

    @classmethod
    def load(cls, folder: Path, reserved_bytes: int) -> Self:
        """Open a shard as its last process left it, replaying what that one had not flushed."""
        with engine_errors("loading", folder):
            engine = edge.EdgeShard.load(str(folder))
        shard = cls(folder, engine, reserved_bytes)
        shard._compact()
        return shard

    def update(self, operation: edge.UpdateOperation) -> None:
        """Apply a change and log it, so that it outlives the process from here on."""
        require_space(self._folder, self._reserved_bytes)
        self._changed = True
        with engine_errors("writing", self._folder):
            self.engine.update(operation)

    def flush(self) -> None:
        """Return once all changes are on the disk; instant if there are none."""
        if not self._changed:
            return
        self._changed = False
        try:
            with engine_errors("flushing", self._folder):
                self.engine.flush()
        except Exception:
            self._changed = True
            raise

    def close(self) -> None:
        """Flush and give the files back."""
        self.flush()
        with engine_errors("closing", self._folder):
            self.engine.close()

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
            if self.engine.optimize():
                logger.info("compacted %s", self._folder)
                self.engine.flush()


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
    return edge.EdgeConfig(vectors=vectors, optimizers=optimizers, wal_enabled=True)
