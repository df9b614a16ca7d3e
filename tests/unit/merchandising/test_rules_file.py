"""The rules file: what it says, and every problem at its place."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.file_problem import MAX_PROBLEMS, CheckedFile, Severity
from shopguide.domain.merchandising import (
    QueryMatch,
    Rule,
    RuleAction,
    Rules,
    rules_from_json,
    rules_to_json,
)
from shopguide.text.merchandising.rules_file import MAX_RULES, check_rules_file

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HEADER = "action,query,match,category,brand,product_id,position,weight,from,until,note\n"


def check(text: str, encoding: str = "utf-8") -> CheckedFile[Rules]:
    return check_rules_file(text.encode(encoding), NOW)


def rules_in(text: str, encoding: str = "utf-8") -> tuple[Rule, ...]:
    checked = check(text, encoding)
    assert checked.content is not None, checked.problems
    return checked.content.rules


def told(checked: CheckedFile[Rules]) -> list[tuple[str, int, str, str]]:
    return [(one.severity.value, one.line, one.column, one.value) for one in checked.problems]


def errors_in(rows: str) -> list[tuple[int, str, str]]:
    return [place[1:] for place in told(check(HEADER + rows)) if place[0] == "error"]


def warnings_in(rows: str) -> list[tuple[int, str, str]]:
    checked = check(HEADER + rows)
    assert checked.content is not None, checked.problems
    return [place[1:] for place in told(checked)]


def test_reads_every_column() -> None:
    row = (
        "boost,Running  Shoes,contains,Sport>Shoes,ACME,SKU-1|SKU-2,,7,2026-06-18,2026-06-20,sale\n"
    )
    (rule,) = rules_in(HEADER + row)
    assert (rule.action, rule.line, rule.match) == (RuleAction.BOOST, 2, QueryMatch.CONTAINS)
    assert (rule.query, rule.category, rule.brand) == ("running shoes", "sport > shoes", "acme")
    assert (rule.product_ids, rule.weight, rule.note) == (("SKU-1", "SKU-2"), 7, "sale")
    assert rule.starts == datetime(2026, 6, 18, tzinfo=UTC)
    assert rule.ends == datetime(2026, 6, 21, tzinfo=UTC)


def test_reads_chinese_headers_and_values_in_any_order() -> None:
    text = "搜索词;动作;商品编号;位置;匹配方式\n蓝牙耳机;置顶;A1;2;精确\n手机壳;隐藏;B2;;全部词\n"
    first, second = rules_in(text, "gb18030")
    assert (first.action, first.query, first.position) == (RuleAction.PIN, "蓝牙耳机", 2)
    assert (second.action, second.match) == (RuleAction.HIDE, QueryMatch.ALL_WORDS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_reads_what_spreadsheets_write(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["action", "brand", "note"]) + "\r\n"
    text += delimiter.join(["降低", "华为", "清仓"]) + "\r\n"
    (rule,) = rules_in(text, encoding)
    assert (rule.action, rule.brand, rule.note, rule.line) == (RuleAction.BURY, "华为", "清仓", 2)


def test_lines_are_those_of_the_file_after_a_quoted_line_break() -> None:
    text = HEADER + 'pin,a,,,,"X\nY",1,,,,"two\nlines"\n\n# a remark\npin,b,,,,Z,0,,,,\n'
    checked = check(text)
    assert told(checked) == [("error", 7, "position", "0")]
    (rule,) = rules_in(text.replace(",0,", ",1,").replace("pin,b", "pin,a", 0))[:1]
    assert rule.product_ids == ("X", "Y")


def test_a_date_alone_is_the_whole_day_and_a_zone_counts() -> None:
    rows = "hide,,,,x,,,,2026年6月18日,20260618,\nhide,,,,y,,,,,2026/6/18 20:00 +08:00,\n"
    first, second = rules_in(HEADER + rows)
    assert first.starts is not None
    assert first.ends is not None
    assert first.ends - first.starts == timedelta(days=1)
    assert second.ends == datetime(2026, 6, 18, 20, tzinfo=timezone(timedelta(hours=8)))
    assert second.is_active(datetime(2026, 6, 18, 11, 59, tzinfo=UTC))
    assert not second.is_active(datetime(2026, 6, 18, 12, tzinfo=UTC))


def test_tells_every_problem_of_every_row_at_once() -> None:
    rows = "boots,shoes,,,,A,,,,,\nboost,shoes,near,,,,,11,2026-02-30,x,\npin,!!,,,,,,,,,\n"
    assert errors_in(rows) == [
        (2, "action", "boots"),
        (3, "match", "near"),
        (3, "weight", "11"),
        (3, "from", "2026-02-30"),
        (3, "until", "x"),
        (3, "action", "boost"),
        (4, "query", "!!"),
        (4, "product_id", ""),
    ]


def test_columns_are_told_in_the_words_of_the_file() -> None:
    checked = check("动作,商品,位置\n置顶,A1,第一\n")
    assert told(checked) == [("error", 2, "位置", "第一")]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ("pin,shoes,,,,A,1,,,,\nhide,Shoe,,,,A,,,,,\n", (3, "product_id", "A")),
        ("hide,,,,,A,,,,,\npin,,,,,A|B,1,,,,\n", (3, "product_id", "A")),
        ("pin,shoes,,,,A|B,1,,,,\npin,shoes,,,,C,2,,,,\n", (3, "position", "2")),
        ("boost,,,,acme,,,3,,,\nbury,,,,Acme,,,4,,,\n", (3, "action", "acme")),
    ],
    ids=["pinned and hidden", "in every search", "one position twice", "boosted and buried"],
)
def test_contradictions_are_errors(rows: str, where: tuple[int, str, str]) -> None:
    assert errors_in(rows) == [where]


@pytest.mark.parametrize(
    "rows",
    [
        "pin,shoes,,,,A,1,,,2026-06-18,\nhide,shoes,,,,A,,,2026-06-19,,\n",
        "pin,shoes,,,,A,1,,,,\nhide,boots,,,,A,,,,,\n",
        "pin,shoes,,,,A,1,,,,\npin,shoes,contains,,,B,1,,,,\n",
        "boost,,,audio,,,,3,,,\nbury,,,,,A,,3,,,\n",
    ],
    ids=["one after the other", "other queries", "other matches", "other products"],
)
def test_what_only_looks_contradictory_is_taken(rows: str) -> None:
    assert errors_in(rows) == []


def test_a_pin_of_what_is_hidden_everywhere_is_a_warning() -> None:
    rows = "pin,shoes,,,,A,1,,,,\nhide,,,,,A,,,,,\n"
    assert warnings_in(rows) == [(2, "product_id", "A")]


def test_what_does_nothing_is_a_warning() -> None:
    rows = "hide,,exact,,,A,3,,,,\nboost,,,,acme,,,3,,2026-05-01,\nhide,,exact,,,B,,,,,\n"
    assert warnings_in(rows) == [
        (2, "match", "exact"),
        (2, "position", "3"),
        (3, "until", "2026-05-01"),
        (4, "match", "exact"),
    ]


def test_a_repeated_row_counts_once() -> None:
    checked = check(HEADER + "hide,,,,,A,,,,,one\nhide,,,,,A,,,,,two\n")
    assert told(checked) == [("warning", 3, "", "")]
    assert checked.content is not None
    assert len(checked.content.rules) == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("\n\n", 1),
        ("query,brand\nx,y\n", 1),
        ("action,brand,品牌\nhide,a,b\n", 1),
        ("PK\x03\x04nonsense", 1),
    ],
    ids=["empty", "blank", "no action", "two of a kind", "a workbook"],
)
def test_a_file_that_is_none_is_told_so(text: str, line: int) -> None:
    checked = check(text)
    assert checked.content is None
    assert [one.line for one in checked.problems if one.severity is Severity.ERROR] == [line]


def test_a_header_alone_means_no_rules() -> None:
    checked = check(HEADER)
    assert checked.content is not None
    assert not checked.content.rules
    assert checked.warnings == 1


def test_an_unclosed_quotation_mark_costs_one_line() -> None:
    text = HEADER + 'hide,,,,,"A,,,,,\nhide,,,,,B,,,,x,\nhide,,,,,"C"D,,,,,\n'
    assert [(line, column) for _, line, column, _ in told(check(text))] == [
        (2, ""),
        (3, "until"),
        (4, ""),
    ]


def test_too_many_fields_are_told() -> None:
    assert errors_in("hide,,,,,A,,,,,note, with a comma\n") == [(2, "", "with a comma")]


def test_the_first_hundred_problems_are_told_and_all_are_counted() -> None:
    rows = "".join(f"hide,,exact,,,A{n},,,,,\n" for n in range(150)) + "x,,,,,,,,,,\n"
    checked = check(HEADER + rows)
    assert len(checked.problems) == MAX_PROBLEMS
    assert (checked.errors, checked.warnings) == (1, 150)
    assert checked.problems[-1].line == 152


def test_a_file_may_not_have_more_rules_than_are_applied_in_time() -> None:
    rows = "".join(f"hide,,,,,A{n},,,,,\n" for n in range(MAX_RULES + 5))
    checked = check(HEADER + rows)
    assert told(checked) == [("error", MAX_RULES + 2, "", "")]


def test_rules_survive_their_stored_form() -> None:
    checked = check(HEADER + "pin,鞋,contains,a > b,c,P1|P2,3,,2026-06-18 8:00+08:00,,n\n")
    assert checked.content is not None
    again = rules_from_json(rules_to_json(checked.content))
    assert again.version == checked.content.version
    assert again.rules == checked.content.rules


def test_the_version_follows_the_content_and_ids_follow_the_rule() -> None:
    one, other = rules_in(HEADER + "hide,,,,,A,,,,,\n"), rules_in(HEADER + "\nhide,,,,,A,,,,,n\n")
    assert Rules.of(one).version != Rules.of(other).version
    assert one[0].id == other[0].id


def _assert_sound(content: bytes) -> None:
    checked = check_rules_file(content, NOW)
    lines = content.count(b"\n") + content.count(b"\r") + 1
    assert all(1 <= problem.line <= lines for problem in checked.problems)
    assert all(problem.reason and problem.fix for problem in checked.problems)
    assert (checked.content is None) == (checked.errors > 0)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_rules_or_problems(content: bytes) -> None:
    _assert_sound(content)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "pin",
                    "隐藏",
                    "boost",
                    "bury",
                    "",
                    "shoes",
                    "A|B",
                    "1",
                    "2026-06-18",
                    '"',
                    "#",
                    "*",
                ]
            )
            | st.text(max_size=5),
            max_size=12,
        ).map(",".join),
        max_size=8,
    ).map("\n".join)
)
def test_any_rows_give_rules_or_problems(rows: str) -> None:
    _assert_sound((HEADER + rows).encode("utf-8", "replace"))
