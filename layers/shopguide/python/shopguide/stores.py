"""Where a process keeps things: the index, records, files and queues of its mode.

`inference.Inference` adds the models to them, and `bootstrap.Container` the services.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from shopguide.config import Settings
from shopguide.domain.delivery import MAX_DELIVERIES
from shopguide.parts import Built

if TYPE_CHECKING:
    from shopguide.adapters.folder.upload_tickets import FolderUploadTickets
    from shopguide.adapters.secretsmanager.secrets import SecretsManagerStore
    from shopguide.ports.announcer import Announcer
    from shopguide.ports.clock import Clock
    from shopguide.ports.object_store import ObjectStore
    from shopguide.ports.record_table import RecordTable
    from shopguide.ports.secret_store import SecretStore, SecretWriter
    from shopguide.ports.training_jobs import TrainingJobs
    from shopguide.ports.upload_tickets import UploadTickets
    from shopguide.ports.vector_index import VectorIndex
    from shopguide.ports.work_queue import WorkQueue


class Stores:
    """The stores of one process, each opened on first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # One lock a part: nobody who wants search waits for the generator to load. No part needs
        # itself, so the locks are taken in one order and never in a circle.
        self.building: dict[str, AbstractContextManager[bool]] = {}

    @property
    def _on_aws(self) -> bool:
        return self.settings.mode == "aws"

    @Built
    def clock(self) -> Clock:
        """The system's clock."""
        from shopguide.adapters.system.clock import SystemClock

        return SystemClock()

    @Built
    def secrets(self) -> SecretStore:
        """Secrets by name; copies are kept for minutes."""
        from shopguide.adapters.system.kept_secrets import KeptSecrets

        return KeptSecrets(self.secret_writer, self.clock)

    @Built
    def secret_writer(self) -> SecretWriter:
        """Secrets Manager, or files of the data folder."""
        if self._on_aws:
            return self.secrets_manager
        from shopguide.adapters.folder.secrets import FolderSecrets

        return FolderSecrets(self.settings.data_dir)

    @Built
    def secrets_manager(self) -> SecretsManagerStore:
        """Secrets Manager, which alone rotates secrets by itself."""
        from shopguide.adapters.secretsmanager.secrets import SecretsManagerStore

        return SecretsManagerStore()

    @Built
    def index(self) -> VectorIndex:
        """Qdrant Edge in the data folder, or a Qdrant server."""
        if self._on_aws:
            from shopguide.adapters.qdrant.connection import connect_qdrant
            from shopguide.adapters.qdrant.storage import CollectionStorage

            here = self.settings
            secret = here.qdrant_api_key_secret
            storage = CollectionStorage(
                shards=here.qdrant_shards,
                replicas=here.qdrant_replicas,
                write_consistency=here.qdrant_write_consistency,
                quantisation=here.qdrant_quantisation,
                on_disk=here.qdrant_storage == "disk",
            )

            def read_key(*, fresh: bool = False) -> str:
                return self.secrets.read(secret, fresh=fresh) if secret else ""

            return connect_qdrant(here.qdrant_url, read_key, storage)
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
    def upload_tickets(self) -> UploadTickets:
        """Presigned forms of the bucket, or signed addresses of this machine's server."""
        if self._on_aws:
            from shopguide.adapters.s3.upload_tickets import S3UploadTickets

            here = self.settings
            return S3UploadTickets(here.bucket, self.clock, here.bucket_kms_key)
        return self.signed_uploads

    @Built
    def signed_uploads(self) -> FolderUploadTickets:
        """Signed addresses of this machine's server."""
        from shopguide.adapters.folder.upload_tickets import FolderUploadTickets

        return FolderUploadTickets(self.clock)

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
    def announcer(self) -> Announcer:
        """An SNS topic, or the log."""
        if self._on_aws and self.settings.reports_topic:
            from shopguide.adapters.sns.announcer import SnsAnnouncer

            return SnsAnnouncer(self.settings.reports_topic)
        from shopguide.adapters.system.announcer import LogAnnouncer

        return LogAnnouncer()

    @Built
    def training_jobs(self) -> TrainingJobs:
        """SageMaker, in both modes: it rents machines that neither has."""
        from shopguide.adapters.sagemaker.jobs import SageMakerTrainingJobs

        return SageMakerTrainingJobs(
            self.settings.training_bucket, kms_key=self.settings.training_kms_key
        )
