"""A product feed in XML (RSS 2.0 or Atom, with Merchant's ``g:`` elements) as a source of rows."""

from collections.abc import Iterator, Sequence

from shopguide.catalog.reading.decoding import TextFile
from shopguide.catalog.reading.facts import FileFormat, SourceFacts
from shopguide.catalog.reading.json_records import detail_text
from shopguide.catalog.reading.raw_row import RawRow
from shopguide.catalog.reading.record_rows import RecordRows, too_long
from shopguide.catalog.reading.xml_items import XmlElement, items_of
from shopguide.domain.column_mapping import ColumnMapping
from shopguide.text.catalog_columns import Columns, header_word

_DETAIL = ("section_name", "attribute_name", "attribute_value")
_FIRST_COUNTS = frozenset(("link", "image_link", "product_type", "google_product_category", "id"))
_AMOUNTS = ("value", "amount")


class XmlSource:
    """Rows of a feed, one item each; an element that comes later is a further column.

    Args:
        text: The feed.
        file: The object key, for messages.
        columns: Of the kind of file.
        mapping: What its columns are, where their names do not say.
    """

    grows = True

    def __init__(self, text: TextFile, file: str, columns: Columns, mapping: ColumnMapping) -> None:
        self._text = text
        self._file = file
        self._rows = RecordRows(text, columns, mapping, file)
        self.header = self._rows.header

    @property
    def facts(self) -> SourceFacts:
        """What the file is."""
        return SourceFacts(FileFormat.XML, self._text.guess, None, self._text.is_gzip)

    def __iter__(self) -> Iterator[RawRow]:
        """Each row.

        Raises:
            CatalogFileError: ``broken_xml``, ``not_csv``, ``missing_column``, ``too_many_columns``,
                or what decoding raises.
        """
        for item in items_of(self._text.pieces(), self._file):
            if item.is_too_long:
                yield too_long(item.line)
            else:
                yield self._rows.row(item.line, fields_of(item.elements))
        self._rows.check()


def fields_of(elements: Sequence[XmlElement]) -> dict[str, str]:
    """The elements of an item as a delimited file would have them.

    What comes several times is joined by commas; of links and categories the first counts, and the
    others come as ``additional_image_link``, …. Merchant's own elements go before the feed's.
    """
    values: dict[str, list[str]] = {}
    google = {element.name for element in elements if element.is_google}
    for element in elements:
        if element.is_google or element.name not in google:
            values.setdefault(element.name, []).append(_value(element))
    fields: dict[str, str] = {}
    for name, texts in values.items():
        told = [text for text in texts if text]
        if name in _FIRST_COUNTS and len(told) > 1:
            further = f"additional_{name}"
            fields[further] = ", ".join(filter(None, (fields.get(further), *told[1:])))
            told = told[:1]
        separator = "," if name == "product_detail" else ", "
        fields[name] = separator.join(filter(None, (fields.get(name), *told)))
    return fields


def _value(element: XmlElement) -> str:
    """What an element says: its text, or those of the elements inside it in one."""
    if not element.children:
        return element.text or _linked(element)
    parts = {header_word(child.name): _value(child) for child in element.children}
    if "attribute_value" in parts:
        return detail_text(*(parts.get(name, "") for name in _DETAIL))
    amount = next((parts[name] for name in _AMOUNTS if name in parts), "")
    if amount and "currency" in parts:
        return f"{amount} {parts['currency']}"
    return ":".join(filter(None, (element.text, *parts.values())))


def _linked(element: XmlElement) -> str:
    """Where Atom's ``<link href="…"/>`` leads."""
    is_page = element.attributes.get("rel", "alternate") == "alternate"
    return element.attributes.get("href", "") if is_page else ""
