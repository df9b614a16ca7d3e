import csv
import gzip
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.local.sample_shop.files import write_sample_shop
from training.data.reading.shop_tables import parse_time, read_shop
from training.errors import TrainingInputError

PRODUCTS = "id,title\nP1,Kettle\n"


def _shop(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_csv", ".csv").replace("_jsonl", ".jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def _titles(folder: Path) -> list[str]:
    shop = read_shop(folder)
    return shop.products.select("title").collect()["title"].to_list()


def test_reads_every_file_of_sample_shop(tmp_path: Path) -> None:
    write_sample_shop(tmp_path)
    shop = read_shop(tmp_path)
    assert shop.rows == {
        "products": 624,
        "qa": 1200,
        "reviews": 4000,
        "articles": 12,
        "interactions": 20_000,
        "queries": 0,
    }
    assert list(shop.dropped) == []
    first = shop.products.head(1).collect().row(0, named=True)
    assert json.loads(first["attributes"])["color"]
    assert (first["file"], first["line"]) == ("products.csv", 2)


def test_reads_events_under_the_names_that_apps_report(tmp_path: Path) -> None:
    write_sample_shop(tmp_path)
    with (tmp_path / "interactions.jsonl").open(encoding="utf-8") as lines:
        reported = json.loads(next(lines))
    event = read_shop(tmp_path).interactions.head(1).collect().row(0, named=True)
    assert event["type"] == reported["event_name"]
    assert event["time"] == datetime.fromisoformat(reported["timestamp"])


def test_reads_layout_of_upload_bucket_with_several_files(tmp_path: Path) -> None:
    packed = gzip.compress(b"id,title\nP2,Toaster\n")
    folder = _shop(tmp_path, products__a_csv=PRODUCTS)
    (folder / "products" / "b.csv.gz").write_bytes(packed)
    (folder / "products-delta").mkdir()
    (folder / "products-delta" / "a.csv").write_text("id,title\nP3,Fan\n")
    assert _titles(folder) == ["Kettle", "Toaster", "Fan"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]
)
def test_reads_encodings_that_imports_understand(tmp_path: Path, encoding: str) -> None:
    text = "id,title,link\nP1,机械键盘 红轴,https://shop.example/1\n"
    text += "P2,无线蓝牙耳机,https://shop.example/2\n"
    assert _titles(_shop(tmp_path, products_csv=text.encode(encoding))) == [
        "机械键盘 红轴",
        "无线蓝牙耳机",
    ]


def test_reads_the_headers_that_imports_recognise(tmp_path: Path) -> None:
    rows = "商品编号,商品名称,sku,颜色,主图,续航时间\nP1,无线耳机,S-1,黑色,https://i/1.jpg,30小时\n"
    reviews = '{"商品编号": "P1", "评论内容": "音质很好", "评分": 5}\n'
    shop = read_shop(_shop(tmp_path, products_csv=rows, reviews_jsonl=reviews))
    (product,) = shop.products.select("id", "title", "attributes").collect().rows()
    assert product[:2] == ("P1", "无线耳机")
    assert json.loads(product[2]) == {"sku": "S-1", "color": "黑色", "续航时间": "30小时"}
    (review,) = shop.reviews.select("product_id", "text", "rating").collect().rows()
    assert review == ("P1", "音质很好", 5.0)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_finds_delimiter_in_header(tmp_path: Path, delimiter: str) -> None:
    text = f"id{delimiter}title\r\nP1{delimiter}Kettle\r\n"
    assert _titles(_shop(tmp_path, products_csv=text)) == ["Kettle"]


def test_knows_headers_however_they_are_written(tmp_path: Path) -> None:
    text = "g:ID, Title ,Product-Type\nP1,Kettle,Kitchen > Kettles\n"
    shop = read_shop(_shop(tmp_path, products_csv=text))
    assert shop.products.collect()["product_type"].to_list() == ["Kitchen > Kettles"]


def test_gathers_attributes_from_every_place(tmp_path: Path) -> None:
    row = ("P1", "Kettle", '{"weight": 1.2, "ports": ["A", "B"]}', "General:Colours:red, blue", "")
    shop = read_shop(
        _table(tmp_path, ("id", "title", "attributes", "product_detail", "size"), [row])
    )
    attributes = json.loads(shop.products.collect()["attributes"][0])
    assert attributes == {"weight": "1.2", "ports": "A, B", "Colours": "red, blue"}


