"""Settings -> adapters -> services: built lazily, once a container.

Each member is made on first use, so a function pays only for what it calls; SDKs are imported here,
inside the members, and nowhere at the top.
"""

from functools import cache, cached_property
from pathlib import Path

from shopguide.answer.service import AnswerService
from shopguide.catalog.service import CatalogImportService, ImportLimits
from shopguide.config import Settings, read_settings
from shopguide.domain.bundle import BundleKind
from shopguide.events.service import EventService
from shopguide.indexing.service import IndexingService
from shopguide.ports.clock import Clock
from shopguide.ports.encoder import Encoder
from shopguide.ports.generator import Generator
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.ports.work_queue import WorkQueue
from shopguide.recommend.service import RecommendationService
from shopguide.search.products import ProductReader
from shopguide.search.service import SearchService
from shopguide.status.service import StatusService


class Container:
    """All adapters and services of one process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def _on_aws(self) -> bool:
        return self.settings.mode == "aws"

    # Adapters

    @cached_property
    def clock(self) -> Clock:
        """The system's clock."""
        from shopguide.adapters.system.clock import SystemClock

        return SystemClock()

    @cached_property
    def index(self) -> VectorIndex:
        """Qdrant Edge in the data folder, or a Qdrant server."""
        if self._on_aws:
            from shopguide.adapters.qdrant.connection import connect_qdrant
            from shopguide.adapters.secretsmanager.secrets import read_secret

            secret = self.settings.qdrant_api_key_secret
            return connect_qdrant(self.settings.qdrant_url, read_secret(secret) if secret else "")
        from shopguide.adapters.edge.index import EdgeVectorIndex

        return EdgeVectorIndex(self.settings.data_dir / "index")

    @cached_property
    def records(self) -> RecordTable:
        """SQLite in the data folder, or DynamoDB."""
        if self._on_aws:
            from shopguide.adapters.dynamodb.records import DynamoRecordTable

            return DynamoRecordTable(self.settings.table, self.clock)
        from shopguide.adapters.sqlite.records import SqliteRecordTable

        return SqliteRecordTable(self.settings.data_dir / "records.sqlite", self.clock)

    @cached_property
    def objects(self) -> ObjectStore:
        """A folder, or S3."""
        if self._on_aws:
            from shopguide.adapters.s3.objects import S3ObjectStore

            return S3ObjectStore(self.settings.bucket)
        from shopguide.adapters.folder.objects import FolderObjectStore

        return FolderObjectStore(self.settings.data_dir / "objects")

    @cached_property
    def index_queue(self) -> WorkQueue:
        """Batches of rows to embed and store."""
        return self._queue("index", self.settings.index_queue_url)

    @cached_property
    def import_queue(self) -> WorkQueue:
        """S3 event documents of uploads that wait for their import."""
        return self._queue("import", self.settings.import_queue_url)

    def _queue(self, name: str, url: str) -> WorkQueue:
        if self._on_aws:
            from shopguide.adapters.sqs.queue import SqsWorkQueue

            return SqsWorkQueue(url)
        from shopguide.adapters.sqlite.queue import SqliteWorkQueue

        return SqliteWorkQueue(self.settings.data_dir / "queue.sqlite", name, self.clock)

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder bundle that the settings name."""
        from shopguide.adapters.onnx.encoder import OnnxEncoder

        folder = self._bundle_folder(BundleKind.ENCODER, self.settings.encoder)
        return OnnxEncoder(folder, threads=self.settings.model_threads)

    @cached_property
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

    @cached_property
    def catalog_import(self) -> CatalogImportService:
        """Reads an uploaded file and splits what changed into batches."""
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
        )

    @cached_property
    def indexing(self) -> IndexingService:
        """Embeds and stores batches, and publishes the last one."""
        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            clock=self.clock,
        )

    @cached_property
    def search(self) -> SearchService:
        """Product search."""
        return SearchService(index=self.index, encoder=self.encoder, records=self.records)

    @cached_property
    def products(self) -> ProductReader:
        """Products by id."""
        return ProductReader(index=self.index)

    @cached_property
    def events(self) -> EventService:
        """Interactions of shoppers."""
        return EventService(records=self.records, clock=self.clock)

    @cached_property
    def recommend(self) -> RecommendationService:
        """Recommendations."""
        return RecommendationService(index=self.index, records=self.records, clock=self.clock)

    @cached_property
    def answer(self) -> AnswerService:
        """Answers from cited evidence."""
        return AnswerService(
            index=self.index,
            encoder=self.encoder,
            load_generator=lambda: self.generator,
            clock=self.clock,
            threshold=self.settings.answer_threshold,
        )

    @cached_property
    def status(self) -> StatusService:
        """What is live."""
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
