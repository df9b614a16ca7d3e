"""A file that is only checked: the whole report, and nothing else."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.catalog_import import ImportCounts, ImportStatus
from shopguide.domain.record_key import RECENT_IMPORTS
from shopguide.domain.upload import Upload, import_id_of
from shopguide.text.index_layout import PASSAGES, PRODUCTS

HEADER = "id,title,price\n"
LIVE = HEADER + "".join(f"p{number},Product {number},5 USD\n" for number in range(10))
CHANGED = HEADER + "".join(f"p{number},Product {number},6 USD\n" for number in range(9))
BROKEN = HEADER + "p0,Product 0,cheap\np1,,5 USD\np2,Product 2,5 USD\n"


def everything_but(shop: Any, import_id: str) -> dict[str, Any]:
    """Every object, record and document of a shop, but for what one check has of its own."""
    own = ("catalog/check/", "reports/check/", f"imports/{import_id}/")
    places = (f"import#{import_id}", RECENT_IMPORTS)
    return {
        "objects": {
            stored.key: stored.etag
            for stored in shop.objects.list()
            if not stored.key.startswith(own)
        },
        "records": {
            key: row
            for key, row in vars(shop.records)["_rows"].items()
            if key.partition not in places
        },
        "documents": [
            (document.document_id, document.fields, document.vectors["text"].tolist())
            for alias in (PRODUCTS, PASSAGES)
            for document in shop.index.scan(alias, with_vectors=True).documents
        ],
        "queues": [queue.depth() for queue in (shop.index_queue, shop.import_queue)],
    }


def test_a_check_reports_what_an_upload_would_change(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", LIVE)
    record = shop_in_memory.check("products", CHANGED)
    assert record.status is ImportStatus.CHECKED
    assert record.is_check
    assert record.counts == ImportCounts(read=9, changed_fields=9, removed=1)
    assert (record.problem, record.holds) == ("", ())
    report = json.loads(shop_in_memory.object(record.report_key))
    assert report["outcome"] == "checked"
    assert len(report["changes"]["changed_price"]) == 9
    imported = shop_in_memory.run("products", CHANGED)
    assert imported.counts == record.counts


@pytest.mark.parametrize("content", [CHANGED, BROKEN, "no,columns\n1,2\n", b"\xff\xfe\x00"])
def test_a_check_touches_nothing_but_its_own_report_and_record(
    shop_in_memory: Any, content: str | bytes
) -> None:
    shop_in_memory.run("products", LIVE)
    upload = shop_in_memory.upload("products", content, check=True)
    before = everything_but(shop_in_memory, import_id_of(upload))
    record = shop_in_memory.importing.run(upload)
    assert record.status in (ImportStatus.CHECKED, ImportStatus.FAILED)
    assert everything_but(shop_in_memory, record.import_id) == before
    written = {stored.key for stored in shop_in_memory.objects.list(f"imports/{record.import_id}/")}
    names = {key.rpartition("/")[2] for key in written}
    assert names <= {"report.json", "report.html", "rejected.csv", "mapping.json"}


def test_a_check_says_what_would_hold_the_import(new_shop: Callable[..., Any]) -> None:
    shop = new_shop()
    shop.run("products", LIVE)
    record = shop.check("products", BROKEN)
    assert record.status is ImportStatus.CHECKED
    assert record.holds == ("too_many_rejected", "too_many_removed")
    assert record.problem_code == "too_many_rejected"
    assert record.problem.startswith("The import of this file would be held. 2 of 3 rows")
    assert "catalog approve" not in record.problem
    assert shop.object(record.rejected_key).count("\n") == 3


def test_a_check_of_a_file_that_cannot_be_read_fails(shop_in_memory: Any) -> None:
    record = shop_in_memory.check("products", "title\nChair\n")
    assert record.status is ImportStatus.FAILED
    assert record.problem_code == "missing_column"
    assert shop_in_memory.live().version == 0


def test_a_check_waits_for_nobody_and_keeps_nobody_waiting(shop_in_memory: Any) -> None:
    first = shop_in_memory.importing.run(shop_in_memory.upload("products", LIVE))
    assert first.status is ImportStatus.INDEXING
    checked = shop_in_memory.check("products", CHANGED)
    assert checked.status is ImportStatus.CHECKED
    assert checked.counts.added == 9
    shop_in_memory.work()
    assert shop_in_memory.imports.find(first.import_id).status is ImportStatus.PUBLISHED


def test_a_check_delivered_again_is_the_same_check(shop_in_memory: Any) -> None:
    upload = shop_in_memory.upload("products", LIVE, check=True)
    first = shop_in_memory.importing.run(upload)
    assert shop_in_memory.importing.run(upload) == first


def test_a_check_of_a_file_that_was_replaced_or_deleted_says_so(shop_in_memory: Any) -> None:
    late = shop_in_memory.upload("products", LIVE, check=True)
    newer = shop_in_memory.upload("products", CHANGED, check=True)
    assert shop_in_memory.importing.run(late).status is ImportStatus.SUPERSEDED
    shop_in_memory.objects.delete(newer.key)
    assert "deleted" in shop_in_memory.importing.run(newer).problem


def test_a_check_goes_by_the_mapping_that_the_import_would_have(shop_in_memory: Any) -> None:
    mapping = {"columns": {"id": "Nr", "title": "Was", "price": "Preis"}}
    shop_in_memory.objects.put("catalog/products/mapping.json", json.dumps(mapping).encode())
    record = shop_in_memory.check("products", "Nr,Was,Preis\n1,Stuhl,5 EUR\n")
    assert (record.status, record.counts.added) == (ImportStatus.CHECKED, 1)


def test_a_mapping_that_cannot_be_used_fails_the_import(shop_in_memory: Any) -> None:
    shop_in_memory.objects.put("catalog/products/mapping.json", b'{"colums": {}}')
    record = shop_in_memory.run("products", LIVE)
    assert record.status is ImportStatus.FAILED
    assert record.problem_code == "bad_mapping"
    assert "colums" in record.problem


def test_an_unknown_folder_under_check_is_told_with_the_right_one(shop_in_memory: Any) -> None:
    stored = shop_in_memory.objects.put("catalog/check/prices/a.csv", b"id\n1\n")
    record = shop_in_memory.importing.run(Upload(stored.key, stored.etag, "01"))
    assert record.status is ImportStatus.FAILED
    assert "catalog/check/<kind>/" in record.problem
