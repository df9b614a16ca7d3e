"""Settings -> adapters -> services: built lazily, once a container.

Each part is made on first use and its module imported only then, so that a function pays at its
cold start for what it calls and for nothing else.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from shopguide.config import Settings, read_settings
from shopguide.domain.bundle import BundleKind
from shopguide.domain.delivery import MAX_DELIVERIES

if TYPE_CHECKING:
    from shopguide.answer.service import AnswerService
    from shopguide.catalog.import_records import ImportRecords
    from shopguide.catalog.service import CatalogImportService
    from shopguide.events.service import EventService
    from shopguide.indexing.service import IndexingService
    from shopguide.ports.clock import Clock
    from shopguide.ports.encoder import Encoder
    from shopguide.ports.generator import Generator
    from shopguide.ports.object_store import ObjectStore
    from shopguide.ports.record_table import RecordTable
    from shopguide.ports.training_jobs import TrainingJobs
    from shopguide.ports.vector_index import VectorIndex
    from shopguide.ports.work_queue import WorkQueue
    from shopguide.recommend.service import RecommendationService
    from shopguide.search.products import ProductReader
    from shopguide.search.service import SearchService
    from shopguide.status.service import StatusService

_Part = TypeVar("_Part")


class Built(Generic[_Part]):
    """A part that is built on first use, once, also when two threads ask at the same moment.

    `functools.cached_property` has no lock from Python 3.12 on, and a second index on one folder
    or a second model in memory would not do. Tests may assign another part over it.
    """

    def __init__(self, build: Callable[[Container], _Part]) -> None:
        self._build = build
        self._name = build.__name__
        self.__doc__ = build.__doc__

    @overload
    def __get__(self, container: None, owner: type[Container]) -> Built[_Part]: ...
    @overload
    def __get__(self, container: Container, owner: type[Container]) -> _Part: ...
    def __get__(self, container: Container | None, owner: type[Container]) -> _Part | Built[_Part]:
        """The part; kept in the container's ``__dict__``, which is looked at first next time."""
        if container is None:
            return self
        with container.building.setdefault(self._name, threading.RLock()):
            if self._name not in container.__dict__:
                container.__dict__[self._name] = self._build(container)
        part: _Part = container.__dict__[self._name]
        return part


