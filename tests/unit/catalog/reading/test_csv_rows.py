import csv
import io
import tracemalloc
from collections.abc import Iterable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.csv_rows import (
    LOOK_AHEAD_CHARACTERS,
    MAX_FIELD_CHARACTERS,
    RowReader,
)
from shopguide.catalog.reading.raw_row import RawRow
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.reading.conftest import Read

FIELDS = st.text(st.sampled_from('ab",;\t\n\r 中'), max_size=6)


def rows(text: str, delimiter: str = ",", piece_length: int = 10_000) -> list[RawRow]:
    return list(RowReader(pieces(text, piece_length), delimiter, "f.csv"))


def pieces(text: str, length: int) -> Iterator[str]:
    stream = io.StringIO(text, newline="")
    return iter(lambda: stream.readline(length), "")


def fields(text: str, delimiter: str = ",") -> list[list[str]]:
    return [row.fields for row in rows(text, delimiter)]


def test_splits_plain_rows() -> None:
    assert fields("a,b\n1,2\r\n3,4") == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_keeps_delimiters_quotation_marks_and_line_ends_inside_quotes() -> None:
    assert fields('1,"a, ""b""\nc",2\n3,d,e\n') == [["1", 'a, "b"\nc', "2"], ["3", "d", "e"]]


def test_a_quotation_mark_inside_a_plain_field_is_itself() -> None:
    assert fields('1,15" laptop,x\n2,b,y\n') == [["1", '15" laptop', "x"], ["2", "b", "y"]]


def test_lines_count_from_where_a_row_begins() -> None:
    read = rows('h\n\n"a\nb"\n,,\nc\n')
    assert [(row.line, row.fields) for row in read] == [(1, ["h"]), (3, ["a\nb"]), (6, ["c"])]


@given(
    st.lists(st.lists(FIELDS, min_size=2, max_size=4), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from([("\n", csv.QUOTE_ALL), ("\r\n", csv.QUOTE_MINIMAL)]),
    st.integers(3, 40),
)
@settings(max_examples=200, deadline=None)
def test_reads_back_whatever_a_csv_writer_wrote(
    table: list[list[str]], delimiter: str, style: tuple[str, int], piece_length: int
) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=style[0], quoting=style[1]).writerows(
        table
    )
    read = rows(written.getvalue(), delimiter, piece_length)
    blank = f"{delimiter} \t\r\n"
    assert [row.fields for row in read] == [
        row for row in table if any(field.strip(blank) for field in row)
    ]
    assert not any(row.defect for row in read)


def test_a_misplaced_quotation_mark_costs_its_own_row_alone() -> None:
    text = "1,a\n" + '2,"open\n' + "".join(f"{n},c\n" for n in range(3, 50)) + '50,"fine",\n51,d\n'
    read = rows(text)
    assert [row.line for row in read if row.defect] == [2]
    assert [row.line for row in read] == list(range(1, 52))


def test_text_after_a_closing_quotation_mark_rejects_the_row() -> None:
    (broken, whole) = rows('1,"a"b,c\n2,d,e\n')
    assert broken.defect is not None
    assert "quotation mark" in broken.defect.reason
    assert whole.fields == ["2", "d", "e"]


@pytest.mark.parametrize("rest", ["", "3,c\n" * 1000])
def test_names_the_line_of_a_quotation_mark_that_is_never_closed(rest: str) -> None:
    with pytest.raises(CatalogFileError) as caught:
        rows(f'1,a\n2,"x\ny",b\n4,"open\n{rest}')
    assert (caught.value.reason, caught.value.line) == ("broken_quotes", 4)


def test_looks_only_so_far_for_a_closing_quotation_mark() -> None:
    taken = 0

    def endless() -> Iterable[str]:
        nonlocal taken
        yield '1,"open\n'
        while True:
            taken += 60_000
            yield "x" * 59_999 + "\n"

    with pytest.raises(CatalogFileError) as caught:
        list(RowReader(endless(), ",", "f.csv"))
    assert caught.value.line == 1
    assert taken < 2 * LOOK_AHEAD_CHARACTERS


@pytest.mark.parametrize("quote", ['"', ""])
def test_a_field_of_ten_megabytes_rejects_its_row_in_bounded_memory(quote: str) -> None:
    def huge() -> Iterator[str]:
        yield "1,a,b\n"
        yield f"2,{quote}"
        for _ in range(160):
            yield "x" * 65_536
        yield f"{quote},b\n"
        yield "3,c,d\n"

    tracemalloc.start()
    try:
        read = list(RowReader(huge(), ",", "f.csv"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [row.fields[0] for row in read] == ["1", "2", "3"]
    assert read[1].defect is not None
    assert read[1].defect.column == 1
    assert peak < 8_000_000


def test_a_field_just_too_long_is_named() -> None:
    long_field = "x" * (MAX_FIELD_CHARACTERS + 1)
    (row,) = rows(f'1,"{long_field}",c\n', piece_length=65_536)
    assert row.defect is not None
    assert row.defect.column == 1


def test_a_nul_byte_rejects_its_row_and_names_the_field() -> None:
    first, second = rows("1,a\0b,c\n2,d,e\n")
    assert first.defect is not None
    assert (first.defect.column, second.defect) == (1, None)


@given(st.text(st.sampled_from('a",\n\r\0'), max_size=60), st.integers(1, 20))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_rows_in_rising_lines_or_a_clear_error(text: str, piece_length: int) -> None:
    lines: list[int] = []
    with suppress(CatalogFileError):
        lines = [row.line for row in rows(text, piece_length=piece_length)]
    assert lines == sorted(set(lines))


def test_a_nul_byte_in_a_later_line_of_a_row_is_told(read: Read) -> None:
    _, rows = read('id,title,brand\n1,"a\nb",x\0\n2,"c\nd",y\n')
    codes = [row.defect and (row.defect.code, row.defect.column) for row in rows]
    assert codes == [(ProblemCode.NUL_BYTE, 2), None]
