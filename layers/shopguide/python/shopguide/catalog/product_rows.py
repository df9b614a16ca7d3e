"""Rows of product files: fields to products."""

from collections.abc import Sequence
from dataclasses import replace

from shopguide.catalog.offers import offer_of
from shopguide.catalog.product_attributes import attributes_of_json, attributes_of_product_detail
from shopguide.catalog.reading.header import Header
from shopguide.catalog.row_parsing import (
    FieldReader,
    ParsedRow,
    RowError,
    check_id,
    missing_value,
)
from shopguide.domain.money import Money, parse_money
from shopguide.domain.product import Availability, Product, product_to_json
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.fingerprint import json_fingerprint, product_text_fingerprint
from shopguide.text.normalise import tidy_text

_AVAILABILITY = {
    word: availability
    for availability, line in {
        Availability.IN_STOCK: "in_stock instock available 有货 现货 在售 有库存",
        Availability.OUT_OF_STOCK: "out_of_stock outofstock sold_out 无货 缺货 售罄 无库存",
        Availability.PREORDER: "preorder pre_order 预售 预订",
        Availability.BACKORDER: "backorder back_order 补货中 到货通知",
    }.items()
    for word in line.split()
}


class ProductParser:
    """Rows of ``products`` and ``products-delta`` files."""

    def __init__(self, header: Header) -> None:
        self._columns = FieldReader(header)
        self._header = header

    def row_id(self, fields: Sequence[str]) -> str:
        """The product's id."""
        return self._columns.text(fields, "id")

    def seller(self, fields: Sequence[str]) -> str:
        """Whose offer the row is."""
        return tidy_text(self._columns.text(fields, "seller"))

    def parse(self, fields: Sequence[str]) -> ParsedRow:
        """The product in normal form.

        Raises:
            RowError: a field cannot be used.
        """
        product = self._product(fields)
        content = product_to_json(product)
        return ParsedRow(
            row_id=product.product_id,
            content=content,
            text_fingerprint=product_text_fingerprint(product),
            fields_fingerprint=json_fingerprint(content),
            product=product,
            seller=self.seller(fields),
        )

    def _product(self, fields: Sequence[str]) -> Product:
        def text(column: str) -> str:
            return tidy_text(self._columns.text(fields, column))

        price, sale_price = self._prices(fields)
        product = Product(
            product_id=check_id("id", self.row_id(fields)),
            title=_required(text("title"), "title"),
            description=text("description"),
            brand=text("brand"),
            product_type=text("product_type"),
            price=price,
            sale_price=sale_price,
            availability=_availability(self._columns.text(fields, "availability")),
            link=text("link"),
            image_link=text("image_link"),
            gtin=text("gtin"),
            item_group_id=text("item_group_id"),
            attributes=self._attributes_of(fields),
        )
        if seller := self.seller(fields):
            return replace(product, offers=(offer_of(product, seller),))
        return product

    def _prices(self, fields: Sequence[str]) -> tuple[Money | None, Money | None]:
        price = self._money(fields, "price")
        sale_price = self._money(fields, "sale_price")
        problem = ""
        if sale_price and not price:
            problem = "there is a sale_price, but no price"
        elif sale_price and price and sale_price.currency != price.currency:
            problem = f"the sale_price is in another currency than the price, {price}"
        elif sale_price and price and sale_price.amount > price.amount:
            problem = f"the sale_price is above the price, {price}"
        if problem:
            raise RowError("sale_price", str(sale_price), problem, ProblemCode.BAD_SALE_PRICE)
        return price, sale_price

    def _money(self, fields: Sequence[str], column: str) -> Money | None:
        value = self._columns.text(fields, column)
        if not value:
            return None
        try:
            return parse_money(value)
        except ValueError as error:
            raise RowError(column, value, str(error), ProblemCode.BAD_PRICE) from error

    def _attributes_of(self, fields: Sequence[str]) -> dict[str, str]:
        """Those of ``attributes``, then ``product_detail``, then columns: the later one counts."""
        attributes = attributes_of_json(self._columns.text(fields, "attributes"))
        attributes |= attributes_of_product_detail(self._columns.text(fields, "product_detail"))
        for name, position in self._header.attributes.items():
            if position < len(fields) and (value := tidy_text(fields[position])):
                attributes[name] = value
        return attributes


def _required(value: str, column: str) -> str:
    if not value:
        raise missing_value(column)
    return value


def _availability(value: str) -> Availability:
    if not value:
        return Availability.IN_STOCK
    word = value.casefold().replace(" ", "_").replace("-", "_")
    if word not in _AVAILABILITY:
        known = "in stock, out of stock, preorder or backorder"
        reason = f"the availability is none of {known}"
        raise RowError("availability", value, reason, ProblemCode.BAD_AVAILABILITY)
    return _AVAILABILITY[word]
