"""A shop in memory whose dependencies stop answering, worked through the real functions."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from shopguide import bootstrap
from shopguide.adapters.memory.canaries import PresenceCanaries
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.bootstrap import Container
from shopguide.config import Settings
from shopguide.domain.canary import Canary
from shopguide.domain.catalog_import import CatalogKind, ImportRecord, ImportStatus
from shopguide.domain.delivery import MAX_DELIVERIES
from shopguide.domain.errors import (
    IndexUnavailableError,
    ObjectsUnavailableError,
    QueueUnavailableError,
    RecordsUnavailableError,
)
from shopguide.domain.manifest_lines import manifest_lines
from shopguide.domain.merchandising_revision import (
    MerchandisingKind,
    Revision,
    RevisionAction,
    live_revision_key,
    revision_to_json,
)
from shopguide.domain.record_key import IMPORT_LOCK, IMPORT_TURNS, LIVE_CATALOGUE, import_key
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key
from shopguide.text.index_layout import PASSAGES, PRODUCTS
from tests.queue_deliveries import deliver

FAILURES = {
    "index": IndexUnavailableError,
    "objects": ObjectsUnavailableError,
    "records": RecordsUnavailableError,
    "index_queue": QueueUnavailableError,
    "import_queue": QueueUnavailableError,
}
_OF_THE_TRIGGER = ("receive", "acknowledge", "release", "depth", "redrive", "close")
_ROUNDS = 400
_STEP_SECONDS = 400
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)?")


@dataclass
class Outage:
    """Calls from number `begins` (from 0) to before `ends` are not answered."""

    begins: int = 10**9
    ends: int = 10**9
    calls: int = 0

    def happens(self) -> bool:
        """Whether this call is not answered."""
        self.calls += 1
        return self.begins < self.calls <= self.ends


class UnsteadyPort:
    """A port with an outage; what Lambda's trigger does with a queue goes on."""

    def __init__(self, port: Any, error: type[Exception], outage: Outage) -> None:
        self._port = port
        self._error = error
        self._outage = outage

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._port, name)
        if not callable(member) or name in _OF_THE_TRIGGER:
            return member

        def call(*arguments: Any, **named: Any) -> Any:
            if self._outage.happens():
                raise self._error(f"{name} is not answered")
            return member(*arguments, **named)

        return call


