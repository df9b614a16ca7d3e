import csv
import errno
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.catalog.comparing.staging import RowStage
from shopguide.domain.batch import reference_from_message
from shopguide.domain.catalog_import import ImportCounts, ImportStatus
from shopguide.domain.errors import ImportNotFoundError, StorageFullError, UnavailableError
from shopguide.domain.upload import Upload

HEADER = "id,title,price,color\n"


def rows(*numbers: int, price: str = "5.00 USD", title: str = "Product") -> str:
    return "".join(f"p{number},{title} {number},{price},red\n" for number in numbers)


def test_a_first_file_fills_the_shop(shop_in_memory: Any) -> None:
    record = shop_in_memory.run("products", HEADER + rows(*range(10)))
    assert record.status is ImportStatus.PUBLISHED
    assert record.counts == ImportCounts(read=10, added=10)
    assert record.catalogue_version == 1
    assert record.batches_done == record.batches_total == 3
    assert len(shop_in_memory.products()) == 10


def test_the_same_file_again_changes_nothing_and_makes_no_version(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", HEADER + rows(*range(10)))
    embedded = shop_in_memory.encoder.encoded_count
    record = shop_in_memory.run("products", HEADER + rows(*range(10)))
    assert record.status is ImportStatus.PUBLISHED
    assert record.counts == ImportCounts(read=10, unchanged=10)
    assert record.catalogue_version == shop_in_memory.live().version == 1
    assert shop_in_memory.encoder.encoded_count == embedded


def test_only_changed_texts_are_embedded_again(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", HEADER + rows(*range(10)))
    before = shop_in_memory.encoder.encoded_count
    changed = rows(*range(6)) + rows(6, 7, price="9.00 USD") + rows(8, title="New")
    record = shop_in_memory.run("products", HEADER + changed)
    assert record.counts == ImportCounts(
        read=9, unchanged=6, changed_fields=2, changed_text=1, removed=1
    )
    assert shop_in_memory.encoder.encoded_count == before + 1
    products = shop_in_memory.products()
    assert str(products["p7"].price) == "9.00 USD"
    assert products["p8"].title == "New 8"
    assert "p9" not in products


def test_columns_in_another_order_change_nothing(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", HEADER + rows(1, 2))
    record = shop_in_memory.run("products", "color,price,title,id\nred,5.00 USD,Product 1,p1\n")
    assert record.counts == ImportCounts(read=1, unchanged=1, removed=1)


def test_a_delta_removes_nothing(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", HEADER + rows(*range(10)))
    record = shop_in_memory.run("products-delta", HEADER + rows(3, title="New") + rows(77))
    assert record.counts == ImportCounts(read=2, added=1, changed_text=1)
    assert len(shop_in_memory.products()) == 11
    again = shop_in_memory.run("products", HEADER + rows(*range(10)))
    assert again.counts == ImportCounts(read=10, unchanged=9, changed_text=1, removed=1)


def test_each_rejected_row_says_line_column_value_and_reason(shop_in_memory: Any) -> None:
    content = HEADER + (
        "p1,Good,5.00 USD,red\n"
        "p2,,5.00 USD,red\n"
        'p3,"two\nlines",cheap,red\n'
        "p1,Again,5.00 USD,red\n"
        "p5,Short\n"
        "p6,Too,1 USD,many,fields\n"
        "p7,Nul\0,1 USD,red\n"
        f"p8,{'x' * 100_001},1 USD,red\n"
        "p9,Fine,1 USD,red\n"
    )
    record = shop_in_memory.run("products", content)
    assert [(row.line, row.column, row.row_id) for row in record.rejections] == [
        (3, "title", "p2"),
        (4, "price", "p3"),
        (6, "id", "p1"),
        (7, "price", "p5"),
        (8, "", "p6"),
        (9, "title", "p7"),
        (10, "title", "p8"),
    ]
    reasons = [row.reason for row in record.rejections]
    assert "cheap" in reasons[1]
    assert "line 2" in reasons[2]
    assert all(len(row.value) <= 100 for row in record.rejections)
    assert record.counts == ImportCounts(read=9, rejected=7, added=2)


def test_a_rejected_row_leaves_the_live_product_as_it_was(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", HEADER + rows(1, 2, 3))
    content = HEADER + rows(1) + "p2,Product 2,cheap,red\np3,Product 3\n"
    record = shop_in_memory.run("products", content)
    assert record.counts == ImportCounts(read=3, unchanged=1, rejected=2)
    assert set(shop_in_memory.products()) == {"p1", "p2", "p3"}
    mended = shop_in_memory.run("products", HEADER + rows(1, 2, 3))
    assert mended.counts == ImportCounts(read=3, unchanged=3)


def test_the_report_tells_what_happened_to_the_file(shop_in_memory: Any) -> None:
    record = shop_in_memory.run(
        "products", HEADER.replace(",", ";") + "p1;Stuhl;5 EUR;rot\np2;;;\n"
    )
    report = json.loads(shop_in_memory.object(record.report_key))
    assert report["counts"]["added"] == 1
    assert report["file"] == {
        "format": "csv",
        "is_gzip": False,
        "encoding": {"value": "utf-8", "confidence": 1.0},
        "delimiter": {"value": ";", "confidence": 1.0},
        "left_out": 0,
        "columns": {
            "recognised": {"id": "id", "title": "title", "price": "price"},
            "attributes": {"color": "color"},
            "ignored": [],
            "constants": {},
        },
        "currency": "",
        "decimal_mark": "",
    }
    assert report["rejections"][0]["line"] == 3
    assert set(report["timing"]) == {"reading_seconds", "comparing_seconds", "rows_per_second"}


def test_rejected_rows_can_be_mended_and_uploaded_as_a_delta(shop_in_memory: Any) -> None:
    content = HEADER + rows(1) + 'p3,"Chair, red",cheap,red\n' + "p2,,5.00 USD,red\n"
    record = shop_in_memory.run("products", content)
    table = list(csv.DictReader(io.StringIO(shop_in_memory.object(record.rejected_key))))
    assert [row["rejected_line"] for row in table] == ["3", "4"]
    table[0]["price"], table[1]["title"] = "7.00 USD", "Product 2"
    mended = io.StringIO()
    writer = csv.DictWriter(mended, table[0])
    writer.writeheader()
    writer.writerows(table)
    again = shop_in_memory.run("products-delta", mended.getvalue())
    assert again.counts == ImportCounts(read=2, added=2)
    assert shop_in_memory.products()["p3"].attributes == {"color": "red"}


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        ("", "empty_file", "empty"),
        (HEADER, "no_rows", "no rows"),
        ("title,price\nChair,5 USD\n", "missing_column", "'title', 'price'"),
        ("id,title,Title\n1,a,b\n", "duplicate_column", "title"),
        ('id,title\n1,"open\n', "broken_quotes", "line 2"),
        (b"id,title\n1,\x00\x01\xff\x8d\n", "wrong_encoding", "Line 2"),
    ],
)
def test_a_file_that_cannot_be_read_fails_and_changes_nothing(
    shop_in_memory: Any, content: str | bytes, code: str, told: str
) -> None:
    shop_in_memory.run("products", HEADER + rows(1, 2, 3))
    before = shop_in_memory.products()
    record = shop_in_memory.run("products", content)
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, code)
    assert told in record.problem
    assert json.loads(shop_in_memory.object(record.report_key))["problem_code"] == code
    assert shop_in_memory.products() == before
    assert shop_in_memory.live().version == 1
    assert shop_in_memory.run("products", HEADER + rows(1)).status is ImportStatus.PUBLISHED


def test_a_file_in_no_kinds_folder_fails_with_the_folders_there_are(shop_in_memory: Any) -> None:
    stored = shop_in_memory.objects.put("catalog/prices/a.csv", b"id,title\n")
    record = shop_in_memory.importing.run(Upload(stored.key, stored.etag))
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, "unknown_kind")
    assert "products-delta" in record.problem


@pytest.mark.parametrize(("invalid", "status"), [(5, "published"), (6, "held")])
def test_more_than_five_in_a_hundred_invalid_rows_hold_the_import(
    new_shop: Callable[..., Any], invalid: int, status: str
) -> None:
    shop = new_shop()
    content = HEADER + rows(*range(100 - invalid)) + "x,,,\n" * invalid
    record = shop.run("products", content)
    assert record.status == status
    if status == "held":
        assert shop.products() == {}
        assert "6 of 100 rows of the file (6.0%)" in record.problem
        assert "upload the whole file again" in record.problem


@pytest.mark.parametrize(("kept", "status"), [(70, "published"), (69, "held")])
def test_removing_more_than_thirty_in_a_hundred_holds_the_import(
    new_shop: Callable[..., Any], kept: int, status: str
) -> None:
    shop = new_shop()
    shop.run("products", HEADER + rows(*range(100)))
    record = shop.run("products", HEADER + rows(*range(kept), price="6 USD"))
    assert record.status == status
    if status == "held":
        assert record.problem_code == "too_many_removed"
        assert len(shop.products()) == 100
        assert str(shop.products()["p1"].price) == "5.00 USD"


def test_a_held_import_does_not_stand_in_the_way(new_shop: Callable[..., Any]) -> None:
    shop = new_shop()
    assert shop.run("products", HEADER + "x,,,\n").status is ImportStatus.HELD
    assert shop.run("products", HEADER + rows(1)).status is ImportStatus.PUBLISHED


def test_a_second_delivery_of_the_same_event_is_the_same_import(shop_in_memory: Any) -> None:
    upload = shop_in_memory.upload("products", HEADER + rows(1, 2))
    first = shop_in_memory.importing.run(upload)
    shop_in_memory.work()
    second = shop_in_memory.importing.run(upload)
    assert second.import_id == first.import_id
    assert second.status is ImportStatus.PUBLISHED
    assert shop_in_memory.live().version == 1


def test_an_overwritten_or_deleted_upload_is_superseded(shop_in_memory: Any) -> None:
    old = shop_in_memory.upload("products", HEADER + rows(1))
    shop_in_memory.upload("products", HEADER + rows(2))
    assert shop_in_memory.importing.run(old).status is ImportStatus.SUPERSEDED
    gone = shop_in_memory.upload("products", HEADER + rows(3), "gone.csv")
    shop_in_memory.objects.delete(gone.key)
    record = shop_in_memory.importing.run(gone)
    assert record.status is ImportStatus.SUPERSEDED
    assert "Upload it again" in record.problem


def test_an_older_upload_of_the_same_bytes_is_superseded(shop_in_memory: Any) -> None:
    old = shop_in_memory.upload("products", HEADER + rows(1))
    shop_in_memory.run("products", HEADER + rows(1))
    assert shop_in_memory.importing.run(old).status is ImportStatus.SUPERSEDED


def test_imports_take_turns_in_the_order_they_arrived(shop_in_memory: Any) -> None:
    importing = shop_in_memory.importing
    first = shop_in_memory.upload("products", HEADER + rows(1, price="1 USD"), "a.csv")
    second = shop_in_memory.upload("products-delta", HEADER + rows(1, price="2 USD"), "b.csv")
    third = shop_in_memory.upload("products-delta", HEADER + rows(1, price="3 USD"), "c.csv")
    assert importing.run(first).status is ImportStatus.INDEXING
    shop_in_memory.clock.advance(1)
    assert importing.run(second).status is ImportStatus.WAITING
    shop_in_memory.clock.advance(1)
    assert importing.run(third).status is ImportStatus.WAITING
    shop_in_memory.work()
    statuses = {importing.run(upload).status for upload in (first, second, third)}
    assert statuses == {ImportStatus.PUBLISHED}
    assert str(shop_in_memory.products()["p1"].price) == "3 USD"
    assert shop_in_memory.live().version == 3


def test_an_import_that_no_longer_asks_keeps_nobody_waiting(shop_in_memory: Any) -> None:
    importing = shop_in_memory.importing
    importing.run(shop_in_memory.upload("products", HEADER + rows(1), "a.csv"))
    lost = shop_in_memory.upload("products", HEADER + rows(2), "lost.csv")
    importing.run(lost)
    shop_in_memory.clock.advance(2)
    for message in shop_in_memory.import_queue.receive():
        shop_in_memory.import_queue.acknowledge(message)
    later = importing.run(shop_in_memory.upload("products", HEADER + rows(3), "later.csv"))
    shop_in_memory.clock.advance(700)
    shop_in_memory.work()
    assert shop_in_memory.imports.find(later.import_id).status is ImportStatus.PUBLISHED


def test_a_failed_import_lets_go_of_the_shop(shop_in_memory: Any) -> None:
    upload = shop_in_memory.upload("products", HEADER + rows(1), "a.csv")
    shop_in_memory.importing.run(upload)
    record = shop_in_memory.importing.fail(upload, UnavailableError("Qdrant does not answer."))
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, "unavailable")
    assert shop_in_memory.run("products", HEADER + rows(2)).status is ImportStatus.PUBLISHED


