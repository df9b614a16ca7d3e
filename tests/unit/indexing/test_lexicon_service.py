"""When words are counted, and which count stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import IndexUnavailableError
from shopguide.domain.indexed import DocumentPage, IndexedDocument
from shopguide.domain.lexicon_pointer import (
    KEPT,
    LEXICON_PREFIX,
    LexiconPointer,
    asks_for_lexicon,
    pointer_from_json,
)
from shopguide.domain.live_catalogue import LiveCatalogue, live_to_json
from shopguide.domain.product import Product
from shopguide.domain.record_key import LEXICON, LIVE_CATALOGUE
from shopguide.indexing.lexicon_service import LexiconService
from shopguide.search.lexicon_reader import LexiconReader
from shopguide.text.index_layout import PRODUCTS, product_fields, products_schema


class CountingIndex(InMemoryVectorIndex):
    """Says how often it was read through, and fails when it is told to."""

    scans = 0
    fails = False

    def scan(self, *arguments: object, **options: object) -> DocumentPage:
        if self.fails:
            raise IndexUnavailableError("The index does not answer.")
        self.scans += 1
        return super().scan(*arguments, **options)  # type: ignore[arg-type]


@dataclass
class Bench:
    """A shop whose catalogue goes live by a call."""

    objects: InMemoryObjectStore = field(default_factory=InMemoryObjectStore)
    records: InMemoryRecordTable = field(default_factory=InMemoryRecordTable)
    index: CountingIndex = field(default_factory=CountingIndex)
    queue: InMemoryWorkQueue = field(default_factory=InMemoryWorkQueue)

    def __post_init__(self) -> None:
        self.index.create(PRODUCTS, products_schema(4, "hashing@1"))
        self.live = LiveCatalogue()

    @property
    def service(self) -> LexiconService:
        return LexiconService(
            objects=self.objects, records=self.records, index=self.index, queue=self.queue
        )

    def go_live(self, *titles: str, family: str = "products") -> None:
        """Publish an import; the titles of products are the whole shop."""
        if titles:
            old = [found.document_id for found in self.index.scan(PRODUCTS).documents]
            self.index.delete(PRODUCTS, old)
            products = [Product(f"p{n}", title) for n, title in enumerate(titles)]
            self.index.upsert(
                PRODUCTS, [IndexedDocument(p.product_id, product_fields(p)) for p in products]
            )
            self.index.scans = 0
        self.live = self.live.after(
            family, f"import-{self.live.version + 1}", "manifest", "2026-01-31T12:00:00.000Z"
        )
        self.records.update(LIVE_CATALOGUE, live_to_json(self.live))

    def pointer(self) -> LexiconPointer:
        return pointer_from_json(self.records.get(LEXICON))

    def words(self) -> Sequence[str]:
        return sorted(LexiconReader(self.objects, self.records).current().words)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_words_are_counted_once_for_many_messages(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    bench.go_live("Desk lamp", "Floor lamp")
    assert bench.service.ask_if_outdated()
    assert bench.service.ask_if_outdated()
    messages = bench.queue.receive(limit=10)
    assert [asks_for_lexicon(message.body) for message in messages] == [True, True]
    for _ in messages:
        bench.service.build()
    assert bench.index.scans == 1
    assert bench.words() == ["desk", "floor", "lamp"]
    assert bench.pointer().catalogue_version == 2
    assert not bench.service.ask_if_outdated()


def test_an_import_of_reviews_changes_no_words(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    bench.service.build()
    bench.go_live(family="reviews")
    assert not bench.service.ask_if_outdated()


def test_an_empty_shop_has_no_words_to_count(bench: Bench) -> None:
    assert not bench.service.ask_if_outdated()
    assert bench.service.build() == LexiconPointer()
    bench.index.drop(PRODUCTS)
    bench.go_live(family="articles")
    assert bench.service.build() == LexiconPointer()


def test_an_older_count_never_takes_the_place_of_a_newer_one(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    slow = bench.service
    meanwhile = bench

    class Overtaken(CountingIndex):
        def scan(self, *arguments: object, **options: object) -> DocumentPage:
            page = meanwhile.index.scan(*arguments, **options)
            meanwhile.go_live("Office chair")
            meanwhile.service.build()
            return page

    slow._index = Overtaken()
    slow.build()
    assert bench.pointer().catalogue_version == 2
    assert bench.words() == ["chair", "office"]


def test_a_count_that_fails_leaves_the_words_before_and_can_be_done_again(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    bench.service.build()
    bench.go_live("Office chair")
    bench.index.fails = True
    with pytest.raises(IndexUnavailableError):
        bench.service.build()
    assert bench.words() == ["desk", "lamp"]
    bench.index.fails = False
    bench.service.build()
    assert bench.words() == ["chair", "office"]


def test_the_same_words_in_another_version_are_the_same_object(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    before = bench.service.build()
    bench.go_live("Desk lamp")
    after = bench.service.build()
    assert after.catalogue_version == 2
    assert after.objects == before.objects
    assert len(list(bench.objects.list(LEXICON_PREFIX))) == 1


def test_damaged_words_are_whole_again_by_the_next_import(bench: Bench) -> None:
    bench.go_live("blue lamp", "red lamp")
    built = bench.service.build()
    assert built.objects is not None
    bench.objects.put(built.objects.lexicon, b"nonsense")
    reader = LexiconReader(bench.objects, bench.records, look_seconds=0)
    assert not reader.current().words
    bench.go_live("blue lamp", "red lamp")
    assert bench.service.build().objects == built.objects
    assert reader.current().words["lamp"] == 2


def test_objects_of_the_last_builds_are_kept_and_older_ones_deleted(bench: Bench) -> None:
    keys = []
    for n in range(6):
        bench.go_live(f"Lamp number{n}")
        built = bench.service.build()
        assert built.objects is not None
        keys.append(built.objects.lexicon)
    stored = {info.key for info in bench.objects.list("search/")}
    assert len(stored) == 2 * (KEPT + 1)
    assert set(keys[-KEPT - 1 :]) < stored
    reader = LexiconReader(bench.objects, bench.records)
    assert "number3" in reader.at(keys[3]).words


def test_words_of_another_format_are_counted_anew(bench: Bench) -> None:
    bench.go_live("Desk lamp")
    bench.service.build()
    bench.records.update(LEXICON, {"format": 0})
    assert bench.words() == []
    assert bench.service.ask_if_outdated()
    bench.service.build()
    assert bench.words() == ["desk", "lamp"]
