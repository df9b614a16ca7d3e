"""A shop whose index is rebuilt by the functions' own handlers, with encoders without weights."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from functions.catalog_import.app import lambda_handler as import_catalogue
from functions.catalog_index.app import lambda_handler as index_batches
from functions.shop_api.app import lambda_handler as shop_api
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.bootstrap import Container
from shopguide.domain.catalog_import import CatalogKind, ImportStatus
from shopguide.domain.errors import BundleMissingError
from shopguide.domain.indexed import Matrix
from shopguide.domain.upload import Upload, import_id_of, upload_event, upload_object_key
from shopguide.models.live_encoder import LiveEncoders

LoadEvent = Callable[[str], dict[str, Any]]
FILE = "id,title,price\n" + "".join(f"p{n},商品 {n},{n}.00 CNY\n" for n in range(1, 301))
BAGS = "".join(f"b{n},Leather bag {n},{n}.00 CNY\n" for n in range(1, 120))
CANARY = "query,product_id,top\nheadfone,h1,10\n"
"""Its query is misspelt, so that only the meaning finds the product ``h1``."""

OLD, NEW = "hashing@1", "newer@1"


class BlindEncoder(HashingEncoder):
    """Finds what is least alike first."""

    def encode_queries(self, texts: Sequence[str]) -> Matrix:
        """The opposite of what the texts mean."""
        return -self.encode_passages(texts)


class ReindexedShop:
    """A shop whose container loads encoders by name; the functions work when they are told to."""

    def __init__(self, container: Container, load_event: LoadEvent) -> None:
        self.container = container
        self.bundles = {OLD: HashingEncoder(), NEW: HashingEncoder(48, "newer")}
        self._load_event = load_event
        self._uploads = 0
        self.forget_loaded()

    def forget_loaded(self) -> None:
        """As a new process: nothing is loaded yet."""
        here = self.container
        here.__dict__["encoders"] = LiveEncoders(lambda: here.index, self._open, lambda: OLD)
        for name in ("search", "encoder"):
            here.__dict__.pop(name, None)

    def _open(self, fingerprint: str) -> HashingEncoder:
        if fingerprint not in self.bundles:
            raise BundleMissingError(f"There is no {fingerprint}.")
        return self.bundles[fingerprint]

    def upload(self, kind: str, content: str) -> str:
        """Upload a file and do all work; the import's id."""
        stored = self.container.objects.put(
            upload_object_key(CatalogKind(kind), "f.csv"), content.encode()
        )
        self._uploads += 1
        upload = Upload(stored.key, stored.etag, f"{self._uploads:04X}")
        import_catalogue(upload_event(upload), None)
        self.work()
        return import_id_of(upload)

    def work(self) -> None:
        """Deliver everything in the queues as SQS does, until nothing is left."""
        queues = (self.container.import_queue, self.container.index_queue)
        for _ in range(200):
            for queue, handler in zip(queues, (import_catalogue, index_batches), strict=True):
                for message in queue.receive(limit=2):
                    assert self._deliver(handler, message) == {"batchItemFailures": []}
                    queue.acknowledge(message)
            if not any(queue.depth().waiting for queue in queues):
                return
            self.container.clock.advance(1)  # type: ignore[attr-defined]

    def _deliver(self, handler: Callable[..., Any], message: Any) -> Any:
        event = self._load_event("sqs-index-batch")
        record = {**event["Records"][0], "messageId": message.message_id, "body": message.body}
        record["attributes"] = {"ApproximateReceiveCount": str(message.receive_count)}
        return handler({"Records": [record]}, None)

    def get(self, name: str, handler: Callable[..., Any] = shop_api) -> tuple[int, dict[str, Any]]:
        answer = handler(self._load_event(name), None)
        return answer["statusCode"], json.loads(answer["body"])

    def reindex(self, encoder: str) -> ImportStatus:
        record = self.container.reindex.request(encoder).record
        assert record is not None
        self.work()
        return self.container.imports.find(record.import_id).status
