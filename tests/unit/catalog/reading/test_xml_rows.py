import tracemalloc
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.catalog.reading.source import FileFormat
from shopguide.catalog.reading.xml_items import items_of
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from tests.unit.catalog.reading.conftest import Read, Records

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:m="http://base.google.com/ns/1.0">
<channel><title>The shop</title><link>https://shop.example</link>
<item>
{item}
</item>
</channel></rss>
"""


def rss(item: str, encoding: str = "UTF-8") -> str:
    return RSS.format(item=f"<m:id>1</m:id><title>Chair</title>{item}", encoding=encoding)


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ("<m:title>Oak chair</m:title>", {"title": "Oak chair"}),
        ("<description><![CDATA[<p>1 < 2</p>]]></description>", {"description": "<p>1 < 2</p>"}),
        ("<description>a &lt;b&gt;b&lt;/b&gt;</description>", {"description": "a <b>b</b>"}),
        (
            "<description><p>One &amp; <b>two</b></p></description>",
            {"description": "<p>One &amp; <b>two</b></p>"},
        ),
        (
            (
                "<m:additional_image_link>u</m:additional_image_link>"
                "<m:additional_image_link>v</m:additional_image_link>"
            ),
            {"additional_image_link": "u, v"},
        ),
        (
            "<m:product_type>A &gt; B</m:product_type><m:product_type>C</m:product_type>",
            {"product_type": "A > B", "additional_product_type": "C"},
        ),
        (
            (
                "<m:product_detail><m:section_name>G</m:section_name>"
                "<m:attribute_name>W</m:attribute_name>"
                "<m:attribute_value>2 kg</m:attribute_value></m:product_detail>"
                "<m:product_detail><m:attribute_name>Fit</m:attribute_name>"
                "<m:attribute_value>slim</m:attribute_value></m:product_detail>"
            ),
            {"product_detail": "G:W:2 kg,:Fit:slim"},
        ),
        (
            "<m:shipping><m:country>US</m:country><m:price>5 USD</m:price></m:shipping>",
            {"shipping": "US:5 USD"},
        ),
        ("<price><value>5</value><currency>EUR</currency></price>", {"price": "5 EUR"}),
    ],
)
def test_elements_are_columns(records: Records, item: str, wanted: dict[str, str]) -> None:
    (record,) = records(rss(item))
    assert record == {"id": "1", "title": "Chair"} | wanted


def test_reads_atom(records: Records) -> None:
    (record,) = records(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">'
        "<title>Shop</title><entry><id>tag:shop,1</id><g:id>7</g:id><title>Chair</title>"
        '<link rel="self" href="s"/><link rel="alternate" href="u"/>'
        '<summary type="xhtml"><div><p>Soft</p></div></summary></entry></feed>'
    )
    assert record == {
        "id": "7", "title": "Chair", "link": "u", "summary": "<div><p>Soft</p></div>",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><g:id>1</g:id><g:title>a</g:title></item></channel></rss>",
        "\n\n <?xml version='1.0'?><list><product><id>1</id><name>a</name></product></list>",
    ],
)
def test_reads_feeds_without_a_namespace(read: Read, text: str) -> None:
    source, rows = read(text)
    assert source.facts.format is FileFormat.XML
    assert set(source.header.positions) == {"id", "title"}
    assert rows[0].fields == ["1", "a"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("GB2312", "gb18030"), ("UTF-8", "gb18030"), ("utf-16", "utf-16"),
     ("ISO-8859-1", "latin-1")],
)  # fmt: skip
def test_reads_encodings_whether_declared_or_not(
    records: Records, declared: str, encoding: str
) -> None:
    title = "Größe" if encoding == "latin-1" else "无线蓝牙耳机降噪运动保温杯"
    (record,) = records(rss(f"<m:title>{title}</m:title>", declared).encode(encoding))
    assert record["title"] == title


def test_an_item_that_is_too_long_or_broken_costs_its_own_row(read: Read) -> None:
    huge = f"<item><id>2</id><title>{'x' * 1_000_001}</title></item>"
    good = "<item><id>1</id><title>Café</title></item>\n" * 50
    text = f"<rss>{good}{huge}".encode() + b"<item><id>3</id><title>caf\xe9</title></item></rss>"
    _, rows = read(text)
    assert [row.defect.code for row in rows if row.defect] == [
        ProblemCode.ROW_TOO_LONG, ProblemCode.BROKEN_TEXT,
    ]  # fmt: skip
    assert rows[-1].fields == ["3", "caf\ufffd"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("<rss>\n<item><title>a & b</title></item></rss>", 2, "invalid token"),
        ("<rss>\n\n<item><title>a&nbsp;b</title></item></rss>", 3, "undefined entity"),
        ("<rss>\n<item><title>a</title></item>", 2, "cut off"),
        ("<rss>\n<item><title>a</b></item></rss>", 2, "mismatched tag"),
        ("<rss>" * 65, 1, "more than 64"),
        ('<!DOCTYPE a [<!ENTITY b "c">\n]><rss></rss>', 1, "entity 'b'"),
    ],
)
def test_broken_xml_names_its_line_and_the_cause(
    read: Read, text: str, line: int, told: str
) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read(text)
    assert (caught.value.reason, caught.value.line) == ("broken_xml", line)
    assert told in str(caught.value)


def test_says_that_a_web_page_is_no_feed(read: Read) -> None:
    with pytest.raises(CatalogFileError) as caught:
        read("<!DOCTYPE html><html><body>Shop</body></html>")
    assert caught.value.reason == "not_csv"


def test_reads_a_long_feed_and_a_tag_without_end_in_bounded_memory() -> None:
    def feed() -> Iterator[str]:
        yield "<rss>"
        for _ in range(20_000):
            yield f"<item><id>1</id><title>{'x' * 500}</title></item>\n"
        yield '<item a="'
        for _ in range(1_000):
            yield "x" * 65_536

    tracemalloc.start()
    count = 0
    try:
        for _ in items_of(feed(), "f"):
            count += 1
    except CatalogFileError:
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak < 12_000_000


@given(st.text(st.sampled_from("<>/&;!-[]item \n\"='ab"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_markup_gives_items_or_a_clear_error(text: str) -> None:
    with suppress(CatalogFileError):
        assert all(item.line >= 1 for item in items_of(iter([f"<item>{text}"]), "f"))
