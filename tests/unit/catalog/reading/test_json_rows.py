import io
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.csv_rows import MAX_ROW_CHARACTERS
from shopguide.catalog.reading.decoding import PIECE_CHARACTERS
from shopguide.catalog.reading.json_elements import elements_of
from shopguide.catalog.reading.source import FileFormat
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.reading.conftest import Read, Records

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
OBJECTS = st.dictionaries(
    st.text(max_size=6),
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3), max_leaves=4),
    max_size=4,
)


def test_members_are_columns_and_numbers_stay_as_they_are_written(records: Records) -> None:
    text = '{"id": 1, "title": "Chair", "price": 15.00, "weight": 1.50, "new": true, "x": null}\n'
    (record,) = records(text, "f.jsonl")
    assert record == {
        "id": "1", "title": "Chair", "price": "15.00", "weight": "1.50", "new": "yes",
    }  # fmt: skip


def test_later_rows_may_have_further_members(read: Read) -> None:
    source, rows = read('{"id":1,"title":"a"}\n{"title":"b","id":2,"Brand":"Q","material":"oak"}\n')
    assert source.grows
    assert source.header.positions == {"id": 0, "title": 1, "brand": 2}
    assert source.header.attributes == {"material": 3}
    assert [row.fields for row in rows] == [["1", "a"], ["2", "b", "Q", "oak"]]


def test_a_broken_byte_in_the_name_of_a_member_costs_its_own_row(read: Read) -> None:
    rows_before = '{"id":1,"title":"杯子"}\n'.encode() * 20
    source, rows = read(rows_before + b'{"id":2,"title":"b","co\xfflor":"red"}\n', "f.jsonl")
    assert [row.defect and row.defect.code for row in rows[19:]] == [None, ProblemCode.BROKEN_TEXT]
    assert source.header.names == ["id", "title"]


def test_names_of_members_are_always_text(read: Read) -> None:
    source, _ = read('{"id":1,"title":"a","\\ufdd0":"red"}\n')
    assert source.header.names == ["id", "title", "\ufffd"]


def test_spellings_of_one_member_are_one_column(read: Read) -> None:
    source, rows = read('{"id":1,"imageLink":"u","title":"a"}\n{"ID":2,"image_link":"v"}\n')
    assert source.header.names == ["id", "imageLink", "title"]
    assert [row.fields[:2] for row in rows] == [["1", "u"], ["2", "v"]]


@pytest.mark.parametrize(
    ("member", "wanted"),
    [
        ('"tags": ["a", "b", null]', {"tags": "a, b"}),
        ('"price": {"value": 15.00, "currency": "USD"}', {"price": "15.00 USD"}),
        ('"price": {"amount": "9", "currencyCode": "CNY"}', {"price": "9 CNY"}),
        ('"size": {"w": 1.0, "box": {"h": 2}}', {"size.w": "1.0", "size.box": '{"h": "2"}'}),
        ('"attributes": {"a": [1, 2]}', {"attributes": '{"a": ["1", "2"]}'}),
        ('"属性": {"材质": "棉"}', {"属性": '{"材质": "棉"}'}),
        ('"image_link": ["u", "v"]', {"image_link": "u", "additional_image_link": "v"}),
        (
            (
                '"product_detail": [{"section_name": "G", "attribute_name": "W",'
                ' "attribute_value": "2 kg"}]'
            ),
            {"product_detail": "G:W:2 kg"},
        ),
        ('"parts": [{"a": 1}]', {"parts": '[{"a": "1"}]'}),
    ],
)
def test_nested_members_become_text(records: Records, member: str, wanted: dict[str, str]) -> None:
    (record,) = records('{"id": "1", "title": "a", %s}' % member)  # noqa: UP031 - braces
    assert {name: text for name, text in record.items() if name not in ("id", "title")} == wanted


@pytest.mark.parametrize(
    "line",
    ["nonsense", '{"id": 1,}', '{"id": NaN}', "[1, 2]", '"text"', '{"id": "\\ud800"}', "[" * 5_000],
)
def test_a_line_that_is_no_object_costs_its_own_row(read: Read, line: str) -> None:
    good = '{"id": "1", "title": "a"}\n'
    _, rows = read(good + line + "\n" + good, "f.jsonl")
    assert [row.line for row in rows] == [1, 2, 3]
    assert [row.defect and row.defect.code for row in rows] == [None, ProblemCode.BAD_JSON, None]


