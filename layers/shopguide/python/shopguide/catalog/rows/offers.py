"""Several sellers' rows of one product: one product with their offers."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.catalog.rows.row_parsing import ParsedRow
from shopguide.domain.offer import Offer, best_first
from shopguide.domain.product import (
    Availability,
    Product,
    offer_of,
    offers_of,
    product_to_json,
)
from shopguide.text.fingerprint import json_fingerprint


def join_offers(rows: Sequence[ParsedRow], live: Product | None) -> ParsedRow:
    """One row for all sellers' valid rows of a product, in the order of the file.

    What the product is comes from the first row; its price, availability and link are those of the
    best offer: in stock first, then the cheapest in the first row's currency. The same rows always
    give the same result, and joining it with them again changes nothing.

    Args:
        rows: At least one, of one product, of different sellers; only rows of products have a
            `product`. The warnings of the result are none: each row tells its own, with its line.
        live: The product that a delta adds to: offers of other sellers stay. None for a snapshot.
    """
    first = rows[0]
    product = first.product
    if product is None:
        return first
    offers = {offer.seller: offer for offer in (offers_of(live) if live else ())}
    offers |= {row.seller: offer_of(row.product, row.seller) for row in rows if row.product}
    if set(offers) == {""}:
        return replace(first, warnings=())
    product = with_best_offer(product, tuple(offers.values()))
    content = product_to_json(product)
    return replace(
        first,
        content=content,
        fields_fingerprint=json_fingerprint(content),
        warnings=(),
        product=product,
    )


def with_best_offer(product: Product, offers: tuple[Offer, ...]) -> Product:
    """The product with these offers, and price, availability and link of the best of them."""
    own = product.current_price
    best = best_first(offers, own.currency if own else "")[0]
    return replace(
        product,
        price=best.price,
        sale_price=best.sale_price,
        availability=Availability(best.availability),
        link=best.link or product.link,
        offers=offers,
    )