def test_keeps_quoted_line_ends_and_counts_lines_rightly(tmp_path: Path) -> None:
    text = 'id,title,description\nP1,Kettle,"one\ntwo"\nP2,Toaster,x\n'
    table = read_shop(_shop(tmp_path, products_csv=text)).products.collect()
    assert table["description"].to_list() == ["one\ntwo", "x"]
    assert table["line"].to_list() == [2, 4]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("P2,Toaster,extra", "more or fewer fields than the header"),
        ("P2", "more or fewer fields than the header"),
        ("P2,Toa\0ster", "a NUL byte"),
        ('P2,"Toa"ster', "a quotation mark in the wrong place"),
    ],
)
def test_leaves_out_broken_row_and_tells_its_line(tmp_path: Path, line: str, reason: str) -> None:
    good = "".join(f"A{number},Kettle {number}\n" for number in range(5))
    shop = read_shop(_shop(tmp_path, products_csv=f"id,title\n{good}{line}\nP9,Fan\n"))
    assert shop.products.select(pl.len()).collect().item() == 6
    [(table, told, rows)] = shop.dropped
    assert (table, told, rows.count) == ("products", reason, 1)
    assert (rows.samples[0].file, rows.samples[0].line) == ("products.csv", 7)


def test_leaves_out_half_of_a_surrogate_pair(tmp_path: Path) -> None:
    half = chr(92) + "ud83d"
    rows = [("P1", "Kettle", f'{{"mood": "{half}"}}'), *((f"A{n}", "Fan", "") for n in range(9))]
    _table(tmp_path, ("id", "title", "attributes"), rows)
    good = "".join(json.dumps({"question": f"q{n}", "answer": "a"}) + chr(10) for n in range(9))
    (tmp_path / "qa.jsonl").write_text(f'{{"question": "{half}", "answer": "a"}}{chr(10)}{good}')
    shop = read_shop(tmp_path)
    assert shop.products.select(pl.len()).collect().item() == 9
    assert shop.qa.select(pl.len()).collect().item() == 9


def test_names_line_of_a_wrong_byte_far_into_a_file(tmp_path: Path) -> None:
    lines = b"".join(b"P%d,Kettle\n" % number for number in range(40_000))
    (tmp_path / "products.csv").write_bytes(b"id,title\n" + lines + b"X,caf\xe9\n")
    with pytest.raises(TrainingInputError, match="line 40002"):
        read_shop(tmp_path)


def test_reads_json_lines_and_leaves_out_what_is_none(tmp_path: Path) -> None:
    good = "\n".join(json.dumps({"query": f"q{n}", "product_id": n, "rating": 3}) for n in range(6))
    shop = read_shop(_shop(tmp_path, queries_jsonl=f"{good}\n[1]\n"))
    assert shop.queries.collect()["product_id"].to_list() == list("012345")
    assert [rows.samples[0].line for _, _, rows in shop.dropped] == [7]


