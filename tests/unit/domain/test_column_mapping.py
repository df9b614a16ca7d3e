import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.column_mapping import (
    MAX_MAPPING_BYTES,
    ColumnMapping,
    mapping_from_bytes,
    mapping_from_json,
    mapping_to_json,
)
from shopguide.domain.errors import CatalogFileError

FULL = ColumnMapping(
    columns={"id": "ProductID", "gtin": "ProductID", "title": "商品标题(必填)"},
    attributes={"color": "PrimaryColor"},
    ignore=("NumImages",),
    constants={"brand": "DKNY"},
    currency="INR",
    decimal_mark=",",
)


def refused(content: bytes) -> CatalogFileError:
    with pytest.raises(CatalogFileError) as caught:
        mapping_from_bytes(content, "a.csv.mapping.json")
    assert caught.value.reason == "bad_mapping"
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("mapping", [FULL, ColumnMapping(), ColumnMapping(attributes={})])
def test_what_is_written_is_read_back(mapping: ColumnMapping) -> None:
    assert mapping_from_json(mapping_to_json(mapping), "mapping.json") == mapping


def test_a_mapping_saved_with_a_mark_by_an_editor_is_read() -> None:
    content = b"\xef\xbb\xbf" + json.dumps(mapping_to_json(FULL)).encode()
    assert mapping_from_bytes(content, "mapping.json") == FULL


def test_everything_may_be_left_out_and_codes_may_be_small() -> None:
    assert mapping_from_bytes(b'{"currency": "inr"}', "m") == ColumnMapping(currency="INR")


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ('{"colums": {}}', "colums"),
        ('{"columns": ["id"]}', "columns"),
        ('{"columns": {"id": 3}}', "columns.id"),
        ('{"columns": {"id": " "}}', "columns.id"),
        ('{"columns": {"id": "a", "id": "b"}}', "id"),
        ('{"ignore": "a"}', "ignore"),
        ('{"ignore": ["a", 1]}', "ignore"),
        ('{"ignore": ["a"], "columns": {"id": "a"}}', "ignore"),
        ('{"constants": {"id": "1"}, "columns": {"id": "a"}}', "constants.id"),
        ('{"currency": "rupees"}', "currency"),
        ('{"currency": 5}', "currency"),
        ('{"decimal_mark": ";"}', "decimal_mark"),
    ],
)
def test_a_wrong_member_is_named(text: str, member: str) -> None:
    error = refused(text.encode())
    assert error.column == member
    assert repr(member) in error.message
    assert "a.csv.mapping.json" in error.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"columns": {\n"id": }}', "line 2, character 7"),
        (b"[]", "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"currency": %s}' % (b"1" * 5000), "far too long"),
        (b'{"attributes": {"\\udfff": "a"}}', "half of a surrogate pair"),
        (b" " * (MAX_MAPPING_BYTES + 1), "larger than 1 MiB"),
    ],
)
def test_a_broken_file_is_told_in_words(content: bytes, words: str) -> None:
    assert words in refused(content).message


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["columns", "ignore", "id"]) | st.text(), inner)
        ),
    )
)
@settings(max_examples=100)
def test_any_json_is_a_mapping_or_refused(document: object) -> None:
    with suppress(CatalogFileError):
        mapping_from_bytes(json.dumps(document).encode(), "mapping.json")