def test_what_is_too_long_costs_its_own_row(read: Read) -> None:
    good = '{"id": "1", "title": "a"}'
    huge = json.dumps({"id": "2", "title": "x" * MAX_ROW_CHARACTERS})
    wide = json.dumps({"id": "3", "title": "x" * 100_001})
    codes = [None, ProblemCode.ROW_TOO_LONG, ProblemCode.FIELD_TOO_LONG, None]
    for text in ("\n".join((good, huge, wide, good)), f"[{good},{huge},{wide},{good}]"):
        _, rows = read(text)
        assert [row.defect and row.defect.code for row in rows] == codes


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('[{"id":1,"title":"a"},{"id":2,"title":"b"}]', FileFormat.JSON),
        (
            '\n[\n {\n  "id": 1,\n  "title": "a"\n },\n {"id": 2, "title": "b"}\n]\n',
            FileFormat.JSON,
        ),
        ('{"products":[{"id":1,"title":"a"},{"id":2,"title":"b"}]}', FileFormat.JSON),
        ('{\n"total": 2,\n"items": [{"id":1,"title":"a"},{"id":2,"title":"b"}]}', FileFormat.JSON),
        (
            '{"version":1, "at":"2026-01-31", "rows":[{"id":1,"title":"a"},{"id":2,"title":"b"}]}',
            FileFormat.JSON,
        ),
        ('{"products":[\n{"id":1,"title":"a"},\n{"id":2,"title":"b"}]}', FileFormat.JSON),
        ('{"id":1,"title":"a"}\n\n{"id":2,"title":"b"}', FileFormat.JSON_LINES),
    ],
)
def test_recognises_lists_and_lines(read: Read, text: str, form: FileFormat) -> None:
    source, rows = read(text, "catalog/products/shop.json")
    assert source.facts.format is form
    assert [row.fields for row in rows] == [["1", "a"], ["2", "b"]]


def test_a_row_with_a_list_of_its_own_is_no_list_of_rows(read: Read) -> None:
    row = '{"id": 1, "title": "a", "ports": [{"kind": "usb"}]}'
    for text in (row, f"{row}\n{row}", row.replace("id", "at").replace("title", "of") + f"\n{row}"):
        source, _ = read(text, "catalog/products/shop.json")
        assert source.facts.format is FileFormat.JSON_LINES


def test_a_broken_element_of_a_list_costs_its_own_row(read: Read) -> None:
    _, rows = read('[{"id":1,"title":"a"},\n{"id":2 "title":"b"},\n oops,\n{"id":3,"title":"c"}]')
    assert [(row.line, row.defect is None) for row in rows] == [
        (1, True), (2, False), (3, False), (4, True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[{"id":1,"title":"a"},\n{"id":2', 2),
        ('[{"id":1,"title":"a"},\n', 2),
        ('[\n{"id":1,"title":"15" screen"},{"id":2,"title":"b"}]', 2),
        ('[{"id":1,"title":"a"}]\nmore', 2),
        ('{\n"id": 1\n}\n', 1),
    ],
)
def test_a_list_that_cannot_be_followed_fails_as_a_whole(read: Read, text: str, line: int) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read(text)
    assert (caught.value.reason, caught.value.line) == ("broken_json", line)


def test_a_required_member_that_never_comes_is_missed_at_the_end(read: Read) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read('{"id": 1}\n{"id": 2, "label": "b"}')
    assert (caught.value.reason, caught.value.column) == ("missing_column", "title")
    assert "'label'" in str(caught.value)


def test_members_named_by_values_are_refused(read: Read) -> None:
    keys = ["".join(f', "key {row} {n}": 1' for n in range(100)) for row in range(101)]
    lines = "\n".join(f'{{"id": 1, "title": "a"{members}}}' for members in keys)
    with pytest.raises(CatalogFileError) as caught:
        read(lines)
    assert caught.value.reason == "too_many_columns"


@given(st.lists(OBJECTS, max_size=6), st.sampled_from([None, 1]), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_follows_any_list(table: list[dict[str, object]], indent: int | None, length: int) -> None:
    text = io.StringIO(json.dumps(table, indent=indent, ensure_ascii=False), newline="")
    pieces = iter(lambda: text.readline(length), "")
    values = [element.value for element in elements_of(pieces, "f")]
    assert values == json.loads(json.dumps(table), parse_int=str)


@given(st.text(st.sampled_from('[]{},:"\\\n a1'), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_list_gives_elements_in_order_or_a_clear_error(text: str) -> None:
    lines: list[int] = []
    with suppress(CatalogFileError):
        lines = [element.line for element in elements_of(iter([f"[{text}"]), "f")]
    assert lines == sorted(lines)


def test_reads_a_long_list_in_bounded_memory() -> None:
    element = json.dumps({"id": "1", "title": "x" * 1_000})

    def pieces() -> Iterator[str]:
        yield "["
        for _ in range(20_000):
            yield element + ",\n"
        yield "]"

    tracemalloc.start()
    try:
        count = sum(1 for _ in elements_of(pieces(), "f"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 40 * PIECE_CHARACTERS


def test_of_several_images_the_first_counts_also_under_a_name_of_the_mapping(read: Read) -> None:
    text = '{"id":1,"title":"a","Bilder":["https://x.example/1.jpg","https://x.example/2.jpg"]}\n'
    source, (row,) = read(text, "f.jsonl", mapping=ColumnMapping({"image_link": "Bilder"}))
    assert row.fields[source.header.positions["image_link"]] == "https://x.example/1.jpg"
