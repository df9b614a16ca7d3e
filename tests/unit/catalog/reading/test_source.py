import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.source import FileFormat, open_source
from shopguide.domain.catalog_import import CatalogKind
from shopguide.domain.errors import CatalogFileError
from tests.unit.catalog.reading.conftest import Read

CHINESE = "商品编号,商品名称,市场价（元）,现价（元）\n" + "".join(
    f'{n},无线蓝牙耳机 {n},99,"{n}.50"\n' for n in range(12)
)
OBJECTS = [
    {"id": n, "title": f"Chair {n}", "price": {"value": n, "currency": "EUR"}} for n in (1, 2)
]
FEED = (
    '<rss xmlns:g="http://base.google.com/ns/1.0"><item><g:id>1</g:id><title>Chair &amp; table'
    "</title><description><![CDATA[<p>Oak</p>]]></description></item></rss>"
)
EXPORT = "Handle,Title,Variant SKU,Variant Price\nmug,Mug,M-1,8.00\nmug,,M-2,9.00\ncup,Cup,,7\n"
FILES = [
    CHINESE.encode(),
    CHINESE.encode("gb18030"),
    CHINESE.encode("utf-16"),
    gzip.compress(CHINESE.encode(), mtime=0),
    json.dumps(OBJECTS).encode(),
    "\n".join(map(json.dumps, OBJECTS)).encode(),
    FEED.encode(),
    EXPORT.encode(),
]
TOKENS = [
    b'"', b",", b"\n", b"\r", b"\0", b'\\"', b"{", b"}", b"[", b"]", b"<", b">", b"&", b"\xff",
    b"\xef\xbb\xbf", b"\xc3", b"sep=;\n", b";", b"\t", b"|", b"<!ENTITY x 'y'>", b"\xd6\xd0",
]  # fmt: skip
EDITS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 4), st.sampled_from([b"", *TOKENS])),
    min_size=1,
    max_size=6,
)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, token in edits:
        start = place % (len(content) + 1)
        content = content[:start] + token + content[start + length :]
    return content


@given(st.sampled_from(FILES), EDITS)
@settings(max_examples=400, deadline=None)
def test_any_damage_gives_rows_in_order_or_an_error_with_a_fix(
    content: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    try:
        source = open_source(io.BytesIO(edited(content, edits)), "f", CatalogKind.PRODUCTS)
        rows = list(source)
    except CatalogFileError as error:
        assert error.fix, error  # noqa: PT017 - either is right
        return
    lines = [row.line for row in rows]
    assert lines == sorted(lines)
    assert all(row.rows >= 1 for row in rows)
    assert all(text.isprintable() or text.encode() for row in rows for text in row.fields)
    names = len(source.header.names)
    assert all(place < names for place in source.header.positions.values())


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (CHINESE, FileFormat.CSV),
        (json.dumps(OBJECTS), FileFormat.JSON),
        ("\n".join(map(json.dumps, OBJECTS)), FileFormat.JSON_LINES),
        (FEED, FileFormat.XML),
        (EXPORT, FileFormat.SHOPIFY),
    ],
)
def test_finds_the_format_whatever_the_name_and_the_packing(
    read: Read, content: str, form: FileFormat
) -> None:
    for packed in (False, True):
        data = gzip.compress(content.encode()) if packed else content.encode()
        source, rows = read(data, "upload")
        assert (source.facts.format, source.facts.is_gzip) == (form, packed)
        assert rows
        assert (source.facts.delimiter is None) == (
            form not in (FileFormat.CSV, FileFormat.SHOPIFY)
        )


def test_known_chinese_headers_settle_what_few_characters_leave_open(read: Read) -> None:
    few = "编号,标题\n1,a\n2,b\n".encode("gb18030")
    unknown = "id,title,宽度\n1,a,2\n".encode("gb18030")
    assert read(few)[0].facts.encoding.confidence > 0.9
    assert read(unknown)[0].facts.encoding.confidence < 0.8
