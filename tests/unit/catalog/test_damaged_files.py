"""Whatever was done to the bytes of a file: its rows are all accounted for, or it is refused."""

from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.domain.catalog_import import CatalogKind, ImportCounts
from shopguide.domain.errors import CatalogFileError
from tests.unit.catalog.shop_model import ImportingShop

FILES = {
    "csv": (
        'id,title,price,seller,color,gtin\r\na,"Lamp, tall",5 USD,ann,red,4006381333931\r\n'
        'a,Lamp,6 USD,bob,red,\r\nb,"Mug\nwith ""ears""",2 USD,ann,,123\r\nc,杯子,¥9,,蓝,\r\n'
    ),
    "json_lines": (
        '{"id": "a", "title": "Lamp", "price": "5 USD", "color": "red"}\n'
        '{"price": 3, "title": "Mug", "id": "b", "size": {"x": [1, 2]}}\n'
        '{"id": "a", "title": "Lamp", "seller": "ann", "price": "4 USD"}\n'
    ),
    "xml": (
        '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel>'
        "<item><g:id>a</g:id><title>Lamp</title><g:price>5 USD</g:price></item>"
        "<item><title>Mug</title><g:id>b</g:id><g:color>red</g:color></item>"
        "</channel></rss>"
    ),
    "shopify": (
        "Handle,Title,Vendor,Variant SKU,Variant Price,Image Src,Status\n"
        "lamp,Lamp,Acme,L1,5.00 USD,http://a/1.png,active\nlamp,,,L2,6.00 USD,,\n"
        "lamp,,,,,http://a/2.png,\nmug,Mug,Acme,M1,bad,,draft\nmug,,,,,http://x,\n"
    ),
}
PIECES = [
    b'"',
    b"\n",
    b"\r",
    b",",
    b"\x00",
    b"{",
    b"}",
    b"<",
    b">",
    b"&",
    b"\xff",
    b"\xe6",
    b"\\ud800",
]
DAMAGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=4)),
    ),
    max_size=4,
)


def damaged(content: bytes, damages: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some of them cut out and others put in."""
    for where, length, piece in damages:
        place = int(where * len(content))
        content = content[:place] + piece + content[place + length :]
    return content


def assert_equation(counts: ImportCounts) -> None:
    parts = asdict(counts)
    for aside in ("removed", "warnings"):
        del parts[aside]
    assert parts.pop("read") == sum(parts.values()), counts


@pytest.mark.parametrize("name", FILES)
@given(damages=DAMAGES, is_snapshot=st.booleans())
@settings(max_examples=40, deadline=None)
def test_rows_are_accounted_for_and_the_same_bytes_again_change_nothing(
    name: str, damages: list[tuple[float, int, bytes]], is_snapshot: bool
) -> None:
    content = damaged(FILES[name].encode(), damages)
    kind = CatalogKind.PRODUCTS if is_snapshot else CatalogKind.PRODUCTS_DELTA
    shop = ImportingShop()
    shop.run(CatalogKind.PRODUCTS, "id,title,price\na,Lamp,5 USD\nz,Zip,1 USD\n")
    try:
        first = shop.run(kind, content).counts
    except CatalogFileError:
        return
    assert_equation(first)
    again = shop.run(kind, content)
    assert_equation(again.counts)
    assert (again.counts.unchanged, again.batches) == (
        first.unchanged + first.added + first.changed_text + first.changed_fields,
        0,
    )
    assert again.counts.rejected == first.rejected
    assert again.counts.warnings == first.warnings
