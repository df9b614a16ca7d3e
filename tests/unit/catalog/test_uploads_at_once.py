"""Uploads that meet: the end is that of a clean import of the newest of each file."""

import threading
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest

from shopguide.domain.catalog_import import ImportCounts, ImportStatus
from shopguide.domain.record_key import IMPORT_LOCK, IMPORT_TURNS
from shopguide.domain.upload import Upload, import_id_of

HEADER = "id,title,price\n"


def rows(*numbers: int, price: str = "5 USD") -> str:
    return HEADER + "".join(f"p{number},Product {number},{price}\n" for number in numbers)


def at_once(*calls: Callable[[], object]) -> None:
    """Make the calls in threads that start together."""
    barrier = threading.Barrier(len(calls))
    failures: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - told by the test
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def prices(shop: Any) -> dict[str, str]:
    return {key: str(product.price) for key, product in shop.products().items()}


def assert_at_rest(shop: Any) -> None:
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}
    assert list(shop.records.query(IMPORT_TURNS)) == []
    assert [each.key for each in shop.objects.list() if "/batches/" in each.key] == []


@pytest.mark.parametrize("_", range(5))
def test_one_event_delivered_twice_at_once_is_one_import(shop_in_memory: Any, _: int) -> None:
    shop = shop_in_memory
    upload = shop.upload("products", rows(*range(30)))
    at_once(lambda: shop.importing.run(upload), lambda: shop.importing.run(upload))
    shop.work()
    record = shop.imports.find(import_id_of(upload))
    assert (record.status, record.catalogue_version) == (ImportStatus.PUBLISHED, 1)
    assert len(shop.products()) == 30
    assert_at_rest(shop)


@pytest.mark.parametrize("_", range(5))
def test_two_uploads_of_one_file_at_once_end_as_the_newer_one(shop_in_memory: Any, _: int) -> None:
    shop = shop_in_memory
    older = shop.upload("products", rows(1, 2, 3))
    newer = shop.upload("products", rows(2, 3, 4, price="7 USD"))
    at_once(lambda: shop.importing.run(older), lambda: shop.importing.run(newer))
    shop.work()
    assert shop.imports.find(import_id_of(older)).status is ImportStatus.SUPERSEDED
    assert shop.imports.find(import_id_of(newer)).status is ImportStatus.PUBLISHED
    assert prices(shop) == {"p2": "7 USD", "p3": "7 USD", "p4": "7 USD"}
    assert_at_rest(shop)


@pytest.mark.parametrize("_", range(5))
def test_overlapping_files_at_once_are_imported_one_after_the_other(
    shop_in_memory: Any, _: int
) -> None:
    shop = shop_in_memory
    shop.run("products", rows(*range(6)))
    first = shop.upload("products-delta", rows(0, 1, 2, price="7 USD"), "first.csv")
    second = shop.upload("products-delta", rows(2, 3, 4, price="8 USD"), "second.csv")
    at_once(lambda: shop.importing.run(first), lambda: shop.importing.run(second))
    shop.work()
    versions = [shop.imports.find(import_id_of(each)).catalogue_version for each in (first, second)]
    assert sorted(versions) == [2, 3]
    last = "7 USD" if versions[0] == 3 else "8 USD"
    assert prices(shop) == {
        "p0": "7 USD",
        "p1": "7 USD",
        "p2": last,
        "p3": "8 USD",
        "p4": "8 USD",
        "p5": "5 USD",
    }
    assert_at_rest(shop)


def test_a_file_that_is_overwritten_while_it_is_read_is_imported_whole(
    shop_in_memory: Any,
) -> None:
    shop = shop_in_memory
    upload = shop.upload("products", rows(1, 2, 3))
    opened = shop.objects.open

    def open_and_overwrite(key: str, *, if_match: str | None = None) -> BinaryIO:
        stream: BinaryIO = opened(key, if_match=if_match)
        if key == upload.key and if_match == upload.etag:
            newer.append(shop.upload("products", rows(8, 9)))
        return stream

    newer: list[Upload] = []
    shop.objects.open = open_and_overwrite
    first = shop.importing.run(upload)
    assert first.counts == ImportCounts(read=3, added=3)
    shop.importing.run(newer[0])
    shop.work()
    assert shop.imports.find(first.import_id).status is ImportStatus.PUBLISHED
    assert set(shop.products()) == {"p8", "p9"}
    assert_at_rest(shop)


def test_an_event_that_comes_late_or_for_a_deleted_file_changes_nothing(
    shop_in_memory: Any,
) -> None:
    shop = shop_in_memory
    late = shop.upload("products", rows(1))
    shop.run("products", rows(1, 2))
    assert shop.importing.run(late).status is ImportStatus.SUPERSEDED
    deleted = shop.upload("products", rows(1))
    shop.objects.delete(deleted.key)
    ended = shop.importing.run(deleted)
    assert (ended.status, ended.problem_code) == (ImportStatus.SUPERSEDED, "superseded")
    assert set(shop.products()) == {"p1", "p2"}
    assert_at_rest(shop)


def test_the_last_imports_are_listed_and_older_ones_forgotten(shop_in_memory: Any) -> None:
    shop = shop_in_memory
    ids = []
    for number in range(55):
        ids.append(
            shop.importing.run(shop.upload("qa", "no,columns\n1,2\n", f"{number}.csv")).import_id
        )
        shop.clock.advance(1)
    listed = [record.import_id for record in shop.imports.recent()]
    assert listed == ids[:4:-1]
    assert [record.import_id for record in shop.imports.recent(3)] == ids[:-4:-1]
