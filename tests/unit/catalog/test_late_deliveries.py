"""What is delivered late, of a reading before an approval, does nothing to the reading after it."""

from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.batch import BatchReference, reference_from_message
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.errors import UnavailableError
from shopguide.domain.record_key import IMPORT_LOCK, import_key
from shopguide.domain.upload import Upload
from tests.unit.catalog.rehearsals import publish_canaries

HEADER = "id,title,price\n"
FIRST = HEADER + "".join(f"p{number},Product {number},5 USD\n" for number in range(12))
WITHOUT_P0 = HEADER + "p1,New words,5 USD\n" + FIRST.partition("p2,")[1] + FIRST.partition("p2,")[2]


def fall(shop: Any) -> tuple[ImportRecord, list[BatchReference]]:
    """An import that is held by its canary, and all of its batches."""
    shop.run("products", FIRST)
    publish_canaries(shop, "p0")
    held = shop.importing.run(shop.upload("products", WITHOUT_P0))
    messages = shop.index_queue.receive(limit=10)
    references = [reference_from_message(message.body) for message in messages]
    for message, reference in zip(messages, references, strict=True):
        shop.indexing.index_batch(reference)
        shop.index_queue.acknowledge(message)
    record = shop.imports.find(held.import_id)
    assert (record.status, record.problem_code) == (ImportStatus.HELD, "canary_fell")
    return record, references


def approve_and_read(shop: Any, import_id: str) -> None:
    """As far as the new batches in the queue."""
    shop.approving.approve(import_id)
    for message in shop.import_queue.receive():
        shop.do_import_work(message.body)
        shop.import_queue.acknowledge(message)
    assert shop.imports.find(import_id).status is ImportStatus.INDEXING


def check_published(shop: Any, import_id: str) -> None:
    shop.work()
    assert shop.imports.find(import_id).status is ImportStatus.PUBLISHED
    assert set(shop.products()) == {f"p{number}" for number in range(1, 12)}
    assert shop.products()["p1"].title == "New words"
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}
    assert not [each.key for each in shop.objects.list() if "/batches/" in each.key]


def test_late_batches_of_a_held_reading_are_left_alone(shop_in_memory: Any) -> None:
    shop = shop_in_memory
    held, late = fall(shop)
    assert len(late) > 2
    approve_and_read(shop, held.import_id)
    for reference in late:
        shop.indexing.index_batch(reference)
        shop.indexing.give_up(reference, UnavailableError("it ended its process five times"))
    assert shop.live().version == 1, "none of them counts"
    check_published(shop, held.import_id)


def stale(shop: Any, import_id: str, act: Callable[[], object]) -> None:
    """Act with the record as it is now, and approve as soon as it was looked at."""
    get, looked = shop.records.get, []

    def get_then_approve(key: Any) -> Any:
        found = get(key)
        if key == import_key(import_id) and not looked:
            looked.append(key)
            approve_and_read(shop, import_id)
        return found

    shop.records.get = get_then_approve
    act()
    assert looked


@pytest.mark.parametrize("what", ["batch", "event"])
def test_who_saw_it_held_does_not_clear_away_what_was_read_since(
    shop_in_memory: Any, what: str
) -> None:
    shop = shop_in_memory
    held, late = fall(shop)
    if what == "batch":
        stale(shop, held.import_id, lambda: shop.indexing.index_batch(late[0]))
    else:
        upload = Upload(held.object_key, held.etag, "0002")
        stale(shop, held.import_id, lambda: shop.importing.run(upload))
    assert shop.records.get(IMPORT_LOCK) == {"import_id": held.import_id}
    check_published(shop, held.import_id)


@pytest.mark.parametrize("canary", ["p0", "p2"], ids=["held", "published"])
def test_a_worker_that_another_one_overtook_is_done_as_well(
    shop_in_memory: Any, canary: str
) -> None:
    shop = shop_in_memory
    shop.run("products", FIRST)
    publish_canaries(shop, canary)
    import_id = shop.importing.run(shop.upload("products", WITHOUT_P0)).import_id
    messages = shop.index_queue.receive(limit=10)
    slow = reference_from_message(messages[0].body)
    opened, overtaken = shop.objects.open, list[str]()

    def open_late(key: str, **named: Any) -> Any:
        if key == slow.key and not overtaken:
            overtaken.append(key)
            for message in messages:
                shop.indexing.index_batch(reference_from_message(message.body))
        return opened(key, **named)

    shop.objects.open = open_late
    shop.indexing.index_batch(slow)
    assert overtaken
    assert shop.imports.find(import_id).status.is_final
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}
    assert len(shop.index.names()) == (3 if canary == "p2" else 2)