def test_an_unforeseen_error_shows_no_insides(shop_in_memory: Any) -> None:
    upload = shop_in_memory.upload("products", HEADER + rows(1))
    record = shop_in_memory.importing.fail(upload, KeyError("secret"))
    assert record.problem_code == "internal_error"
    assert "secret" not in record.problem


def test_what_a_failed_import_left_in_the_index_is_put_right_by_the_next(
    shop_in_memory: Any,
) -> None:
    original = HEADER + rows(*range(8))
    shop_in_memory.run("products", original)
    failing = shop_in_memory.upload(
        "products", HEADER + rows(*range(2, 8), title="Half") + rows(20), "b.csv"
    )
    shop_in_memory.importing.run(failing)
    for message in shop_in_memory.index_queue.receive(limit=2):
        shop_in_memory.index_queue.acknowledge(message)
        shop_in_memory.indexing.index_batch(reference_from_message(message.body))
    shop_in_memory.importing.fail(failing, UnavailableError("It broke."))
    shop_in_memory.work()
    assert {product.title.split()[0] for product in shop_in_memory.products().values()} == {
        "Half",
        "Product",
    }
    record = shop_in_memory.run("products", original)
    assert record.status is ImportStatus.PUBLISHED
    products = shop_in_memory.products()
    assert set(products) == {f"p{number}" for number in range(8)}
    assert all(product.title.startswith("Product") for product in products.values())
    assert shop_in_memory.run("products", original).counts == ImportCounts(read=8, unchanged=8)


