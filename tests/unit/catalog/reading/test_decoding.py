import gzip
import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading import decoding
from shopguide.catalog.reading.decoding import TextFile
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
    error = failure(b"id,title\n1,a\n2,caf\xff\xfe, x\n")
    assert (error.reason, error.line) == ("wrong_encoding", 3)
    assert "UTF-8" in error.fix
    assert "GB18030" in error.fix


def test_names_the_line_of_a_bad_byte_far_behind_what_is_sniffed() -> None:
    rows = b"".join(b"%d,plain ascii row\n" % number for number in range(60_000))
    error = failure(b"id,title\n" + rows + b"x,\xc3(\n")
    assert (error.reason, error.line) == ("wrong_encoding", 60_002)


def test_does_not_take_western_one_byte_text_for_chinese() -> None:
    text = "id,title\n1,Café au lait\n2,Crème brûlée\n3,Jalapeño\n4,Müsliriegel groß\n"
    error = failure(text.encode("cp1252"))
    assert (error.reason, error.line) == ("wrong_encoding", 2)


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
    monkeypatch.setattr(decoding, "_FREE_BYTES", 100_000)
    bomb = gzip.compress(b"id,title\n" + b"1,aaaaaaaaaaaaaaaa\n" * 1_000_000)
    assert failure(bomb).reason == "file_too_large"


@pytest.mark.parametrize(
    "magic",
    [
        b"PK\x03\x04\x14\x00",
        b"%PDF-1.7",
        b'{"id": 1}',
        b'\n  [{"id": 1}]',
        b'\xef\xbb\xbf{"id": 1}',
        b"<?xml ",
        b"<!DOCTYPE html>",
    ],
)
def test_says_what_a_file_is_that_is_no_csv(magic: bytes) -> None:
    assert failure(magic + b"\n" * 10).reason == "not_csv"


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_text_or_a_clear_error(content: bytes) -> None:
    with suppress(CatalogFileError):
        assert all(TextFile(io.BytesIO(content), "f").pieces())