class Container:
    """All adapters and services of one process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # One lock a part: nobody who wants search waits for the generator to load. No part needs
        # itself, so the locks are taken in one order and never in a circle.
        self.building: dict[str, AbstractContextManager[bool]] = {}

    @property
    def _on_aws(self) -> bool:
        return self.settings.mode == "aws"

    # Adapters

    @Built
    def clock(self) -> Clock:
        """The system's clock."""
        from shopguide.adapters.system.clock import SystemClock

        return SystemClock()

    @Built
    def index(self) -> VectorIndex:
        """Qdrant Edge in the data folder, or a Qdrant server."""
        if self._on_aws:
            from shopguide.adapters.qdrant.connection import connect_qdrant
            from shopguide.adapters.secretsmanager.secrets import read_secret

            secret = self.settings.qdrant_api_key_secret
            return connect_qdrant(self.settings.qdrant_url, read_secret(secret) if secret else "")
        from shopguide.adapters.edge.index import EdgeVectorIndex

        return EdgeVectorIndex(self.settings.data_dir / "index")

    @Built
    def records(self) -> RecordTable:
        """SQLite in the data folder, or DynamoDB."""
        if self._on_aws:
            from shopguide.adapters.dynamodb.records import DynamoRecordTable

            return DynamoRecordTable(self.settings.table, self.clock)
        from shopguide.adapters.sqlite.records import SqliteRecordTable

        return SqliteRecordTable(self.settings.data_dir / "records.sqlite", self.clock)

    @Built
    def objects(self) -> ObjectStore:
        """A folder, or S3."""
        if self._on_aws:
            from shopguide.adapters.s3.objects import S3ObjectStore

            return S3ObjectStore(self.settings.bucket)
        from shopguide.adapters.folder.objects import FolderObjectStore

        return FolderObjectStore(self.settings.data_dir / "objects")

    @Built
    def index_queue(self) -> WorkQueue:
        """Batches of rows to embed and store."""
        return self._queue("index", self.settings.index_queue_url)

    @Built
    def import_queue(self) -> WorkQueue:
        """S3 event documents of uploads that wait for their import."""
        return self._queue("import", self.settings.import_queue_url)

    def _queue(self, name: str, url: str) -> WorkQueue:
        if self._on_aws:
            from shopguide.adapters.sqs.queue import SqsWorkQueue

            return SqsWorkQueue(url)
        from shopguide.adapters.sqlite.queue import SqliteWorkQueue

        path = self.settings.data_dir / "queue.sqlite"
        return SqliteWorkQueue(path, name, self.clock, max_receives=MAX_DELIVERIES)

    @Built
    def training_jobs(self) -> TrainingJobs:
        """SageMaker, in both modes: it rents machines that neither has."""
        from shopguide.adapters.sagemaker.jobs import SageMakerTrainingJobs

        return SageMakerTrainingJobs(
            self.settings.training_bucket, kms_key=self.settings.training_kms_key
        )

    @Built
    def encoder(self) -> Encoder:
        """The encoder bundle that the settings name."""
        from shopguide.adapters.onnx.encoder import OnnxEncoder

        folder = self._bundle_folder(BundleKind.ENCODER, self.settings.encoder)
        return OnnxEncoder(folder, threads=self.settings.model_threads)

    @Built
    def generator(self) -> Generator | None:
        """The generator bundle that the settings name; None where they name none."""
        if not self.settings.generator:
            return None
        from shopguide.adapters.onnx.generator import GenaiGenerator

        folder = self._bundle_folder(BundleKind.GENERATOR, self.settings.generator)
        return GenaiGenerator(folder, threads=self.settings.model_threads)

    def _bundle_folder(self, kind: BundleKind, name: str) -> Path:
        if self._on_aws:
            from shopguide.adapters.s3.bundles import download_bundle

            return download_bundle(
                self.settings.bucket,
                self.settings.models_bucket_prefix,
                kind,
                name,
                self.settings.models_dir,
            )
        from shopguide.adapters.onnx.bundle import find_bundle

        return find_bundle(self.settings.models_dir, kind, name)

    # Services

    @Built
    def catalog_import(self) -> CatalogImportService:
        """Reads an uploaded file and splits what changed into batches."""
        from shopguide.catalog.service import CatalogImportService, ImportLimits

        return CatalogImportService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            limits=ImportLimits(
                batch_rows=self.settings.batch_rows,
                max_rejected_share=self.settings.max_rejected_share,
                max_removed_share=self.settings.max_removed_share,
            ),
            scratch=None if self._on_aws else self.settings.scratch_dir,
        )

    @Built
    def imports(self) -> ImportRecords:
        """The records of catalogue imports."""
        from shopguide.catalog.import_records import ImportRecords

        return ImportRecords(self.records, self.clock)

    @Built
    def indexing(self) -> IndexingService:
        """Embeds and stores batches, and publishes the last one."""
        from shopguide.indexing.service import IndexingService

        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            clock=self.clock,
        )

    @Built
    def search(self) -> SearchService:
        """Product search."""
        from shopguide.search.service import SearchService

        return SearchService(index=self.index, encoder=self.encoder, records=self.records)

    @Built
    def products(self) -> ProductReader:
        """Products by id."""
        from shopguide.search.products import ProductReader

        return ProductReader(index=self.index)

    @Built
    def events(self) -> EventService:
        """Interactions of shoppers."""
        from shopguide.events.service import EventService

        return EventService(records=self.records, clock=self.clock)

    @Built
    def recommend(self) -> RecommendationService:
        """Recommendations."""
        from shopguide.recommend.service import RecommendationService

        return RecommendationService(index=self.index, records=self.records, clock=self.clock)

    @Built
    def answer(self) -> AnswerService:
        """Answers from cited evidence."""
        from shopguide.answer.service import AnswerService

        return AnswerService(
            index=self.index,
            encoder=self.encoder,
            load_generator=lambda: self.generator,
            clock=self.clock,
            threshold=self.settings.answer_threshold,
        )

    @Built
    def status(self) -> StatusService:
        """What is live."""
        from shopguide.status.service import StatusService

        return StatusService(
            index=self.index,
            records=self.records,
            load_encoder=lambda: self.encoder,
            load_generator=lambda: self.generator,
        )

    def close(self) -> None:
        """Let go of everything that was opened."""
        for name in ("index", "records", "index_queue", "import_queue"):
            if name in self.__dict__:
                getattr(self, name).close()


_installed: list[Container] = []


def install(container: Container | None) -> None:
    """Make `container` the one of this process (tests, one-machine server); None lets go of it."""
    _installed[:] = [] if container is None else [container]


def container() -> Container:
    """The container of this process, made from the environment on first use."""
    return _installed[0] if _installed else _from_environment()


@cache
def _from_environment() -> Container:
    return Container(read_settings())
