from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from shopguide.adapters.memory.canaries import PresenceCanaries
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.batch import BatchReference, ChangeKind, RowChange, change_to_line
from shopguide.domain.catalog_import import (
    CatalogKind,
    ImportRecord,
    ImportStatus,
    import_from_json,
    import_to_json,
)
from shopguide.domain.errors import (
    BundleMissingError,
    EncoderMismatchError,
    ImportNotFoundError,
    IndexUnavailableError,
)
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.passage import Passage, PassageKind, passage_to_json
from shopguide.domain.product import Product, product_to_json
from shopguide.domain.record_key import IMPORT_LOCK, LIVE_CATALOGUE, import_key
from shopguide.indexing.service import IndexingService
from shopguide.text.index_layout import PASSAGES, PRODUCTS, passage_of, product_of


@dataclass
class Bench:
    """The service over fakes, and one import that is being indexed."""

    clock: FixedClock = field(default_factory=FixedClock)
    objects: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    index: InMemoryVectorIndex = field(default_factory=InMemoryVectorIndex)
    encoder: HashingEncoder = field(default_factory=lambda: HashingEncoder(dimension=16))

    def __post_init__(self) -> None:
        self.records = InMemoryRecordTable(self.clock)

    @property
    def service(self) -> IndexingService:
        return IndexingService(
            objects=self.objects,
            records=self.records,
            index=self.index,
            load_encoder=lambda: self.encoder,
            load_encoder_of=lambda _: self.encoder,
            load_canaries=lambda: PresenceCanaries(self.index),
            clock=self.clock,
            on_publication=lambda: None,
        )

    def begin(
        self,
        import_id: str,
        *batches: Sequence[RowChange],
        kind: CatalogKind = CatalogKind.PRODUCTS,
    ) -> list[BatchReference]:
        """An import whose batches are ready, holding the lock."""
        record = ImportRecord(
            import_id, kind, "catalog/products/a.csv", "1", ImportStatus.INDEXING, "t", "t",
            batches_total=len(batches),
        )  # fmt: skip
        self.records.put(import_key(import_id), import_to_json(record))
        self.records.put(IMPORT_LOCK, {"import_id": import_id})
        references = [
            BatchReference(import_id, number, f"imports/{import_id}/batches/{number:06d}.jsonl")
            for number, _ in enumerate(batches, 1)
        ]
        for reference, changes in zip(references, batches, strict=True):
            self.objects.put(reference.key, "".join(map(change_to_line, changes)).encode())
        return references

    def record(self, import_id: str) -> ImportRecord:
        return import_from_json(self.records.get(import_key(import_id)) or {})

    def products(self) -> dict[str, str]:
        found = self.index.scan(PRODUCTS).documents
        return {document.document_id: product_of(document.fields).title for document in found}

    def passages(self) -> dict[str, str]:
        found = self.index.scan(PASSAGES).documents
        return {document.document_id: passage_of(document.fields).text for document in found}


def write(product_id: str, title: str) -> RowChange:
    return RowChange(ChangeKind.WRITE, product_id, product_to_json(Product(product_id, title)))


def article(row_id: str, *texts: str) -> RowChange:
    source = f"articles:{row_id}"
    passages = [
        Passage(f"{source}#{number}", PassageKind.ARTICLE, text, source=source, title="T")
        for number, text in enumerate(texts, 1)
    ]
    content = {"passages": [passage_to_json(passage) for passage in passages]}
    return RowChange(ChangeKind.WRITE, row_id, content)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_the_last_batch_publishes(bench: Bench) -> None:
    first, second = bench.begin("i1", [write("a", "Chair")], [write("b", "Table")])
    bench.service.index_batch(second)
    assert bench.record("i1").status is ImportStatus.INDEXING
    bench.service.index_batch(first)
    published = bench.record("i1")
    assert (published.status, published.catalogue_version) == (ImportStatus.PUBLISHED, 1)
    assert bench.products() == {"a": "Chair", "b": "Table"}
    live = live_from_json(bench.records.get(LIVE_CATALOGUE))
    assert live.imports == {"products": "i1"}
    assert live.manifests == {"products": "imports/i1/manifest.jsonl.gz"}
    assert bench.records.get(IMPORT_LOCK) == {"import_id": None}
    assert list(bench.objects.list("imports/i1/batches/")) == []


def test_a_batch_delivered_twice_is_embedded_once_and_published_once(bench: Bench) -> None:
    first, second = bench.begin("i1", [write("a", "Chair")], [write("b", "Table")])
    for reference in (first, first, second, second, first):
        bench.service.index_batch(reference)
    assert bench.encoder.encoded_count == 2
    assert live_from_json(bench.records.get(LIVE_CATALOGUE)).version == 1


