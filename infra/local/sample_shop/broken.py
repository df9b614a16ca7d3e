"""A price update in which five rows are broken, each in its own way."""

from collections.abc import Iterator, Mapping

from infra.local.sample_shop.catalogue import sample_products
from infra.local.sample_shop.rows import price_text, product_row

GOOD_ROWS = 125

BROKEN: Mapping[int, Mapping[str, str]] = {
    11: {"id": ""},
    37: {"title": ""},
    62: {"price": "¥1,2x9"},
    88: {"price": "129.00 CNX"},
    113: {"availability": "maybe next week"},
}
"""By the number of good rows before it: what is wrong with the row."""


def broken_rows() -> Iterator[dict[str, str]]:
    """Every fifth product 5% cheaper; rows broken as `BROKEN` says stand between them.

    The broken rows are copies of products that the good rows leave alone.
    """
    products = sample_products()
    cheaper = products[::5][:GOOD_ROWS]
    left_alone = products[1::5]
    for number, product in enumerate(cheaper):
        if number in BROKEN:
            yield {**product_row(left_alone[number]), **BROKEN[number]}
        yield {**product_row(product), "price": price_text(product.price * 95 // 100)}
