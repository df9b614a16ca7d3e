"""Rows of product files: fields to products."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from shopguide.catalog.reading.header import Header
from shopguide.catalog.rows.product_attributes import (
    attributes_of_json,
    attributes_of_product_detail,
)
from shopguide.catalog.rows.product_prices import PriceReader
from shopguide.catalog.rows.row_parsing import (
    FieldReader,
    ParsedRow,
    RowError,
    check_id,
    missing_value,
    product_row,
)
from shopguide.domain.product import Availability, Product, offer_of
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.availability_words import read_availability
from shopguide.text.gtin import read_gtin
from shopguide.text.html_text import plain_text
from shopguide.text.normalise import tidy_text


class ProductParser:
    """Rows of ``products`` and ``products-delta`` files.

    Args:
        header: Of the file; it may still grow while rows are read.
        currency: ISO 4217 code of prices that name none, unless the header says another; empty
            where such prices cannot be used.
    """

    def __init__(self, header: Header, currency: str = "") -> None:
        self._columns = FieldReader(header)
        self._header = header
        self._prices = PriceReader(header.currency or currency, header.decimal_mark)

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
        warnings: list[RowError] = []
        product = self._product(fields, warnings)
        seller = self.seller(fields)
        if seller:
            product = replace(product, offers=(offer_of(product, seller),))
        return product_row(product, seller, warnings)

    def _product(self, fields: Sequence[str], warnings: list[RowError]) -> Product:
        raw = partial(self._columns.text, fields)
        prices = self._prices.read(raw("price"), raw("sale_price"), raw("currency"))
        warnings.extend(prices.warnings)
        return Product(
            product_id=check_id("id", raw("id")),
            title=_required(tidy_text(plain_text(raw("title"))), "title"),
            description=tidy_text(plain_text(raw("description"))),
            brand=tidy_text(plain_text(raw("brand"))),
            product_type=tidy_text(plain_text(raw("product_type"))),
            price=prices.price,
            sale_price=prices.sale_price,
            availability=availability_of(raw("availability")),
            link=tidy_text(raw("link")),
            image_link=tidy_text(raw("image_link")),
            gtin=gtin_of(raw("gtin"), warnings),
            item_group_id=tidy_text(raw("item_group_id")),
            attributes=attributes_of(fields, self._header),
        )


def attributes_of(fields: Sequence[str], header: Header) -> dict[str, str]:
    """Those of ``attributes``, then ``product_detail``, then columns: the later one counts.

    Raises:
        RowError: one of the former two cannot be read.
    """
    columns = FieldReader(header)
    attributes = attributes_of_json(columns.text(fields, "attributes"))
    attributes |= attributes_of_product_detail(columns.text(fields, "product_detail"))
    for name, position in header.attributes.items():
        if position < len(fields) and (value := tidy_text(plain_text(fields[position]))):
            attributes[name] = value
    return attributes


def _required(value: str, column: str) -> str:
    if not value:
        raise missing_value(column)
    return value


def availability_of(value: str) -> Availability:
    """How it can be had.

    Raises:
        RowError: that is not understood.
    """
    try:
        return read_availability(value)
    except ValueError as error:
        raise RowError("availability", value, str(error), ProblemCode.BAD_AVAILABILITY) from error


def gtin_of(value: str, warnings: list[RowError]) -> str:
    """The number, or nothing and a warning where it is wrong."""
    try:
        return read_gtin(value)
    except ValueError as error:
        reason = f"the gtin was left out: {error}"
        warnings.append(RowError("gtin", value, reason, ProblemCode.BAD_GTIN))
        return ""