def test_fields_change_without_the_encoder_and_rows_leave(bench: Bench) -> None:
    (whole,) = bench.begin("i1", [write("a", "Chair"), write("b", "Table")])
    bench.service.index_batch(whole)
    cheaper = RowChange(
        ChangeKind.FIELDS, "a", product_to_json(Product("a", "Chair", link="https://new.example"))
    )
    (fields, removal) = bench.begin("i2", [cheaper], [RowChange(ChangeKind.REMOVE, "b")])
    bench.service.index_batch(fields)
    bench.service.index_batch(removal)
    (document,) = bench.index.fetch(PRODUCTS, ["a", "b"], with_vectors=True)
    assert product_of(document.fields).link == "https://new.example"
    assert "text" in document.vectors
    assert bench.encoder.encoded_count == 2


def test_an_article_that_grew_shorter_leaves_no_paragraph_behind(bench: Bench) -> None:
    (long,) = bench.begin("i1", [article("a", "1", "2", "3")], kind=CatalogKind.ARTICLES)
    bench.service.index_batch(long)
    (short,) = bench.begin("i2", [article("a", "1", "new")], kind=CatalogKind.ARTICLES)
    bench.service.index_batch(short)
    assert bench.passages() == {"articles:a#1": "1", "articles:a#2": "new"}
    (gone,) = bench.begin("i3", [RowChange(ChangeKind.REMOVE, "a")], kind=CatalogKind.ARTICLES)
    bench.service.index_batch(gone)
    assert bench.passages() == {}


def test_another_encoder_than_the_indexs_is_refused_before_anything_changes(bench: Bench) -> None:
    (whole,) = bench.begin("i1", [write("a", "Chair")])
    bench.service.index_batch(whole)
    bench.encoder = HashingEncoder(dimension=16, name="other")
    (batch,) = bench.begin("i2", [write("a", "Table")])
    with pytest.raises(EncoderMismatchError) as caught:
        bench.service.index_batch(batch)
    assert "hashing@1" in caught.value.message
    assert "shopguide reindex" in caught.value.fix
    assert bench.products() == {"a": "Chair"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EncoderMismatchError("Another encoder."), "encoder_mismatch"),
        (IndexUnavailableError("Qdrant does not answer."), "index_unavailable"),
        (RuntimeError("?"), "internal_error"),
    ],
)
def test_giving_up_ends_the_import_and_lets_go_of_the_shop(
    bench: Bench, error: Exception, code: str
) -> None:
    first, second = bench.begin("i1", [write("a", "Chair")], [write("b", "Table")])
    bench.service.give_up(first, error)
    failed = bench.record("i1")
    assert (failed.status, failed.problem_code) == (ImportStatus.FAILED, code)
    assert bench.records.get(IMPORT_LOCK) == {"import_id": None}
    bench.service.index_batch(second)
    assert bench.encoder.encoded_count == 0
    assert bench.record("i1").status is ImportStatus.FAILED


def test_an_import_can_be_ended_without_an_encoder(bench: Bench) -> None:
    def missing() -> HashingEncoder:
        raise BundleMissingError("There is no encoder bundle.")

    (reference,) = bench.begin("i1", [write("a", "Chair")])
    service = IndexingService(
        objects=bench.objects,
        records=bench.records,
        index=bench.index,
        load_encoder=missing,
        load_encoder_of=lambda _: bench.encoder,
        load_canaries=lambda: PresenceCanaries(bench.index),
        clock=bench.clock,
        on_publication=lambda: None,
    )
    with pytest.raises(BundleMissingError) as caught:
        service.index_batch(reference)
    service.give_up(reference, caught.value)
    assert bench.record("i1").problem_code == "bundle_missing"


def test_a_worker_that_finishes_late_does_not_bring_an_old_import_back(bench: Bench) -> None:
    (old,) = bench.begin("i1", [write("a", "Old")])

    class SlowIndex:
        """While the old batch is flushed, its import ends elsewhere and a newer one goes live."""

        def __getattr__(self, name: str) -> Callable[..., Any]:
            return getattr(bench.index, name)

        def flush(self) -> None:
            bench.service.index_batch(old)
            (new,) = bench.begin("i2", [write("a", "New")])
            bench.service.index_batch(new)

    late = IndexingService(
        objects=bench.objects,
        records=bench.records,
        index=SlowIndex(),
        load_encoder=lambda: bench.encoder,
        load_encoder_of=lambda _: bench.encoder,
        load_canaries=lambda: PresenceCanaries(bench.index),
        clock=bench.clock,
        on_publication=lambda: None,
    )
    late.index_batch(old)
    live = live_from_json(bench.records.get(LIVE_CATALOGUE))
    assert (live.version, live.imports) == (2, {"products": "i2"})


def test_a_batch_of_no_import_is_refused(bench: Bench) -> None:
    with pytest.raises(ImportNotFoundError):
        bench.service.index_batch(BatchReference("none", 1, "imports/none/batches/000001.jsonl"))
