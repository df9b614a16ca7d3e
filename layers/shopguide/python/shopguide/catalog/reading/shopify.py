"""Shopify's product export as a source of rows: one a variant, though a product has several."""

from collections.abc import Iterator

from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.facts import FileFormat, Guess, SourceFacts
from shopguide.catalog.reading.raw_row import RawRow, RowDefect
from shopguide.catalog.reading.record_rows import RecordRows
from shopguide.catalog.reading.shopify_columns import shopify_fields
from shopguide.catalog.reading.shopify_products import ShopifyColumns, ShopifyProduct
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.domain.errors import CatalogFileError
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.catalog_columns import Columns

MAX_PRODUCT_ROWS = 10_000
"""Rows of one product; Shopify allows 2,048 variants and 250 images."""


class ShopifySource:
    """Variants of an export, with what only their product's first row says.

    Rows that only add an image count as merged into their product's first variant. Products that
    are no longer or not yet for sale (draft, archived, not published) are left out, as Shopify does
    in the shop; `facts.left_out` counts their rows.

    Args:
        text: The export.
        file: The object key, for messages.
        columns: Of the kind of file.
        mapping: Constants, currency, and what is to be left out.
        header: The first row.
        delimiter: What stands between fields.
        rows: The rows after it.
    """

    grows = True

    def __init__(
        self,
        text: TextFile,
        file: str,
        columns: Columns,
        mapping: ColumnMapping,
        header: RawRow,
        delimiter: Guess,
        rows: Iterator[RawRow],
    ) -> None:
        self._text = text
        self._file = file
        self._delimiter = delimiter
        self._raw_rows = rows
        self._width = len(header.fields)
        self._columns = ShopifyColumns(*shopify_fields(header.fields))
        self._rows = RecordRows(text, columns, mapping, file)
        self._left_out = 0
        self.header = self._rows.header

    @property
    def facts(self) -> SourceFacts:
        """What the file is."""
        return SourceFacts(
            FileFormat.SHOPIFY,
            self._text.guess,
            self._delimiter,
            self._text.is_gzip,
            self._left_out,
        )

    def __iter__(self) -> Iterator[RawRow]:
        """Each variant.

        Raises:
            CatalogFileError: ``no_rows``, no product is for sale; ``broken_quotes``,
                ``missing_column``, or what decoding raises.
        """
        shown = 0
        for product in self._products():
            if product.is_whole and not product.is_for_sale:
                self._left_out += product.rows
                yield RawRow(product.line, [], rows=product.rows, is_left_out=True)
            else:
                shown += 1
                yield from self._variants(product)
        if self._left_out and not shown:
            raise self._nothing_for_sale(self._left_out)
        self._rows.check()

    def _products(self) -> Iterator[ShopifyProduct]:
        """Neighbouring rows of one handle."""
        handle, rows = "", list[RawRow]()
        for row in self._raw_rows:
            found = self._columns.text(row, "handle")
            if rows and (found != handle or len(rows) == MAX_PRODUCT_ROWS):
                yield ShopifyProduct(self._columns, rows)
                rows = []
            handle = found
            rows.append(row)
        if rows:
            yield ShopifyProduct(self._columns, rows)

    def _variants(self, product: ShopifyProduct) -> Iterator[RawRow]:
        merged = product.merged_rows
        for source, record in product.records():
            row = self._rows.row(source.line, record, 1 + merged)
            merged = 0
            row.defect = self._defect(source) or row.defect or _lone(product)
            yield row

    def _defect(self, source: RawRow) -> RowDefect | None:
        """What is wrong with a row of the export; its columns are not those of the variant."""
        if source.defect:
            return RowDefect(source.defect.reason, None, source.defect.code)
        if len(source.fields) == self._width:
            return None
        reason = f"the row has {len(source.fields)} fields, the header {self._width}"
        return RowDefect(reason, code=ProblemCode.FIELD_COUNT)

    def _nothing_for_sale(self, rows: int) -> CatalogFileError:
        return CatalogFileError(
            f"All {rows:,} rows are of products that are drafts, archived or not published.",
            file=self._file,
            reason="no_rows",
            fix="Export active products; an export without any never empties the shop.",
        )


def _lone(product: ShopifyProduct) -> RowDefect | None:
    if product.is_whole:
        return None
    reason = (
        f"the first row of the product {product.handle[:60]!r}, which has its title, is not"
        " directly above; keep all rows of a handle together"
    )
    return RowDefect(reason, code=ProblemCode.MISSING_VALUE)
