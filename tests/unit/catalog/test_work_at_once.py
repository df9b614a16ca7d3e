"""Workers that meet: whatever they do at the same moment, the end is that of one after the other.

On the adapters in memory, and on those of one machine.
"""

import random
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.adapters.folder.objects import FolderObjectStore
from shopguide.adapters.sqlite.queue import SqliteWorkQueue
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.domain.batch import BatchReference, reference_from_message
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.errors import ShopGuideError
from shopguide.domain.upload import import_id_of
from tests.memory_folder import memory_folder
from tests.unit.catalog.rehearsals import publish_canaries
from tests.unit.catalog.test_uploads_at_once import assert_at_rest, at_once, prices, rows

WORKERS = 4


@pytest.fixture(params=["memory", "one machine"])
def shop(request: pytest.FixtureRequest, shop_in_memory: Any) -> Iterator[Any]:
    """A shop that splits early, over both kinds of adapters."""
    with ExitStack() as opened:
        if request.param == "one machine":
            clock, folder = shop_in_memory.clock, opened.enter_context(memory_folder())
            ports: dict[str, Any] = {
                "records": SqliteRecordTable(folder / "records", clock),
                "index": EdgeVectorIndex(folder / "index"),
                "index_queue": SqliteWorkQueue(folder / "queue", "index", clock),
                "import_queue": SqliteWorkQueue(folder / "queue", "import", clock),
            }
            for port in ports.values():
                opened.enter_context(closing(port))
            vars(shop_in_memory).update(ports, objects=FolderObjectStore(folder / "objects"))
        yield shop_in_memory


def queued(shop: Any) -> list[BatchReference]:
    """All batches that wait, taken off the queue."""
    messages = [message for message in iter(lambda: shop.index_queue.receive(limit=10), [])
                for message in message]  # fmt: skip
    for message in messages:
        shop.index_queue.acknowledge(message)
    return [reference_from_message(message.body) for message in messages]


def index_at_once(shop: Any, references: list[BatchReference]) -> None:
    """Every worker does its share of the deliveries, all at the same time."""

    def work(share: list[BatchReference]) -> None:
        for reference in share:
            shop.indexing.index_batch(reference)

    shares = [references[number::WORKERS] for number in range(WORKERS)]
    at_once(*(lambda share=share: work(share) for share in shares))  # type: ignore[misc]


@pytest.mark.parametrize("canary", [False, True], ids=["in place", "rehearsed"])
def test_workers_that_finish_the_last_batches_at_once_publish_one_version(
    shop: Any, canary: bool
) -> None:
    shop.run("products", rows(*range(12)))
    if canary:
        publish_canaries(shop, "p1")
    upload = shop.upload("products", rows(*range(2, 16), 1, price="7 USD"))
    shop.importing.run(upload)
    *before, one, other = queued(shop)
    for reference in before:
        shop.indexing.index_batch(reference)
    at_once(*(lambda one=each: shop.indexing.index_batch(one) for each in (one, other) * 2))  # type: ignore[misc]
    record = shop.imports.find(import_id_of(upload))
    assert (record.status, record.catalogue_version) == (ImportStatus.PUBLISHED, 2)
    assert [each.version for each in shop.live().versions] == [2, 1]
    assert set(prices(shop)) == {f"p{number}" for number in range(1, 16)}
    shop.work()
    assert_at_rest(shop)


@pytest.mark.parametrize("canary", ["", "p1", "p0"], ids=["in place", "rehearsed", "held"])
def test_batches_delivered_twice_and_out_of_order_at_once_converge(shop: Any, canary: str) -> None:
    shop.run("products", rows(*range(12)))
    if canary:
        publish_canaries(shop, canary)
    upload = shop.upload("products", rows(*range(1, 16), price="7 USD"))
    shop.importing.run(upload)
    deliveries = queued(shop) * 2
    random.Random(7).shuffle(deliveries)
    index_at_once(shop, deliveries)
    status = ImportStatus.HELD if canary == "p0" else ImportStatus.PUBLISHED
    assert shop.imports.find(import_id_of(upload)).status is status
    assert shop.live().version == (1 if canary == "p0" else 2)
    first = 0 if canary == "p0" else 1
    last = 12 if canary == "p0" else 16
    assert set(shop.products()) == {f"p{number}" for number in range(first, last)}
    shop.work()
    assert_at_rest(shop)


