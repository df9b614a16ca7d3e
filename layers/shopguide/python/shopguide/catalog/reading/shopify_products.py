"""One product of a Shopify export, several rows of it, as records: one a variant."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shopguide.catalog.reading.raw_row import RawRow
from shopguide.text.catalog_columns import header_word

_OPTIONS = (1, 2, 3)
_DEFAULT = "default title"
_ON_SALE = ("", "active")
_NO = ("false", "no", "0")
_SELLS_ON = ("continue", "true", "yes")
_NATIVE = (
    "id item_group_id title description brand product_type price sale_price availability gtin link"
    " image_link additional_image_link seller product_detail attributes".split()
)


@dataclass(frozen=True, slots=True)
class ShopifyColumns:
    """Where an export has what: positions by our names, and of its further columns by theirs."""

    known: Mapping[str, int]
    further: Mapping[str, int]

    def text(self, row: RawRow, field: str) -> str:
        """A field of a row; empty if the export has no such column."""
        return _field(row, self.known.get(field, len(row.fields)))

    def further_texts(self, row: RawRow) -> Mapping[str, str]:
        """The further columns of a row."""
        return {name: _field(row, position) for name, position in self.further.items()}


class ShopifyProduct:
    """The rows of one handle, in the order of the file; only the first one describes it."""

    def __init__(self, columns: ShopifyColumns, rows: Sequence[RawRow]) -> None:
        self._columns = columns
        self._first = rows[0]
        self._variants = [row for row in rows if row is rows[0] or self._is_variant(row)]
        self._images = [image for row in rows if (image := columns.text(row, "image"))]
        self.handle = columns.text(rows[0], "handle")
        self.line = rows[0].line
        self.rows = len(rows)

    @property
    def is_for_sale(self) -> bool:
        """Whether shoppers see it: drafts, archived and unpublished products are left out."""
        status = self._product("status").casefold()
        return status in _ON_SALE and self._product("published").casefold() not in _NO

    @property
    def is_whole(self) -> bool:
        """Whether its first row is there; the others say nothing by themselves."""
        return bool(self._product("title"))

    @property
    def merged_rows(self) -> int:
        """How many of its rows are no variants: they have one more image each."""
        return self.rows - len(self._variants)

    def records(self) -> Iterator[tuple[RawRow, dict[str, str]]]:
        """Each variant's row, and what it says under our names."""
        for row in self._variants:
            yield row, self._record(row)

    def _record(self, row: RawRow) -> dict[str, str]:
        options = self._options(row)
        price, sale_price = self._prices(row)
        image, others = self._images_of(row)
        kind, category = self._product("type"), self._product("category")
        record = dict.fromkeys(_NATIVE, "") | {
            "id": self._id(row, options),
            "item_group_id": self.handle,
            "title": self._title(options),
            "description": self._product("description"),
            "brand": self._product("vendor"),
            "product_type": category or kind,
            "price": price,
            "sale_price": sale_price,
            "availability": self._availability(row),
            "gtin": _unquoted(self._columns.text(row, "barcode")),
            "image_link": image,
            "additional_image_link": others,
        }
        taken = set(record)
        grams = self._columns.text(row, "grams")
        more = {
            **options,
            "type": kind if category else "",
            "tags": self._product("tags"),
            **{name: self._product(name) for name in ("gender", "age_group", "condition", "mpn")},
            "weight": f"{grams} g" if grams.strip("0.") else "",
            **self._further(row),
        }
        for name, text in more.items():
            if text and (word := header_word(name)) not in taken:
                taken.add(word)
                record[name] = text
        return record

    def _product(self, field: str) -> str:
        return self._columns.text(self._first, field)

    def _is_variant(self, row: RawRow) -> bool:
        return any(self._columns.text(row, field) for field in ("sku", "price", "option1_value"))

    def _options(self, row: RawRow) -> dict[str, str]:
        """Values by option; none for a product without variants."""
        options: dict[str, str] = {}
        for number in _OPTIONS:
            value = self._columns.text(row, f"option{number}_value")
            if value and value.casefold() != _DEFAULT:
                options[self._product(f"option{number}_name") or f"Option {number}"] = value
        return options

    def _id(self, row: RawRow, options: Mapping[str, str]) -> str:
        if sku := _unquoted(self._columns.text(row, "sku")):
            return sku
        return "-".join((self.handle, *("-".join(value.split()) for value in options.values())))

    def _title(self, options: Mapping[str, str]) -> str:
        title = self._product("title")
        several = len(self._variants) > 1 and options
        return f"{title} - {' / '.join(options.values())}" if several else title

    def _prices(self, row: RawRow) -> tuple[str, str]:
        """Price and sale price: a product is on sale while it is compared with a higher price."""
        price = self._columns.text(row, "price")
        before = self._columns.text(row, "compare_at_price")
        return (before, price) if _amount(before) > _amount(price) > 0 else (price, "")

    def _availability(self, row: RawRow) -> str:
        quantity = self._columns.text(row, "quantity")
        tracked = "tracker" not in self._columns.known or self._columns.text(row, "tracker")
        if not tracked or not quantity or _amount(quantity) > 0:
            return "in stock"
        sells_on = self._columns.text(row, "policy").casefold() in _SELLS_ON
        return "backorder" if sells_on else "out of stock"

    def _images_of(self, row: RawRow) -> tuple[str, str]:
        images = [self._columns.text(row, "variant_image"), *self._images]
        first, *others = dict.fromkeys(filter(None, images)) or [""]
        return first, ", ".join(others)

    def _further(self, row: RawRow) -> dict[str, str]:
        of_product = self._columns.further_texts(self._first)
        of_variant = self._columns.further_texts(row)
        return {name: of_variant[name] or of_product[name] for name in of_variant}


def _field(row: RawRow, position: int) -> str:
    return row.fields[position].strip() if position < len(row.fields) else ""


def _unquoted(text: str) -> str:
    """Without the apostrophe that keeps spreadsheets from changing a number."""
    return text.removeprefix("'").strip()


def _amount(text: str) -> Decimal:
    """The amount, or -1 where it is none."""
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(-1)
    return amount if amount.is_finite() else Decimal(-1)
