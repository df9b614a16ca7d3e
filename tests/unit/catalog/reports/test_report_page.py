"""report.html: readable, self-contained, and never made of what a file says."""

import json
import re
import string
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopguide.catalog.reports.headline import headline_of
from shopguide.catalog.reports.page import render_page
from shopguide.catalog.reports.price_plot import cut_label, price_plots
from shopguide.catalog.reports.texts import TEXTS, say
from shopguide.catalog.service import ImportLimits
from shopguide.domain.catalog_import import ImportStatus

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}&amp;</style>"
HEADER = "id,title,price,product_type,brand,gtin\n"
TEN_THOUSANDTHS = st.integers(0, 10**13)
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Page(HTMLParser):
    """What a page is made of; refuses tags that are not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.text += data


def page_of(shop: Any, record: Any) -> Page:
    return Page(shop.object(record.page_key))


def rows(count: int, **changed: str) -> str:
    lines = []
    for number in range(count):
        row = {
            "title": f"Chair {number}",
            "price": f"{number + 10}.00 USD",
            "type": "Home > Chairs",
        }
        row |= changed
        lines.append(f'p{number},"{row["title"]}",{row["price"]},{row["type"]},Sedia,\n')
    return HEADER + "".join(lines)


def test_nothing_of_a_file_is_markup_and_nothing_comes_from_the_network(
    shop_in_memory: Any,
) -> None:
    evil = EVIL.replace('"', '""')
    header = f'id,title,price,product_type,brand,"{evil}","{evil} 2"\n'
    line = f'p1,"{evil}",5 USD,"{evil}","{evil}","{evil}","{evil}"\n'
    shop_in_memory.run("products", header + line.replace("5 USD", "900 USD"), "a.csv")
    content = header + line.replace("p1", "p2") + f'p1,"New {evil}",5 USD,,,,\n'
    record = shop_in_memory.run("products", content + f'"{evil}","{evil}","{evil}",,,,\n', "a.csv")
    page = page_of(shop_in_memory, record)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "form"}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert not any("://" in (attributes.get(name) or "") for name in ("href", "src"))
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize(
    ("confidence", "sure"), [(1.0, "100% sure"), (0.996, "99% sure"), (0.29, "29% sure")]
)
def test_says_how_sure_encoding_and_delimiter_are_and_never_more_than_that(
    shop_in_memory: Any, confidence: float, sure: str
) -> None:
    record = shop_in_memory.run("products", rows(3))
    report = json.loads(shop_in_memory.object(record.report_key))
    for guess in (report["file"]["encoding"], report["file"]["delimiter"]):
        guess["confidence"] = confidence
    text = Page(render_page(report)).text
    assert f"Encodingutf-8, {sure}" in text
    assert f"Delimitercomma, {sure}" in text


def test_a_held_import_says_why_and_how_to_approve_it(new_shop: Callable[..., Any]) -> None:
    shop = new_shop()
    shop.run("products", rows(10))
    record = shop.run("products", rows(2))
    assert record.status is ImportStatus.HELD
    page = page_of(shop, record)
    assert "nothing in the shop has changed" in page.text
    assert f"shopguide catalog approve {record.import_id}" in page.text
    assert "8 of 10 live rows" in page.text
    assert "8 removed" in page.text


def test_a_published_import_shows_the_equation_problems_and_changes(shop_in_memory: Any) -> None:
    shop_in_memory.run("products", rows(30))
    content = rows(28).replace("12.00 USD", "1200.00 USD").replace("Chair 5", "Oak chair 5")
    record = shop_in_memory.run("products", content + "p98,,5.00 USD,,,\np99,New,,,,\n")
    page = page_of(shop_in_memory, record)
    equation = " ".join(page.text.partition("Every row is accounted for: ")[2].split())
    assert equation.startswith("30 = 26 Unchanged + 1 Added + 1 Other texts")
    assert "A required value is missing" in page.text
    assert "please check" in page.text
    assert ("ins", {}) in page.tags
    assert ("a", {"href": "rejected.csv"}) in page.tags
    assert "is catalogue version" not in page.text  # not before it is concluded


def test_a_chinese_shop_reads_chinese(shop_in_memory: Any) -> None:
    content = "编号,标题,价格,类目\n1,无线蓝牙耳机,299.00 CNY,数码 > 耳机\n2,,1 CNY,\n"
    record = shop_in_memory.run("products", content)
    page = page_of(shop_in_memory, record)
    assert ("html", {"lang": "zh"}) in page.tags
    for words in ("缺少必填内容", "每一行都有着落", "未导入", "耳机"):
        assert words in page.text


def test_plots_are_well_formed_and_say_what_they_show(shop_in_memory: Any) -> None:
    content = rows(60).replace("11.00 USD", "9000.00 USD")
    record = shop_in_memory.run("products", content)
    [plot] = re.findall(r"<svg.*?</svg>", shop_in_memory.object(record.page_key), re.DOTALL)
    drawn = ET.fromstring(plot)
    assert drawn.get("role") == "img"
    titles = [title.text for title in drawn.iter("title")]
    assert titles[1] is not None
    assert titles[1].startswith("Chairs: median 40")
    assert len(list(drawn.iter("circle"))) == 1
    for element in drawn.iter():
        for name in ("x", "x1", "x2", "cx", "y", "y1", "y2", "cy"):
            assert 0 <= float(element.get(name, 0)) <= 760


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEN_THOUSANDTHS, TEN_THOUSANDTHS), min_size=1, max_size=20))
def test_any_prices_can_be_drawn(prices: list[tuple[int, int]]) -> None:
    boxes = []
    for pair in prices:
        low, high = (amount / 10_000 for amount in sorted(pair))
        figures = {"low": low, "lower_quartile": low, "median": high, "upper_quartile": high}
        named = {"category": "c", "currency": "USD", "count": 3, "high": high, "outliers": [low]}
        boxes.append({**figures, **named})
    [plot] = price_plots(boxes)
    for row in plot.rows:
        assert 230 <= row.low <= row.median <= row.high <= 736
    assert 1 <= len(plot.ticks) <= 12 or plot.is_log


def test_labels_have_room_for_half_as_many_chinese_characters() -> None:
    assert cut_label("A" * 30) == "A" * 30
    assert cut_label("A" * 31).endswith("…")
    assert len(cut_label("无" * 20)) == 15


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_texts_take_the_same_values_in_both_languages(name: str) -> None:
    english, chinese = (values_of(text) for text in TEXTS[name])
    assert english == chinese
    assert all(TEXTS[name])


def values_of(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("outcome", [status.value for status in ImportStatus])
def test_every_outcome_has_a_headline_and_a_page(outcome: str, language: str) -> None:
    report = bare_report(outcome, language)
    assert headline_of(report, report["language"]).title
    Page(render_page(report))


@pytest.mark.parametrize(
    "code",
    ["too_many_rejected", "too_many_removed", "uncertain_encoding", "canary_fell", "new_one"],
)
def test_every_hold_is_explained_also_in_chinese(code: str) -> None:
    counts = dict.fromkeys(("read", "rejected", "removed", "added"), 1000)
    counts |= dict.fromkeys(("changed_text", "changed_fields"), 0)
    facts = {"encoding": {"value": "gb18030", "confidence": 0.62}}
    report = bare_report("held", "zh", problem="Because.", problem_code=code)
    headline = headline_of({**report, "counts": counts, "rows_before": 9, "file": facts}, "zh")
    assert headline.original == "Because."
    assert any("shopguide catalog approve 1f" in step for step in headline.steps)
    assert len(headline.sentences) == 1 + (code != "new_one")


def test_everything_that_holds_an_import_is_told_also_in_chinese(shop_in_memory: Any) -> None:
    shop_in_memory.limits = ImportLimits()
    titles = "".join(f"p{number},椅子 {number},5 CNY\n" for number in range(9))
    shop_in_memory.run("products", f"id,title,price\n{titles}")
    record = shop_in_memory.run("products", "id,title,price\np1,椅子 1,5 CNY\np2,椅子 2,五\n")
    assert record.holds == ("too_many_rejected", "too_many_removed")
    text = page_of(shop_in_memory, record).text
    assert "2 行中有 1 行无法导入" in text
    assert "店铺现有 9 行，其中 7 行不在文件中" in text
    assert "请上传完整目录" in text


def test_a_failed_file_says_where_and_how_to_fix_it() -> None:
    problem = "No column 'id'. Name it."
    members: Mapping[str, Any] = {"problem": problem, "problem_code": "missing_column"}
    report = bare_report("failed", "en", fix="Name it.", line=1, column="id", **members)
    headline = headline_of(report, "en")
    assert headline.sentences == ("No column 'id'.",)
    assert headline.steps[:3] == (
        say("en", "place_line", line=1),
        say("en", "place_column", column="id"),
        "Name it.",
    )


def bare_report(outcome: str, language: str, **members: Any) -> dict[str, Any]:
    return {
        "import_id": "1f",
        "kind": "products",
        "object_key": "catalog/products/a.csv",
        "created_at": "2026-01-31T12:00:00.000Z",
        "language": language,
        "restores": None,
        "rejected_key": "",
        "fix": "",
        "line": None,
        "column": None,
        "outcome": outcome,
        "problem": "",
        "problem_code": "",
        "catalogue_version": None,
        **members,
    }


def test_every_reason_that_a_file_is_refused_for_is_told_in_both_languages() -> None:
    source = Path(__file__).parents[4] / "layers/shopguide/python/shopguide"
    reasons = {
        reason
        for folder in ("catalog", "domain")
        for module in (source / folder).rglob("*.py")
        for reason in re.findall(r'reason="([a-z_]+)"', module.read_text(encoding="utf-8"))
    }
    assert "missing_column" in reasons
    assert not reasons - TEXTS.keys()
