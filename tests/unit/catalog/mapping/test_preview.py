import io
from contextlib import suppress
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.mapping.preview import PreviewedRow, preview_rows
from shopguide.catalog.mapping.proposal import propose_mapping
from shopguide.catalog.mapping.sample import SAMPLED_ROWS, Sample, read_sample
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode

FILE = b"""Code,Label,Cost,Label 2
A1,Blue kettle,"1.299,00 \xe2\x82\xac",x
A2,,5.00 EUR,x
A3,Red kettle,five,x
A4,Too,many,fields,here
"""
MAPPING = ColumnMapping(
    {"id": "Code", "title": "Label", "price": "Cost"}, constants={"brand": "Acme"}
)


def previewed(content: bytes, mapping: ColumnMapping = MAPPING) -> list[PreviewedRow]:
    return list(preview_rows(io.BytesIO(content), "a.csv", CatalogKind.PRODUCTS, mapping))


def sampled(content: bytes, file: str = "a.csv") -> Sample:
    return read_sample(io.BytesIO(content), file, CatalogKind.PRODUCTS)


def test_rows_are_shown_as_they_would_be_imported() -> None:
    row = previewed(FILE)[0]
    content = cast("dict[str, Any]", row.content)
    assert (row.line, row.row_id, row.rejection) == (2, "A1", None)
    assert content["title"] == "Blue kettle"
    assert content["brand"] == "Acme"
    assert content["price"] == {"amount": "1299.00", "currency": "EUR"}
    assert content["attributes"] == {"Label 2": "x"}


def test_rejected_rows_are_shown_with_their_reason() -> None:
    rejections = [row.rejection for row in previewed(FILE)[1:]]
    assert [rejection and (rejection.line, rejection.code) for rejection in rejections] == [
        (3, ProblemCode.MISSING_VALUE),
        (4, ProblemCode.BAD_PRICE),
        (5, ProblemCode.FIELD_COUNT),
    ]


def test_a_mapping_that_does_not_fit_the_file_is_told() -> None:
    with pytest.raises(CatalogFileError) as caught:
        previewed(FILE, ColumnMapping({"id": "Nr"}))
    assert caught.value.reason == "missing_column"


def test_a_file_without_any_known_header_is_sampled() -> None:
    sample = sampled(b"x;y;x\n1;2;3\n;5\n6;7;8\n")
    assert [column.header for column in sample.columns] == ["x", "y"]
    assert [column.values for column in sample.columns] == [("1", "", "6"), ("2", "5", "7")]
    assert sample.rows == 3
    assert sample.repeated == ("x",)


def test_only_the_beginning_of_a_file_is_read() -> None:
    rows = (f"{row},kettle {row}\n".encode() for row in range(200_000))
    stream = io.BytesIO(b"Nr,Was\n" + b"".join(rows))
    assert read_sample(stream, "a.csv", CatalogKind.PRODUCTS).rows == SAMPLED_ROWS
    assert stream.tell() < 1_000_000


def test_members_of_json_lines_are_columns_wherever_they_first_come() -> None:
    sample = sampled(b'{"nr": 1, "was": "kettle"}\n{"nr": 2, "farbe": "red"}\n', "a.jsonl")
    assert sample.grows
    assert {column.header: column.values for column in sample.columns} == {
        "nr": ("1", "2"),
        "was": ("kettle", ""),
        "farbe": ("", "red"),
    }


CELLS = st.text(st.sampled_from(" ,;\t\"'|$€¥元019.-/%:<>{}[]aZ好、\u0000"), max_size=12)
HEADERS = CELLS | st.sampled_from(["id", "价格", "price", "upc", "title", "sale price", "date"])


@given(
    st.binary(max_size=60)
    | st.tuples(
        st.lists(HEADERS, min_size=1, max_size=5), st.lists(st.lists(CELLS, max_size=6), max_size=6)
    ).map(lambda table: "\n".join(map(",".join, [table[0], *table[1]])).encode()),
    st.sampled_from(CatalogKind),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_proposed_for_and_shown_or_refused_in_words(
    content: bytes, kind: CatalogKind
) -> None:
    with suppress(CatalogFileError):
        sample = read_sample(io.BytesIO(content), "a.csv", kind)
        proposal = propose_mapping(sample, kind)
        assert proposal.rows == sample.rows
        preview_rows(io.BytesIO(content), "a.csv", kind, proposal.mapping)
