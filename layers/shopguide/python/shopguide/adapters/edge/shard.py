"""One open shard: how it is configured, made, loaded, changed and made durable."""

import logging
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

import qdrant_edge as edge

from shopguide.adapters.edge.configuration import (
    Sealing,
    field_parameters,
    shard_configuration,
)
from shopguide.adapters.edge.errors import engine_errors, require_space
from shopguide.adapters.qdrant.payload import field_path
from shopguide.adapters.system.durable import sync_to_disk
from shopguide.domain.indexed import IndexSchema

logger = logging.getLogger(__name__)

_CHECKPOINT_DOCUMENTS = 4096
"""Changes after which a flush shortens the log; replaying as many takes up to a second."""

_SEGMENTS = 64
"""How many sealed segments a shard has before they are made longer instead of more."""


class Shard:
    """The engine's files of one index, opened for this process alone.

    Every call into the engine holds Python's global lock until it returns, so calls never overlap
    and none may be long; docs/adr/0005-vector-index.md has the figures.
    """

    def __init__(
        self, folder: Path, engine: edge.EdgeShard, reserved_bytes: int, sealing: Sealing
    ) -> None:
        self._folder = folder
        self._reserved_bytes = reserved_bytes
        self._sealing = sealing
        self.engine = engine
        # Changed documents in the log, those of them on the disk, those it needs no longer. At
        # first one, because the log may hold what a killed process never saw on the disk.
        self._logged, self._synced, self._settled = 1, 0, 0
        self._unsealed = 0
        self._counting = threading.Lock()

    @classmethod
    def create(
        cls, folder: Path, schema: IndexSchema, reserved_bytes: int, sealing: Sealing
    ) -> Self:
        """Make an empty shard in an empty folder; its fields can be filtered by from the start."""
        require_space(folder, reserved_bytes)
        with engine_errors("creation", folder):
            configuration = shard_configuration(schema, sealing)
            engine = edge.EdgeShard.create(str(folder), configuration)
        shard = cls(folder, engine, reserved_bytes, sealing)
        for name, kind in schema.fields.items():
            shard.update(
                edge.UpdateOperation.create_field_index(field_path(name), field_parameters(kind))
            )
        shard._checkpoint()
        return shard

    @classmethod
    def load(cls, folder: Path, schema: IndexSchema, reserved_bytes: int, sealing: Sealing) -> Self:
        """Open a shard as its last process left it, replaying what that one had not flushed.

        It is compacted first, before anyone waits for an answer.
        """
        _compact(folder, schema, sealing)
        with engine_errors("loading", folder):
            configuration = shard_configuration(schema, sealing)
            engine = edge.EdgeShard.load(str(folder), configuration)
        return cls(folder, engine, reserved_bytes, sealing)

    def update(self, operation: edge.UpdateOperation, documents: int = 1) -> None:
        """Apply a change to some documents and log it, so that it outlives the process."""
        require_space(self._folder, self._reserved_bytes)
        with engine_errors("writing", self._folder):
            self.engine.update(operation)
        with self._counting:  # after it is logged: a flush in another thread must not miss it
            self._logged += documents
            self._unsealed += documents

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
        if self._unsealed >= self._sealing.documents:
            self._seal()

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

    def _seal(self) -> None:
        """Make the segment that grows a sealed one where it is long enough, and begin another.

        Nothing else runs meanwhile. In a large shop segments are made longer, so that each search
        has not too many of them to ask.
        """
        with engine_errors("sealing", self._folder):
            stored = self.engine.info().points_count
            enough = max(self._sealing.documents, stored // _SEGMENTS)
            if stored <= self._sealing.small_shop or self._unsealed < enough:
                return
            self._unsealed = 0
            if not self.engine.optimize():
                return
        self._checkpoint()  # which removes the files of what was sealed


def _compact(folder: Path, schema: IndexSchema, sealing: Sealing) -> None:
    """Rewrite the segments of which more than a fifth is deleted documents.

    It takes up to 20 s for 100,000 documents, in which nothing else runs: so it is done before a
    shard is opened, and never later. With nothing to gain it returns at once.
    """
    stored = sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))
    if shutil.disk_usage(folder).free < 2 * stored:
        logger.warning("too little free space to compact %s", folder)
        return
    configuration = shard_configuration(schema, sealing, opening=True)
    with engine_errors("loading", folder):
        engine = edge.EdgeShard.load(str(folder), configuration)
    with engine_errors("compaction", folder):
        if engine.optimize():
            logger.info("compacted %s", folder)
        engine.flush()
        engine.close()


def _sync_log(folder: Path) -> None:
    for path in [*folder.iterdir(), folder]:
        # The engine makes the log's next file ahead, under a name that it drops when it is needed.
        with suppress(FileNotFoundError):
            sync_to_disk(path)
