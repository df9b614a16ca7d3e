import contextlib
import gzip
import json
import lzma
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.evaluate.errors import EvaluationInputError
from training.evaluate.records import read_records

CSV = 'query,product_id,rating\n"red, small shoe",p1,2\n水壶,p2,1\n'
TSV = "query\tproduct_id\trating\nred, small shoe\tp1\t2\n水壶\tp2\t1\n"
ROWS = [
    {"query": "red, small shoe", "product_id": "p1", "rating": "2"},
    {"query": "水壶", "product_id": "p2", "rating": "1"},
]


def test_the_same_rows_come_out_of_every_kind_of_file(tmp_path: Path) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    files = {
        "a.csv": CSV.encode(),
        "bom.csv": CSV.encode("utf-8-sig"),
        "crlf.csv": CSV.replace("\n", "\r\n").encode(),
        "a.csv.gz": gzip.compress(CSV.encode()),
        "a.csv.xz": lzma.compress(CSV.encode()),
        "a.tsv": TSV.encode(),
        "a.jsonl": lines.encode(),
        "A.JSONL.gz": gzip.compress(lines.encode()),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        records = read_records(tmp_path / name, "query", "product_id", "rating")
        assert [dict(row.fields) for row in records.rows] == ROWS, name


def test_a_quotation_mark_in_a_tab_separated_file_is_a_character(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text('question\tanswer\nHow wide?\t19" rack\nHow deep?\t"deep"\n', encoding="utf-8")
    rows = read_records(file, "question").rows
    assert [row["answer"] for row in rows] == ['19" rack', '"deep"']


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b" \n", "is empty"),
        ("a.csv", b"query,product_id\nx,y\n", "no column 'rating'"),
        ("a.csv", b"query,product_id,rating\n", "has no rows"),
        ("a.csv", "query,名\n".encode("gb18030"), "is not UTF-8"),
        ("a.jsonl", b'{"query": 1}\nnope\n', "line 2 is not a JSON object"),
        ("a.csv.gz", b"not packed", "cannot be read"),
        ("a.csv.xz", b"not packed", "cannot be read"),
        ("a.xlsx", b"PK", "does not say what the file is"),
    ],
)
def test_unusable_file_says_why_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(EvaluationInputError, match=problem) as caught:
        read_records(tmp_path / name, "query", "product_id", "rating")
    assert caught.value.fix


def test_missing_file_and_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationInputError, match="There is no file"):
        read_records(tmp_path / "gone.csv", "query")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(EvaluationInputError, match="is a folder"):
        read_records(tmp_path / "folder.csv", "query")


@pytest.mark.parametrize("value", ["", "good", "nan", "-1", "11", "inf"])
def test_number_out_of_range_names_line_and_column(tmp_path: Path, value: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text(f"query,product_id,rating\nx,p1,1\ny,p2,{value}\n", encoding="utf-8")
    records = read_records(file, "rating")
    assert records.number(records.rows[0], "rating", 0, 10) == 1
    with pytest.raises(EvaluationInputError, match="line 3: rating"):
        records.number(records.rows[1], "rating", 0, 10)


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=200) | st.text(max_size=80).map(str.encode),
    ending=st.sampled_from([".csv", ".tsv", ".jsonl", ".csv.gz", ".jsonl.xz"]),
)
def test_any_bytes_are_rows_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, ending: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any{ending}"
    file.write_bytes(content)
    with contextlib.suppress(EvaluationInputError):
        assert read_records(file).rows