REFUSED: dict[str, tuple[str, bytes, Sequence[str]]] = {
    "empty": ("products.csv", b"", ["products.csv", "empty"]),
    "blank": ("products.csv", b"\n \n", ["products.csv", "empty"]),
    "only a header": ("qa.csv", b"question,answer\n", ["qa.csv", "no rows"]),
    "missing column": ("products.csv", b"id,label\n1,x\n", ["products.csv", "line 1", "'title'"]),
    "column twice": ("products.csv", b"id,title,Title\n1,x,y\n", ["products.csv", "'title'"]),
    "words as numbers": (
        "reviews.csv",
        b"product_id,text,rating\n1,good,five\n",
        ["reviews.csv", "line 2", "column rating", "number"],
    ),
    "words as times": (
        "interactions.csv",
        b"shopper_id,product_id,type,time\ns,p,view_item,noon\n",
        ["interactions.csv", "line 2", "column time"],
    ),
    "open quotation mark": (
        "products.csv",
        b'id,title\n1,x\n2,"y\n3,z\n',
        ["products.csv", "line 3", "never closed"],
    ),
    "Excel": ("products.csv", b"PK\x03\x04rest", ["products.csv", "Excel"]),
    "HTML": ("products.csv", b"<!DOCTYPE html><p>404</p>", ["products.csv", "HTML"]),
    "PDF": ("products.csv", b"%PDF-1.7", ["products.csv", "PDF"]),
    "Latin-1": ("products.csv", b"id,title\n1,x\n2,caf\xe9s fran\xe7ais\n", ["line 3", "encoding"]),
    "damaged gzip": ("products.csv.gz", gzip.compress(b"id,title\n1,x\n")[:-9], ["gzip"]),
    "JSON in CSV": ("products.csv", b'{"id": 1, "title": "x"}\n', ["products.csv", "'id'"]),
    "CSV in JSON lines": ("products.jsonl", b"id,title\n1,x\n", ["products.jsonl", "line 1"]),
    "object without columns": ("qa.jsonl", b'{"question": "x"}\n', ["qa.jsonl", "'answer'"]),
    "bad attributes": (
        "products.csv",
        b'id,title,attributes\n1,x,"{"\n',
        ["products.csv", "column attributes"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refuses_what_cannot_be_read_and_names_where(tmp_path: Path, case: str) -> None:
    name, content, words = REFUSED[case]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(TrainingInputError) as caught:
        read_shop(tmp_path)
    assert all(word in caught.value.message for word in words), caught.value.message
    assert caught.value.fix


def test_names_what_an_unknown_folder_holds(tmp_path: Path) -> None:
    with pytest.raises(TrainingInputError, match="There is no folder"):
        read_shop(tmp_path / "nowhere")
    with pytest.raises(TrainingInputError, match="it has nothing"):
        read_shop(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(TrainingInputError, match=r"it has notes\.txt.*products\.csv"):
        read_shop(tmp_path)


@pytest.mark.parametrize("name", ["reviews.xlsx", "queries-2.json", "interactions.parquet"])
def test_does_not_leave_out_a_file_of_another_format_in_silence(tmp_path: Path, name: str) -> None:
    _shop(tmp_path, products_csv=PRODUCTS)
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(TrainingInputError, match=f"{name}: files of this format"):
        read_shop(tmp_path)


def test_leaves_alone_what_is_no_file_of_a_shop(tmp_path: Path) -> None:
    _shop(tmp_path, products_csv=PRODUCTS)
    for name in ("products.csv.bak", "productsheet.xlsx", "README.md", "articles.md", "qa"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "reviews.csv").mkdir()
    assert _titles(tmp_path) == ["Kettle"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31T08:00:00+08:00", datetime(2026, 1, 31, tzinfo=UTC)),
        ("1769817600", datetime(2026, 1, 31, tzinfo=UTC)),
        ("1769817600000", datetime(2026, 1, 31, tzinfo=UTC)),
        ("1769817600000000", datetime(2026, 1, 31, tzinfo=UTC)),
    ],
)
def test_reads_times_as_apps_write_them(text: str, moment: datetime) -> None:
    assert parse_time(text) == moment


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_CELLS, _CELLS), min_size=1, max_size=8))
def test_reads_back_whatever_a_csv_writer_wrote(rows: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        shop = read_shop(_table(Path(folder), ("id", "title"), [("first", "row"), *rows]))
        table = shop.products.collect()
    wanted = [(a.strip(), b.strip()) for a, b in [("first", "row"), *rows] if (a + b).strip()]
    assert list(zip(table["id"], table["title"], strict=True)) == wanted


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80), st.sampled_from(["products.csv", "qa.tsv", "reviews.jsonl"]))
def test_no_bytes_make_it_fail_in_another_way(content: bytes, name: str) -> None:
    header = {"products.csv": b"id,title\n", "qa.tsv": b"question\tanswer\n"}.get(name, b"")
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(header + content)
        try:
            read_shop(Path(folder))
        except TrainingInputError as error:
            assert error.fix  # noqa: PT017 - most bytes are refused, some are a table


def _table(folder: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    (folder / "products.csv").write_bytes(text.getvalue().encode())
    return folder
