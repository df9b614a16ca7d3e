"""The end of an import is written into its report and announced."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from shopguide.adapters.memory.announcer import InMemoryAnnouncer
from shopguide.catalog.reports.conclusion import ImportConclusions
from shopguide.domain.catalog_import import ImportRecord, ImportStatus
from shopguide.domain.errors import UnavailableError
from shopguide.ports.announcer import Announcement

FILE = "id,title,price\n1,无线蓝牙耳机,299.00 CNY\n2,,9.00 CNY\n"


def conclusions_of(shop: Any, announcer: Any) -> ImportConclusions:
    return ImportConclusions(
        objects=shop.objects, records=shop.records, announcer=announcer, place="s3://shop/"
    )


def told(shop: Any, record: ImportRecord) -> list[Announcement]:
    announcer = InMemoryAnnouncer()
    conclusions_of(shop, announcer).conclude(record)
    return announcer.announcements


def test_a_publication_is_told_with_counts_problems_and_places(shop_in_memory: Any) -> None:
    record = shop_in_memory.run("products", FILE, "耳机.csv")
    [news] = told(shop_in_memory, record)
    assert news.subject == "ShopGuide: published - 耳机.csv"
    assert news.attributes == {
        "status": "published",
        "kind": "products",
        "problem_code": "",
        "import_id": record.import_id,
    }
    for words in (
        "当前目录版本为 1：新增 1，未导入 1 行。",
        "- 1 x 缺少必填内容 (title)",
        "s3://shop/reports/products/耳机.csv/report.html",
        "s3://shop/reports/products/耳机.csv/rejected.csv",
    ):
        assert words in news.text


def test_the_report_is_completed_with_how_it_ended(shop_in_memory: Any) -> None:
    record = shop_in_memory.run("products", FILE, "a.csv")
    report = json.loads(shop_in_memory.object(record.report_key))
    assert (report["outcome"], report["catalogue_version"]) == ("indexing", None)
    told(shop_in_memory, record)
    for key in (record.report_key, "reports/products/a.csv/report.json"):
        report = json.loads(shop_in_memory.object(key))
        assert (report["outcome"], report["catalogue_version"]) == ("published", 1)
    assert "当前目录版本为 1" in shop_in_memory.object(record.page_key)


def test_it_is_told_once_however_often_the_end_is_delivered(shop_in_memory: Any) -> None:
    record = shop_in_memory.run("products", FILE)
    assert len(told(shop_in_memory, record)) == 1
    assert told(shop_in_memory, record) == []


def test_what_could_not_be_told_is_told_at_the_next_delivery(shop_in_memory: Any) -> None:
    class Deaf:
        def announce(self, announcement: Announcement) -> None:
            raise UnavailableError("SNS is away.")

    record = shop_in_memory.run("products", FILE)
    with pytest.raises(UnavailableError):
        conclusions_of(shop_in_memory, Deaf()).conclude(record)
    assert len(told(shop_in_memory, record)) == 1


def test_a_hold_says_how_to_approve_it_and_its_publication_is_told_again(
    new_shop: Callable[..., Any],
) -> None:
    shop = new_shop()
    record = shop.run("products", FILE.replace("无线蓝牙耳机", "Headphones"))
    [news] = told(shop, record)
    assert news.attributes["status"] == "held"
    assert f"shopguide catalog approve {record.import_id}" in news.text
    later = replace(record, status=ImportStatus.PUBLISHED, updated_at="2026-02-01T00:00:00.000Z")
    assert len(told(shop, later)) == 1


def test_an_import_that_was_given_up_on_has_a_report_all_the_same(shop_in_memory: Any) -> None:
    upload = shop_in_memory.upload("products", FILE)
    record = shop_in_memory.importing.fail(upload, RuntimeError("out of memory"))
    [news] = told(shop_in_memory, record)
    assert news.attributes["status"] == "failed"
    report = json.loads(shop_in_memory.object(f"imports/{record.import_id}/report.json"))
    assert "RuntimeError" in report["problem"]


@pytest.mark.parametrize(
    "members",
    [
        {"status": ImportStatus.INDEXING},
        {"status": ImportStatus.WAITING},
        {"status": ImportStatus.SUPERSEDED},
        {"encoder": "another@1"},
    ],
    ids=["indexing", "waiting", "superseded", "reindex"],
)
def test_nothing_is_told_of_what_goes_on_or_is_nobodys_file(
    shop_in_memory: Any, members: dict[str, Any]
) -> None:
    record = shop_in_memory.run("products", FILE)
    assert told(shop_in_memory, replace(record, **members)) == []


def test_an_older_upload_of_a_file_never_takes_the_place_of_a_newer_report(
    shop_in_memory: Any,
) -> None:
    record = shop_in_memory.run("products", FILE, "a.csv")
    shop_in_memory.clock.advance(60)
    newer = shop_in_memory.run("products", FILE + "3,Lamp,1 CNY\n", "a.csv")
    told(shop_in_memory, record)
    report = json.loads(shop_in_memory.object("reports/products/a.csv/report.json"))
    assert report["import_id"] == newer.import_id
