"""What a canaries file says, and what is told of one that is wrong."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.canary import Canary, canaries_from_json, canaries_to_json
from shopguide.domain.file_problem import Severity
from shopguide.text.merchandising.canaries_file import MAX_CANARIES, check_canaries_file

PAGE = (Path(__file__).parents[3] / "docs/canaries.md").read_text(encoding="utf-8")
HEADER = "query,product_id,top\n"


def problems_of(text: str) -> list[tuple[int, str, str]]:
    """Line, column and reason of each problem."""
    checked = check_canaries_file(text.encode())
    return [(each.line, each.column, each.reason) for each in checked.problems]


def test_the_file_on_the_page_is_read_as_the_page_says() -> None:
    text = next(iter(re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)))
    content = check_canaries_file(text.encode()).content
    assert content is not None
    assert content.canaries == (
        Canary("running shoes", "SKU-1", 10, line=2),
        Canary("蓝牙耳机", "A1001", 3, line=3),
    )
    assert canaries_from_json(canaries_to_json(content)) == content


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_chinese_table_in_any_order_and_encoding_is_understood(encoding: str) -> None:
    text = "# 每周更新\n商品编号\t前几名\t查询词\nA1\t３\t蓝牙耳机\n"
    content = check_canaries_file(text.encode(encoding)).content
    assert content is not None
    assert content.canaries == (Canary("蓝牙耳机", "A1", 3, line=3),)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",A1,", (2, "query", "The query is empty.")),
        ("?!,A1,", (2, "query", "The query is empty.")),
        ("shoes,,", (2, "product_id", "The product is missing.")),
        ("shoes,A1|A2,", (2, "product_id", "A row has one product.")),
        ("shoes,A1,0", (2, "top", "The top is no whole number from 1 to 100.")),
        ("shoes,A1,ten", (2, "top", "The top is no whole number from 1 to 100.")),
        ("shoes,A1,5,6", (2, "", "The row has more fields than the header, which has 3.")),
        ('shoes,"A1', (2, "", "The row cannot be read: a quotation mark is never closed.")),
    ],
)
def test_a_row_that_says_nothing_usable_keeps_the_file_out(
    row: str, problem: tuple[int, str, str]
) -> None:
    assert problems_of(HEADER + row + "\n") == [problem]
    assert check_canaries_file((HEADER + row).encode()).content is None


def test_rows_that_say_the_same_or_contradict_are_told_with_both_lines() -> None:
    text = f"{HEADER}Shoes,A1,\nshoes,A1,10\nSHOES,A1,5\n"
    assert problems_of(text) == [
        (3, "query", "The row says the same as line 2; it is left out."),
        (4, "query", "Line 2 has this query and product with the top 10."),
    ]


def test_a_header_without_a_needed_column_is_an_error_and_an_unknown_one_a_warning() -> None:
    (missing, warning) = check_canaries_file(b"query,sales\nshoes,3\n").problems
    assert (warning.severity, warning.column) == (Severity.WARNING, "sales")
    assert (missing.severity, missing.column) == (Severity.ERROR, "product_id")


def test_more_rows_than_are_allowed_and_a_file_without_any_are_told() -> None:
    rows = "".join(f"query {number},A1,\n" for number in range(MAX_CANARIES + 1))
    reason = f"The file has more than {MAX_CANARIES} rows."
    assert problems_of(HEADER + rows) == [(MAX_CANARIES + 2, "", reason)]
    emptied = check_canaries_file(HEADER.encode())
    assert emptied.content is not None
    assert not emptied.content.canaries
    assert emptied.warnings == 1


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_check(content: bytes) -> None:
    for start in (b"", HEADER.encode()):
        checked = check_canaries_file(start + content)
        assert (checked.content is None) == bool(checked.errors)
