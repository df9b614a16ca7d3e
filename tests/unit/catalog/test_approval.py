"""A held import that somebody approves goes on, once, and against what is live by then."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import ImportCounts, ImportRecord, ImportStatus
from shopguide.domain.errors import ConflictError, ImportNotFoundError
from shopguide.domain.upload import upload_event
from tests.unit.catalog.rehearsals import publish_canaries

HEADER = "id,title,price\n"


def rows(*numbers: int, price: str = "5 USD") -> str:
    return HEADER + "".join(f"p{number},Product {number},{price}\n" for number in numbers)


@pytest.fixture
def shop(new_shop: Callable[..., Any]) -> Any:
    """A shop of ten products."""
    shop = new_shop(batch_rows=2)
    shop.run("products", rows(*range(10)))
    return shop


def held(shop: Any, content: str = rows(0, 1, 2)) -> ImportRecord:
    record: ImportRecord = shop.run("products", content, name="held.csv")
    assert record.status is ImportStatus.HELD
    return record


def test_an_approved_import_is_published(shop: Any) -> None:
    record = held(shop)
    assert record.holds == ("too_many_removed",)
    approved = shop.approving.approve(record.import_id, operator="Mei")
    assert approved.status is ImportStatus.WAITING
    assert (approved.problem, approved.problem_code, approved.holds) == ("", "", ())
    shop.work()
    published = shop.imports.find(record.import_id)
    assert published.status is ImportStatus.PUBLISHED
    assert published.counts == ImportCounts(read=3, unchanged=3, removed=7)
    assert (published.approved, published.operator) == (("too_many_removed",), "Mei")
    assert published.approved_at.startswith("2026-")
    assert set(shop.products()) == {"p0", "p1", "p2"}


def test_a_held_import_leaves_only_its_report(shop: Any) -> None:
    record = held(shop, rows(0) + "x,,1 USD\n")
    names = {
        stored.key.rpartition("/")[2]
        for stored in shop.objects.list(f"imports/{record.import_id}/")
    }
    assert names == {"report.json", "report.html", "rejected.csv", "mapping.json"}


def test_a_second_approval_changes_nothing(shop: Any) -> None:
    record = held(shop)
    first = shop.approving.approve(record.import_id)
    assert shop.approving.approve(record.import_id) == first
    shop.work()
    published = shop.imports.find(record.import_id)
    assert shop.approving.approve(record.import_id) == published
    shop.work()
    assert shop.live().version == published.catalogue_version == 2


def test_the_file_is_compared_with_what_is_live_by_then(shop: Any) -> None:
    record = held(shop)
    shop.run("products-delta", rows(0, price="9 USD"), name="delta.csv")
    shop.approving.approve(record.import_id)
    shop.work()
    published = shop.imports.find(record.import_id)
    assert published.counts == ImportCounts(read=3, unchanged=2, changed_fields=1, removed=7)
    assert str(shop.products()["p0"].price) == "5 USD"


def test_another_reason_holds_it_again_and_can_be_approved_too(shop: Any) -> None:
    record = held(shop, rows(0, 1, 2, 3, 4, 5, 6, 7, 8) + "x,,1 USD\n")
    assert record.holds == ("too_many_rejected",)
    shop.run("products-delta", rows(*range(10, 20)), name="delta.csv")
    shop.approving.approve(record.import_id)
    shop.work()
    again = shop.imports.find(record.import_id)
    assert (again.status, again.holds) == (ImportStatus.HELD, ("too_many_removed",))
    assert len(shop.products()) == 20
    shop.approving.approve(record.import_id)
    shop.work()
    published = shop.imports.find(record.import_id)
    assert published.status is ImportStatus.PUBLISHED
    assert published.approved == ("too_many_rejected", "too_many_removed")
    assert len(shop.products()) == 9


def test_only_the_reasons_that_were_seen_are_approved(shop: Any) -> None:
    record = held(shop)
    with pytest.raises(ConflictError, match="held for other reasons"):
        shop.approving.approve(record.import_id, holds=["too_many_rejected"])
    assert shop.imports.find(record.import_id).status is ImportStatus.HELD
    approved = shop.approving.approve(record.import_id, holds=["too_many_removed"])
    assert approved.status is ImportStatus.WAITING


def test_what_is_not_held_cannot_be_approved(shop: Any) -> None:
    published = shop.run("products", rows(*range(10)))
    with pytest.raises(ConflictError, match="is not held, but published"):
        shop.approving.approve(published.import_id)
    failed = shop.run("products", "title\nChair\n")
    with pytest.raises(ConflictError, match="is not held, but failed"):
        shop.approving.approve(failed.import_id)
    with pytest.raises(ImportNotFoundError):
        shop.approving.approve("0123456789abcdef")


def test_a_file_that_was_replaced_or_deleted_cannot_be_approved(shop: Any) -> None:
    record = held(shop)
    newer = shop.upload("products", rows(*range(9)), name="held.csv")
    with pytest.raises(ConflictError, match="newer upload"):
        shop.approving.approve(record.import_id)
    shop.importing.run(newer)
    shop.work()
    with pytest.raises(ConflictError, match="newer upload"):
        shop.approving.approve(record.import_id)
    gone = held(shop, rows(0, 1))
    shop.objects.delete(gone.object_key)
    with pytest.raises(ConflictError, match="deleted"):
        shop.approving.approve(gone.import_id)


def test_a_file_that_is_deleted_after_its_approval_ends_the_import(shop: Any) -> None:
    record = held(shop)
    shop.approving.approve(record.import_id)
    shop.objects.delete(record.object_key)
    shop.work()
    ended = shop.imports.find(record.import_id)
    assert (ended.status, ended.problem_code) == (ImportStatus.SUPERSEDED, "superseded")
    assert len(shop.products()) == 10


def test_an_approval_during_another_import_waits_for_its_turn(shop: Any) -> None:
    record = held(shop)
    other = shop.importing.run(shop.upload("products-delta", rows(50), name="delta.csv"))
    assert other.status is ImportStatus.INDEXING
    shop.approving.approve(record.import_id)
    shop.work()
    assert shop.imports.find(other.import_id).catalogue_version == 2
    assert shop.imports.find(record.import_id).catalogue_version == 3
    assert set(shop.products()) == {"p0", "p1", "p2"}


def test_the_event_that_held_it_delivered_late_does_not_approve_it(shop: Any) -> None:
    upload = shop.upload("products", rows(0), name="held.csv")
    first = shop.importing.run(upload)
    assert first.status is ImportStatus.HELD
    shop.import_queue.send([json.dumps(upload_event(upload))])
    shop.work()
    assert shop.imports.find(first.import_id) == first


def test_an_import_that_a_canary_holds_is_published_once_that_is_approved(
    shop_in_memory: Any,
) -> None:
    shop = shop_in_memory
    shop.run("products", rows(*range(6)))
    publish_canaries(shop, "p5")
    record = shop.run("products", rows(0, 1, 2))
    assert (record.status, record.holds) == (ImportStatus.HELD, (CANARY_FELL,))
    shop.approving.approve(record.import_id)
    shop.work()
    published = shop.imports.find(record.import_id)
    assert (published.status, published.catalogue_version) == (ImportStatus.PUBLISHED, 2)
    assert published.batches_done == published.batches_total
    assert set(shop.products()) == {"p0", "p1", "p2"}


def test_a_rollback_asks_no_canaries(shop_in_memory: Any) -> None:
    shop = shop_in_memory
    shop.run("products", rows(0, 1))
    shop.run("products", rows(0, 1, 2))
    publish_canaries(shop, "p2")
    shop.rolling_back.request(None)
    shop.work()
    assert set(shop.products()) == {"p0", "p1"}