@pytest.mark.parametrize("kind", ["products", "products-delta"])
def test_rows_that_never_went_live_are_cleared_away_and_never_hold(
    new_shop: Callable[..., Any], kind: str
) -> None:
    shop = new_shop(batch_rows=4)
    failing = shop.upload("products", HEADER + rows(*range(12)), "first.csv")
    shop.importing.run(failing)
    for message in shop.index_queue.receive(limit=2):
        shop.index_queue.acknowledge(message)
        shop.indexing.index_batch(reference_from_message(message.body))
    shop.importing.fail(failing, UnavailableError("It broke."))
    shop.work()
    assert len(shop.products()) == 8
    record = shop.run(kind, HEADER + rows(1, 2, 30))
    assert (record.status, record.problem) == (ImportStatus.PUBLISHED, "")
    assert record.counts == ImportCounts(read=3, added=3)
    assert set(shop.products()) == {"p1", "p2", "p30"}
    report = json.loads(shop.object(record.report_key))
    assert report["rows_before"] == 0
    again = shop.run("products", HEADER + rows(1, 2))
    assert again.status is ImportStatus.HELD
    assert "1 of 3 live rows" in again.problem


def test_a_full_disk_is_worth_a_retry_and_named(
    shop_in_memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RowStage, "add", no_room)
    upload = shop_in_memory.upload("products", HEADER + rows(1))
    with pytest.raises(StorageFullError) as caught:
        shop_in_memory.importing.run(upload)
    assert "data folder" in caught.value.fix
    monkeypatch.undo()
    assert shop_in_memory.importing.run(upload).status is ImportStatus.INDEXING


