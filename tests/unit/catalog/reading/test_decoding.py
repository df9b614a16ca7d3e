import gzip
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading import decoding, unpacking
from shopguide.catalog.reading.decoding import BROKEN, TextFile
from shopguide.domain.errors import CatalogFileError

CHINESE = "编号,标题\n1,无线蓝牙耳机\n2,保温杯\n"


def read(content: bytes, file: str = "catalog/products/shop.csv") -> str:
    return "".join(TextFile(io.BytesIO(content), file).pieces())


def failure(content: bytes, file: str = "catalog/products/shop.csv") -> CatalogFileError:
    with pytest.raises(CatalogFileError) as caught:
        read(content, file)
    return caught.value


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_reads_chinese_in_every_common_encoding(encoding: str) -> None:
    text = "id,title,price,link\n1,无线耳机,5.00 CNY,https://shop.example/products/1?ref=feed\n"
    assert read(text.encode(encoding)) == text


def test_takes_gzip_by_its_content_whatever_its_name() -> None:
    packed = gzip.compress(CHINESE.encode())
    assert read(packed, "shop.csv.gz") == read(packed, "shop.csv") == CHINESE


def test_keeps_line_ends_and_cuts_only_very_long_lines() -> None:
    long_line = "x" * (decoding.PIECE_CHARACTERS + 10)
    pieces = list(TextFile(io.BytesIO(f"a\r\nb\rc\n{long_line}\nd".encode()), "f").pieces())
    assert pieces[:3] == ["a\r\n", "b\r", "c\n"]
    assert [len(piece) for piece in pieces[3:]] == [decoding.PIECE_CHARACTERS, 11, 1]


@pytest.mark.parametrize("content", [b"", b"  \n\n", gzip.compress(b"")])
def test_says_that_an_empty_file_is_empty(content: bytes) -> None:
    assert failure(content).reason == "empty_file"


def test_names_the_line_of_a_byte_that_is_no_text() -> None:
    error = failure(b"id,title\n1,a\n2,\x00\x01\xff\xfe\x8d, x\n")
    assert (error.reason, error.line) == ("wrong_encoding", 3)
    assert "UTF-8" in error.fix
    assert "GB18030" in error.fix


def test_names_the_line_of_a_bad_byte_far_behind_what_is_sniffed() -> None:
    rows = b"".join(b"%d,plain ascii row\n" % number for number in range(60_000))
    garbage = b"\xff\x00\x8d\x01\n" * 2_000
    error = failure(b"id,title\n" + rows + garbage)
    assert (error.reason, error.line) == ("wrong_encoding", 60_002)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("rows", [5, 20_000, 200_000])
def test_judges_the_encoding_where_a_file_stops_being_ascii(encoding: str, rows: int) -> None:
    text = "id,title\n" + "1,plain ascii row\n" * rows + "2,无线蓝牙耳机降噪运动\n3,保温杯大容量\n"
    file = TextFile(io.BytesIO(text.encode(encoding)), "f.csv")
    assert "".join(file.pieces()) == text
    assert file.guess.value == encoding
    assert file.guess.confidence > 0.9


def test_an_encoding_that_is_a_mere_guess_says_so() -> None:
    western = "id,title\n1,Café au lait\n2,Crème brûlée\n3,Jalapeño\n4,Müsliriegel groß\n"
    taiwanese = (
        "編號,標題\n1,無線藍牙耳機降噪運動\n2,保溫杯不鏽鋼大容量\n3,男士休閒運動鞋輕便透氣\n"
    )
    for text, encoding in ((western, "cp1252"), (taiwanese, "big5")):
        file = TextFile(io.BytesIO(text.encode(encoding)), "f.csv")
        assert "".join(file.pieces()) == text
        assert file.guess.value == encoding
        assert file.guess.confidence < 0.8


def test_marks_single_broken_bytes_of_text_that_is_fine_otherwise() -> None:
    lines = "".join(f"{number},Café {number}\n" for number in range(5_000)).encode()
    file = TextFile(io.BytesIO(b"id,title\n" + lines + b"x,caf\xe9\n" + lines), "f.csv")
    text = "".join(file.pieces())
    assert (file.guess.value, text.count(BROKEN), file.is_broken) == ("utf-8", 1, True)
    assert f"x,caf{BROKEN}\n0,Café 0\n" in text


def test_refuses_a_name_in_gz_without_gzip_inside() -> None:
    assert failure(b"id,title\n1,a\n", "shop.csv.gz").reason == "not_gzip"


@pytest.mark.parametrize("damage", ["cut", "flip"])
def test_refuses_damaged_gzip(damage: str) -> None:
    lines = "".join(f"{number},product {number * 7919}\n" for number in range(200_000))
    packed = bytearray(gzip.compress(lines.encode()))
    if damage == "cut":
        del packed[len(packed) // 2 :]
    else:
        packed[len(packed) // 2] ^= 0xFF
    assert failure(bytes(packed)).reason in ("gzip_damaged", "wrong_encoding")


def test_stops_a_gzip_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "_FREE_BYTES", 100_000)
    bomb = gzip.compress(b"id,title\n" + b"1,aaaaaaaaaaaaaaaa\n" * 1_000_000)
    assert failure(bomb).reason == "file_too_large"


@pytest.mark.parametrize("magic", [b"PK\x03\x04\x14\x00", b"%PDF-1.7", b"PAR1\x15"])
def test_says_what_a_file_is_that_is_no_text(magic: bytes) -> None:
    assert failure(magic + b"\n" * 10).reason == "not_csv"


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_text_or_a_clear_error(content: bytes) -> None:
    with suppress(CatalogFileError):
        assert all(TextFile(io.BytesIO(content), "f").pieces())
