"""report.json is what docs/report.md says it is, and lies where it says."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopguide.catalog.reports.storing import conclude_report, newest_report_prefix, report_key
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.upload import Upload

PAGE = Path(__file__).parents[4] / "docs" / "report.md"

BEFORE = """id,title,price,product_type,colour
CH-1,Oak chair,129.00 EUR,Home > Chairs,brown
CH-2,Pine chair,89.00 EUR,Home > Chairs,
CH-3,Folding chair,24.90 EUR,Home > Chairs,black
LA-1,Desk lamp,39.00 EUR,Home > Lamps,white
"""
AFTER = """id,title,price,product_type,colour
CH-1,Oak chair,129.00 EUR,Home > Chairs,brown
CH-2,Pine chair with cushion,89.00 EUR,Home > Chairs,
CH-3,Folding chair,2490.00 EUR,Home > Chairs,black
CH-4,Rocking chair,210.00 EUR,Home > Chairs,oak
CH-5,,75.00 EUR,Home > Chairs,red
"""


def second_report(new_shop: Callable[..., Any]) -> dict[str, Any]:
    shop = new_shop(batch_rows=4)
    shop.run("products", BEFORE, "chairs.csv")
    record = shop.run("products", AFTER, "chairs.csv")
    assert record.status is ImportStatus.HELD
    return json.loads(shop.object(record.report_key))


def test_report_is_as_documented(new_shop: Callable[..., Any]) -> None:
    report = second_report(new_shop)
    report["timing"] = dict.fromkeys(report["timing"], 0)
    [example] = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert json.loads(example) == report


def test_page_names_every_member(new_shop: Callable[..., Any]) -> None:
    table = PAGE.read_text().partition("## Members")[2]
    missing = [name for name in second_report(new_shop) if f"`{name}`" not in table]
    assert not missing


def test_newest_report_of_a_file_lies_under_its_name(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", BEFORE, "椅子.csv")
    record = shop_in_memory.run("products", AFTER, "椅子.csv")
    prefix = newest_report_prefix(record)
    assert prefix == "reports/products/椅子.csv/"
    for name in ("report.json", "report.html", "rejected.csv"):
        newest = shop_in_memory.object(prefix + name)
        assert newest == shop_in_memory.object(f"imports/{record.import_id}/{name}")


@pytest.mark.parametrize("name", [".DS_Store", "._a.csv", "a\\b.csv", "..", "n" * 300 + ".csv"])
def test_a_file_that_cannot_be_opened_by_its_name_has_its_report_under_its_id_alone(
    shop_in_memory: Any, name: str
) -> None:
    upload = Upload(f"catalog/products/{name}", "etag", "01")
    record = shop_in_memory.importing.fail(upload, InvalidInputError("No such name."))
    assert newest_report_prefix(record) == ""
    conclude_report(shop_in_memory.objects, record)
    report = json.loads(shop_in_memory.object(report_key(record.import_id)))
    assert (report["outcome"], report["problem"]) == ("failed", "No such name.")


def test_a_file_without_rejected_rows_leaves_none_of_the_one_before(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", AFTER, "chairs.csv")
    shop_in_memory.run("products", BEFORE, "chairs.csv")
    keys = {stored.key for stored in shop_in_memory.objects.list("reports/")}
    assert keys == {
        f"reports/products/chairs.csv/{name}" for name in ("report.json", "report.html")
    }


def test_a_file_that_cannot_be_read_is_told_of_in_the_language_of_the_one_before(
    shop_in_memory: Any,
) -> None:
    shop_in_memory.run("products", "编号,标题\n1,无线蓝牙耳机\n", "shop.csv")
    record = shop_in_memory.run("products", "编号,价格\n1,3.00 CNY\n", "shop.csv")
    report = json.loads(shop_in_memory.object(record.report_key))
    assert (report["outcome"], report["problem_code"]) == ("failed", "missing_column")
    assert (report["language"], report["line"], report["column"]) == ("zh", 1, "title")
    assert "counts" not in report
    assert '<html lang="zh">' in shop_in_memory.object(record.page_key)
