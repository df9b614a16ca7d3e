"""A shop in memory that files can be imported into."""

import json
from collections.abc import Callable, Sequence

import pytest

from shopguide.adapters.memory.canaries import PresenceCanaries
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.catalog.approval import ImportApprovals
from shopguide.catalog.import_records import ImportRecords
from shopguide.catalog.reindex import ReindexService
from shopguide.catalog.rollback import RollbackService
from shopguide.catalog.service import CatalogImportService, ImportLimits
from shopguide.catalog.versions import CatalogueVersions
from shopguide.domain.batch import reference_from_message
from shopguide.domain.canary import Canary
from shopguide.domain.catalog_import import CatalogKind, ImportRecord
from shopguide.domain.live_catalogue import LiveCatalogue, live_from_json
from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.domain.reindex import reindex_in
from shopguide.domain.rollback import rollback_in
from shopguide.domain.upload import Upload, upload_object_key, uploads_in
from shopguide.indexing.service import IndexingService
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_of


class ShopInMemory:
    """All ports as fakes, both services, and what a test wants to know of them."""

    def __init__(self, limits: ImportLimits) -> None:
        self.clock = FixedClock()
        self.objects = InMemoryObjectStore()
        self.records = InMemoryRecordTable(self.clock)
        self.index = InMemoryVectorIndex()
        self.index_queue = InMemoryWorkQueue(self.clock)
        self.import_queue = InMemoryWorkQueue(self.clock)
        self.encoder = HashingEncoder(dimension=16)
        self.limits = limits
        self.currency = ""
        self.canaries: Sequence[Canary] = ()
        self._uploads = 0

    @property
    def importing(self) -> CatalogImportService:
        return CatalogImportService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            limits=self.limits,
            currency=self.currency,
        )

    @property
    def reindexing(self) -> ReindexService:
        return ReindexService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            load_index=lambda: self.index,
            clock=self.clock,
            batch_rows=self.limits.batch_rows,
        )

    @property
    def approving(self) -> ImportApprovals:
        return ImportApprovals(
            objects=self.objects,
            records=self.records,
            import_queue=self.import_queue,
            clock=self.clock,
        )

    @property
    def rolling_back(self) -> RollbackService:
        return RollbackService(
            objects=self.objects,
            records=self.records,
            index_queue=self.index_queue,
            import_queue=self.import_queue,
            clock=self.clock,
            batch_rows=self.limits.batch_rows,
        )

    @property
    def versions(self) -> CatalogueVersions:
        return CatalogueVersions(self.objects, self.records)

    def encoder_of(self, fingerprint: str) -> HashingEncoder:
        """The shop's encoder, or another one, which has another dimension."""
        if fingerprint == self.encoder.bundle.fingerprint:
            return self.encoder
        return HashingEncoder(dimension=24, name=fingerprint.removesuffix("@1"))

    @property
    def imports(self) -> ImportRecords:
        return ImportRecords(self.records, self.clock)

    @property
    def indexing(self) -> IndexingService:
        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            load_encoder_of=self.encoder_of,
            load_canaries=lambda: PresenceCanaries(self.index, self.canaries),
            clock=self.clock,
            on_publication=lambda: None,
        )

    def upload(
        self, kind: str, content: str | bytes, name: str = "shop.csv", *, check: bool = False
    ) -> Upload:
        """Store a file; the event that S3 would send of it."""
        body = content.encode() if isinstance(content, str) else content
        stored = self.objects.put(upload_object_key(CatalogKind(kind), name, check=check), body)
        self._uploads += 1
        return Upload(stored.key, stored.etag, f"{self._uploads:04X}")

    def run(self, kind: str, content: str | bytes, name: str = "shop.csv") -> ImportRecord:
        """Upload a file and work until nothing is left to do."""
        record = self.importing.run(self.upload(kind, content, name))
        self.work()
        return self.imports.find(record.import_id)

    def check(self, kind: str, content: str | bytes, name: str = "shop.csv") -> ImportRecord:
        """Upload a file to be checked only."""
        return self.importing.run(self.upload(kind, content, name, check=True))

    def work(self) -> None:
        """Do all queued work, as the workers would."""
        while True:
            batches = self.index_queue.receive()
            waiting = self.import_queue.receive()
            for message in batches:
                self.indexing.index_batch(reference_from_message(message.body))
                self.index_queue.acknowledge(message)
            for message in waiting:
                self.do_import_work(message.body)
                self.import_queue.acknowledge(message)
            if not batches and not waiting:
                if not self.index_queue.depth().waiting + self.import_queue.depth().waiting:
                    return
                self.clock.advance(1)

    def do_import_work(self, body: str) -> None:
        """Do what a message of the import queue asks for, as the function does."""
        document = json.loads(body)
        if import_id := reindex_in(document):
            self.reindexing.run(import_id)
            return
        if import_id := rollback_in(document):
            self.rolling_back.run(import_id)
            return
        for upload in uploads_in(document):
            self.importing.run(upload)

    def products(self) -> dict[str, Product]:
        """What is in the index."""
        if self.index.schema(PRODUCTS) is None:
            return {}
        found = self.index.scan(PRODUCTS, limit=100_000).documents
        return {document.document_id: product_of(document.fields) for document in found}

    def passages(self) -> dict[str, Passage]:
        """What is in the index."""
        found = self.index.scan(PASSAGES, limit=100_000).documents
        return {document.document_id: passage_of(document.fields) for document in found}

    def live(self) -> LiveCatalogue:
        """What is live."""
        return live_from_json(self.records.get(LIVE_CATALOGUE))

    def object(self, key: str) -> str:
        """An object's text."""
        with self.objects.open(key) as stream:
            return stream.read().decode("utf-8-sig")


@pytest.fixture
def new_shop() -> Callable[..., ShopInMemory]:
    """Makes an empty shop; arguments are those of `ImportLimits`."""
    return lambda **limits: ShopInMemory(ImportLimits(**limits))


@pytest.fixture
def shop_in_memory(new_shop: Callable[..., ShopInMemory]) -> ShopInMemory:
    """An empty shop that holds nothing back and splits early."""
    return new_shop(batch_rows=4, max_rejected_share=1, max_removed_share=1)