def test_an_unknown_import_is_not_found(shop_in_memory: Any) -> None:
    with pytest.raises(ImportNotFoundError):
        shop_in_memory.imports.find("0" * 16)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2", "p3", "p4", "", "x" * 200]),
        st.sampled_from(["Chair", "Table", ""]),
        st.sampled_from(["", "5 USD", "6 USD", "bad"]),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(st.tuples(st.sampled_from(["products", "products-delta"]), ROWS), max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_row_of_every_file_is_accounted_for(
    new_shop: Callable[..., Any], files: list[tuple[str, list[tuple[str, str, str]]]]
) -> None:
    shop = new_shop(batch_rows=2, max_rejected_share=1, max_removed_share=1)
    expected: dict[str, tuple[str, str]] = {}
    for kind, table in files:
        content = "id,title,price\n" + "".join(",".join(row) + "\n" for row in table)
        if not any(any(row) for row in table):
            continue
        counts = shop.run(kind, content).counts
        total = counts.rejected + counts.unchanged + counts.added
        assert counts.read == total + counts.changed_text + counts.changed_fields
        expected = _after(expected, kind, table)
    shown = {
        product_id: (product.title, str(product.price or ""))
        for product_id, product in shop.products().items()
    }
    assert shown == expected


def _after(
    before: dict[str, tuple[str, str]], kind: str, table: list[tuple[str, str, str]]
) -> dict[str, tuple[str, str]]:
    """What the shop holds after a file, by the rules of docs/data-formats.md."""
    after: dict[str, tuple[str, str]] = {}
    named = {product_id for product_id, _, _ in table}
    for product_id, title, price in table:
        if 0 < len(product_id) <= 128 and title and price != "bad" and product_id not in after:
            after[product_id] = (title, price)
    for product_id, product in before.items():
        if kind == "products-delta" or product_id in named:
            after.setdefault(product_id, product)
    return after
