import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.delimiters import DELIMITERS, guess_delimiter
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.reading.conftest import Read, Records


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_finds_the_delimiter_and_says_how_sure_it_is(read: Read, delimiter: str) -> None:
    lines = [["id", "title", "price"], ["1", "Chair", "5 USD"], ["2", "Lamp", "6 USD"]]
    source, rows = read("\n".join(delimiter.join(line) for line in lines))
    assert source.facts.delimiter is not None
    assert source.facts.delimiter.value == delimiter
    assert source.facts.delimiter.confidence > 0.9
    assert [row.fields for row in rows] == lines[1:]


def test_texts_full_of_another_delimiter_do_not_mislead() -> None:
    rows = [f'{n};"Chair, oak, {n} | x";a, b, c, d\n' for n in range(30)]
    guess = guess_delimiter(["nr;wie, was;wo\n", *rows], [], is_whole=True)
    assert guess.value == ";"


@given(st.text(st.sampled_from('a,;\t|"\n'), max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_lines_have_a_delimiter(text: str) -> None:
    guess = guess_delimiter(text.splitlines(keepends=True) or ["x"], [], is_whole=True)
    assert guess.value in DELIMITERS
    assert 0 <= guess.confidence <= 1


def test_goes_by_the_separator_that_excel_names(read: Read) -> None:
    source, rows = read("\ufeffsep=;\r\nid;title;a,b\r\n1;a, b;\r\n")
    assert source.header.delimiter == ";"
    assert [(row.line, row.fields) for row in rows] == [(3, ["1", "a, b", ""])]


def test_skips_blank_lines_before_the_header(read: Read) -> None:
    _, rows = read("\n\r\nid,title\n1,a\n")
    assert [(row.line, row.fields) for row in rows] == [(4, ["1", "a"])]


@pytest.mark.parametrize("text", ['""', '""\n\n""', '" "', "sep=;\n;;\n"])
def test_fields_without_any_text_are_no_header(read: Read, text: str) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read(text)
    assert caught.value.reason == "empty_file"


def test_a_broken_byte_costs_its_own_row(read: Read) -> None:
    lines = "".join(f"{number},Café {number}\n" for number in range(2_000)).encode()
    source, rows = read(b"id,title\n" + lines + b"x,caf\xe9\n" + lines)
    (broken,) = [row for row in rows if row.defect]
    assert (broken.line, broken.fields) == (2002, ["x", "caf\ufffd"])
    assert broken.defect is not None
    assert (broken.defect.code, broken.defect.column) == (ProblemCode.BROKEN_TEXT, 1)
    assert source.facts.encoding.value == "utf-8"
    assert len(rows) == 4_001


def test_a_broken_byte_has_to_be_mended_before_its_row_is_taken_again(read: Read) -> None:
    reason = "a byte is no text in UTF-8; it stands where \ufffd is shown"
    header = "id,title,rejected_line,rejected_column,rejected_reason,rejected_import\n"
    again = f"1,caf\ufffd,7,title,{reason},import 1\n2,café,8,title,{reason},import 1\n"
    _, rows = read(header + again)
    assert [row.defect and row.defect.column for row in rows] == [1, None]
    _, rows = read(header + "1,caf\ufffd,7,price,the price is missing,import 1\n")
    assert rows[0].defect is None
    _, rows = read("id,title\n1,caf\ufffd\n")
    assert rows[0].defect is None


def test_reads_quotation_marks_that_databases_write_behind_a_backslash(records: Records) -> None:
    text = (
        'id,title,description\n1,"plain","a"\n2,"17\\" laptop","with 15\\", 17\\"\nscreens"\n'
        '3,"ends in \\\\","b"\n4,"\\"quoted\\", all","c"\n'
    )
    found = records(text)
    assert [record["title"] for record in found] == [
        "plain", '17" laptop', "ends in \\\\", '"quoted", all',
    ]  # fmt: skip
    assert found[1]["description"] == 'with 15", 17"\nscreens'


def test_a_backslash_at_the_end_of_a_field_is_itself(records: Records) -> None:
    assert records('id,title\n"C:\\","a"\n"b","c"\n')[0]["id"] == "C:\\"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030", "utf-8-sig"])
def test_reads_a_chinese_file_in_any_encoding(records: Records, encoding: str) -> None:
    rows = "".join(f"{n},无线蓝牙耳机 {n},{n}.00\n" for n in range(20))
    found = records(("商品编号,商品名称,价格(元)\n" + rows).encode(encoding))
    assert len(found) == 20
    assert found[7]["商品名称"] == "无线蓝牙耳机 7"