def test_approving_twice_at_once_is_one_approval(shop: Any) -> None:
    shop.limits = type(shop.limits)(batch_rows=4)
    shop.run("products", rows(*range(12)))
    held = shop.run("products", rows(1, 2, 3))
    assert held.status is ImportStatus.HELD
    approve = lambda: shop.approving.approve(held.import_id)  # noqa: E731
    at_once(approve, approve, approve)
    shop.work()
    record = shop.imports.find(held.import_id)
    assert (record.status, record.approved) == (ImportStatus.PUBLISHED, ("too_many_removed",))
    assert shop.live().version == 2
    assert set(shop.products()) == {"p1", "p2", "p3"}
    assert_at_rest(shop)


def test_rolling_back_twice_at_once_is_one_rollback(shop: Any) -> None:
    shop.run("products", rows(*range(6)))
    shop.run("products", rows(*range(3, 9), price="7 USD"))

    def ask() -> None:
        try:
            shop.rolling_back.request(1)
        except ShopGuideError as error:  # it came late, and is told so
            told.append(str(error))

    told: list[str] = []
    at_once(ask, ask, ask)
    shop.work()
    assert prices(shop) == {f"p{number}": "5 USD" for number in range(6)}
    assert (shop.live().version, told) == (3, [])
    assert_at_rest(shop)


def test_a_delta_a_check_and_a_rollback_wait_for_a_rehearsal(shop: Any) -> None:
    shop.run("products", rows(*range(6)))
    shop.run("products", rows(*range(8)))
    publish_canaries(shop, "p1")
    rehearsed = shop.upload("products", rows(*range(1, 9)))
    shop.importing.run(rehearsed)
    shop.clock.advance(1)
    delta = shop.upload("products-delta", rows(1, 2, price="7 USD"))
    check = shop.upload("products", rows(1, price="9 USD"), check=True)
    at_once(
        lambda: shop.importing.run(delta),
        lambda: shop.importing.run(check),
        lambda: index_at_once(shop, queued(shop)),
        lambda: shop.rolling_back.request(1),
    )
    assert shop.imports.find(import_id_of(check)).status is ImportStatus.CHECKED
    shop.work()
    for each in (rehearsed, delta):
        assert shop.imports.find(import_id_of(each)).status is ImportStatus.PUBLISHED
    assert shop.live().version == 5, "rehearsed, delta and rollback, one after the other"
    found = prices(shop)
    assert found in (
        {f"p{number}": "5 USD" for number in range(6)},
        {f"p{number}": "7 USD" if number in (1, 2) else "5 USD" for number in range(6)},
    ), "the delta came before or after the rollback"
    assert_at_rest(shop)


def test_a_snapshot_and_a_delta_at_once_are_imported_in_turn(shop: Any) -> None:
    shop.run("products", rows(*range(6)))
    snapshot = shop.upload("products", rows(*range(2, 8)))
    delta = shop.upload("products-delta", rows(1, 2, price="7 USD"))
    at_once(lambda: shop.importing.run(snapshot), lambda: shop.importing.run(delta))
    shop.work()
    done = [shop.imports.find(import_id_of(each)) for each in (snapshot, delta)]
    assert [record.status for record in done] == [ImportStatus.PUBLISHED] * 2
    came_last = done[1].catalogue_version == 3
    assert prices(shop).get("p2") == ("7 USD" if came_last else "5 USD")
    assert ("p1" in shop.products()) == came_last
    assert_at_rest(shop)
