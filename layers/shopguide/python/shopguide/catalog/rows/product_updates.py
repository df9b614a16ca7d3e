"""Rows that have only some columns of products: what they change of what the shop has.

Columns that the file has replace what is live, the others leave it. An empty cell of a CSV file
empties its value. Where each row names its own columns, and in rows that an import left out, an
empty cell may only mean that the row had no such column, and leaves what is live; but a row with a
price and without the sale price that others have is not on sale, as in Merchant's feeds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shopguide.catalog.reading.header import Header
from shopguide.catalog.rows.offers import with_best_offer
from shopguide.catalog.rows.product_prices import PriceReader, Prices
from shopguide.catalog.rows.product_rows import (
    ProductParser,
    attributes_of,
    availability_of,
    gtin_of,
)
from shopguide.catalog.rows.row_parsing import (
    FieldReader,
    ParsedRow,
    RowError,
    check_id,
    product_row,
)
from shopguide.domain.offer import Offer
from shopguide.domain.product import Availability, Product, offers_of, product_to_json
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.catalog_columns import are_mended_rows
from shopguide.text.html_text import plain_text
from shopguide.text.normalise import tidy_text

_OF_OFFERS = ("price", "sale_price", "availability", "link")
_CONDITION = "condition"


def is_update(header: Header) -> bool:
    """Whether rows of products with this header update what the shop has: they have no title."""
    return not header.has("title")


class ProductUpdates:
    """Rows of product files without titles.

    Args:
        header: Of the file, which was read to its end.
        currency: ISO 4217 code of prices that name none, unless the header says another.
    """

    def __init__(self, header: Header, currency: str = "") -> None:
        self._columns = FieldReader(header)
        self._header = header
        self._parser = ProductParser(header, currency)
        self._prices = PriceReader(header.currency or currency, header.decimal_mark)
        self._may_lack = header.grows or are_mended_rows(header.names)
        self._tells_offers = any(map(header.has, _OF_OFFERS)) or _CONDITION in header.attributes

    def row_id(self, fields: Sequence[str]) -> str:
        """The product's id."""
        return self._parser.row_id(fields)

    def seller(self, fields: Sequence[str]) -> str:
        """Whose offer the row is."""
        return self._parser.seller(fields)

    def parse(self, fields: Sequence[str]) -> ParsedRow:
        """What the row says by itself, of a product whose other columns nobody knows.

        Raises:
            RowError: a field cannot be used.
        """
        warnings: list[RowError] = []
        prices = self._prices_alone(fields)
        product = Product(check_id("id", self.row_id(fields)), "")
        product = self._described(product, fields, warnings)
        product = replace(product, price=prices.price, sale_price=prices.sale_price)
        if link := self._told(fields, "link"):
            product = replace(product, link=tidy_text(link))
        if (availability := self._told(fields, "availability")) is not None:
            product = replace(product, availability=availability_of(availability))
        content = product_to_json(product)
        if availability is None:
            del content["availability"]
        return ParsedRow(product.product_id, content, "", "", (*prices.warnings, *warnings))

    def update(self, fields: Sequence[str], live: Product, *, is_first: bool = True) -> ParsedRow:
        """The product as it is with this row.

        Args:
            fields: Of the row.
            live: The product as the shop has it, or as earlier rows of it have made it.
            is_first: Whether it is the first row of the product; further ones only tell offers.

        Raises:
            RowError: a field cannot be used, or does not fit what is live.
        """
        check_id("id", self.row_id(fields))
        seller = self.seller(fields)
        warnings: list[RowError] = []
        product = self._described(live, fields, warnings) if is_first else live
        if self._tells_offers:
            offer = self._offer(fields, _live_offer(live, seller), warnings)
            if not offer.price and seller not in {each.seller for each in offers_of(live)}:
                reason = f"{seller} has no offer of this product yet, and a new one needs a price"
                raise RowError("price", "", reason, ProblemCode.MISSING_VALUE)
            product = self._with_offer(product, offer)
        return product_row(product, seller, warnings)

    def _told(self, fields: Sequence[str], column: str) -> str | None:
        """What the row says in a column; None where it leaves what is live."""
        if not self._header.has(column):
            return None
        text = self._columns.text(fields, column)
        if text or not self._may_lack:
            return text
        ends_sale = column == "sale_price" and self._columns.text(fields, "price")
        return "" if ends_sale else None

    def _described(self, live: Product, fields: Sequence[str], warnings: list[RowError]) -> Product:
        """The product with what the row says of it, apart from offers."""

        def told(column: str, now: str) -> str:
            text = self._told(fields, column)
            return now if text is None else tidy_text(text)

        def plain(column: str, now: str) -> str:
            text = self._told(fields, column)
            return now if text is None else tidy_text(plain_text(text))

        gtin = self._told(fields, "gtin")
        return replace(
            live,
            description=plain("description", live.description),
            brand=plain("brand", live.brand),
            product_type=plain("product_type", live.product_type),
            image_link=told("image_link", live.image_link),
            item_group_id=told("item_group_id", live.item_group_id),
            gtin=live.gtin if gtin is None else gtin_of(gtin, warnings),
            attributes=self._attributes(live.attributes, fields),
        )

    def _attributes(self, live: Mapping[str, str], fields: Sequence[str]) -> Mapping[str, str]:
        told = attributes_of(fields, self._header)
        emptied = set() if self._may_lack else self._header.attributes.keys() - told.keys()
        return {**{name: text for name, text in live.items() if name not in emptied}, **told}

    def _offer(self, fields: Sequence[str], live: Offer, warnings: list[RowError]) -> Offer:
        prices = self._read_prices(fields, live)
        warnings.extend(prices.warnings)
        availability, link = self._told(fields, "availability"), self._told(fields, "link")
        condition = live.condition
        if _CONDITION in self._header.attributes:
            condition = self._attributes({_CONDITION: condition}, fields).get(_CONDITION, "")
        return Offer(
            seller=live.seller,
            price=prices.price,
            sale_price=prices.sale_price,
            availability=live.availability
            if availability is None
            else availability_of(availability).value,
            link=live.link if link is None else tidy_text(link),
            condition=condition,
        )

    def _read_prices(self, fields: Sequence[str], live: Offer) -> Prices:
        return self._prices.update(
            self._told(fields, "price"),
            self._told(fields, "sale_price"),
            self._columns.text(fields, "currency"),
            live,
        )

    def _prices_alone(self, fields: Sequence[str]) -> Prices:
        """As the row has them; a sale price alone fits any price."""
        if self._header.has("price"):
            return self._read_prices(fields, Offer(""))
        currency = self._columns.text(fields, "currency")
        read = self._prices.update(self._told(fields, "sale_price"), None, currency, Offer(""))
        return Prices(None, read.price, read.warnings)

    def _with_offer(self, product: Product, offer: Offer) -> Product:
        if not product.offers and not offer.seller:
            return replace(
                product,
                price=offer.price,
                sale_price=offer.sale_price,
                availability=Availability(offer.availability),
                link=offer.link,
            )
        offers = {each.seller: each for each in offers_of(product)} | {offer.seller: offer}
        if self._header.has("link"):
            links = (each.link for each in offers.values())
            product = replace(product, link=next(filter(None, links), ""))
        return with_best_offer(product, tuple(offers.values()))


def _live_offer(live: Product, seller: str) -> Offer:
    """The seller's offer, or an empty one where another seller comes to offer the product.

    Raises:
        RowError: the row does not say whose offer it is about.
    """
    for offer in offers_of(live):
        if offer.seller == seller:
            return offer
    if seller:
        return Offer(seller)
    sellers = ", ".join(offer.seller for offer in live.offers[:5])
    reason = f"the product has offers of sellers ({sellers}): name the one it is about"
    raise RowError("seller", "", reason, ProblemCode.MISSING_VALUE)