class UnsteadyShop:
    """The container of the process, over adapters in memory of which one may fail.

    Args:
        folder: For its settings; nothing is written.
        failing: The port with the outage, a name of `FAILURES`.
        outage: Begins with `begin_outage`.
    """

    def __init__(self, folder: Path, failing: str = "index", outage: Outage | None = None) -> None:
        clock = FixedClock()
        self.clock = clock
        self.canaries: list[Canary] = []
        self._outage = outage or Outage()
        index = InMemoryVectorIndex()
        ports: dict[str, Any] = {
            "index": index,
            "records": InMemoryRecordTable(clock),
            "objects": InMemoryObjectStore(),
            "index_queue": InMemoryWorkQueue(clock, max_receives=MAX_DELIVERIES),
            "import_queue": InMemoryWorkQueue(clock, max_receives=MAX_DELIVERIES),
        }
        self._steady = dict(ports)
        self._failing = failing
        settings = Settings(
            data_dir=folder,
            models_dir=folder,
            generator="",
            batch_rows=3,
            max_rejected_share=0.5,
            max_removed_share=0.5,
        )
        self.here: Any = _Container(settings, lambda: PresenceCanaries(index, self.canaries))
        self.here.__dict__.update(ports, clock=clock, encoder=HashingEncoder(16), generator=None)
        self._uploads = 0

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The port is unsteady meanwhile."""
        failing = self._failing
        port = UnsteadyPort(self._steady[failing], FAILURES[failing], self._outage)
        self._use(failing, port)
        try:
            yield
        finally:
            self._use(failing, self._steady[failing])

    def _use(self, name: str, port: Any) -> None:
        """Change a port; what was built with the one before is let go of."""
        kept = {*FAILURES, "clock", "encoder", "generator", "settings", "building", "_canaries"}
        for part in set(self.here.__dict__) - kept:
            del self.here.__dict__[part]
        self.here.__dict__[name] = port

    def upload(self, kind: str, content: str) -> str:
        """Store a file and queue its event; the import's id."""
        self._uploads += 1
        key = upload_object_key(CatalogKind(kind), f"{kind}.csv")
        stored = self._steady["objects"].put(key, content.encode())
        upload = Upload(key, stored.etag, f"{self._uploads:04X}")
        self._steady["import_queue"].send([json.dumps(upload_event(upload))])
        return import_id_of(upload)

    def use_canary(self, product_id: str) -> None:
        """A canary that asks for a product to be there at all."""
        self.canaries[:] = [Canary(f"query for {product_id}", product_id)]
        revision = Revision(1, "v1", 1, "", RevisionAction.PUBLISH)
        key = live_revision_key(MerchandisingKind.CANARIES)
        self._steady["records"].put(key, revision_to_json(revision))

    def work(self) -> None:
        """Deliver until the queues are empty but for what was given up on."""
        bootstrap.install(self.here)
        try:
            for _ in range(_ROUNDS):
                deliver(
                    "import", self._steady["import_queue"], import_catalogue, again_after_seconds=1
                )
                deliver("index", self._steady["index_queue"], index_batches, again_after_seconds=1)
                if not any(self._left(queue) for queue in ("import_queue", "index_queue")):
                    return
                self.clock.advance(_STEP_SECONDS)
        finally:
            bootstrap.install(None)
        raise AssertionError("the work never ends")

    def redrive(self) -> int:
        """Put what was given up on back; how many messages."""
        return sum(self._steady[queue].redrive() for queue in ("import_queue", "index_queue"))

    def status(self, import_id: str) -> ImportStatus | None:
        """How the import stands; None where it could not even begin."""
        stored = self._steady["records"].get(import_key(import_id))
        return ImportStatus(stored["status"]) if stored else None

    def record(self, import_id: str) -> ImportRecord:
        """The import's record."""
        found: ImportRecord = self.here.imports.find(import_id)
        return found

    def state(self) -> dict[str, Any]:
        """Everything that lasts of the shop, but for times."""
        objects, records, index = (self._steady[each] for each in ("objects", "records", "index"))
        live: Any = records.get(LIVE_CATALOGUE) or {}
        rows = live.get("manifests", {})
        state = {
            "live": live,
            "documents": {name: _documents(index, name) for name in (PRODUCTS, PASSAGES)},
            "indexes": index.names(),
            "objects": [stored.key for stored in objects.list()],
            "manifests": {name: _manifest(objects, key) for name, key in rows.items()},
            "lock": records.get(IMPORT_LOCK),
            "turns": [key.sort for key, _ in records.query(IMPORT_TURNS)],
        }
        plain: dict[str, Any] = json.loads(_TIME.sub("", json.dumps(state)))
        return plain

    def _left(self, name: str) -> int:
        depth = self._steady[name].depth()
        return int(depth.waiting + depth.in_flight)


class _Container(Container):
    def __init__(self, settings: Settings, canaries: Any) -> None:
        super().__init__(settings)
        self._canaries = canaries

    @property
    def canaries(self) -> Any:
        """Whether products are there, without a search."""
        return self._canaries()


def _documents(index: InMemoryVectorIndex, name: str) -> dict[str, Any]:
    if index.schema(name) is None:
        return {}
    found = index.scan(name, limit=1000, with_vectors=True).documents
    return {each.document_id: [each.fields, each.vectors["text"].tolist()] for each in found}


def _manifest(objects: InMemoryObjectStore, key: str) -> list[str]:
    with objects.open(key) as stream:
        return [line.decode() for line in manifest_lines(stream, key)]
