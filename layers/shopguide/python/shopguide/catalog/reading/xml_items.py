"""Items of a product feed in XML, taken apart while the text goes by."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from xml.parsers import expat
from xml.parsers.expat import errors

from shopguide.catalog.reading.csv_rows import MAX_ROW_CHARACTERS
from shopguide.domain.errors import CatalogFileError

MAX_DEPTH = 64
MAX_TAG_BYTES = 4 * 1024**2

_ITEMS = frozenset(("item", "entry", "product"))
_MARKUP = frozenset(("title", "description", "summary", "content"))
_GOOGLE = "base.google.com/"
_FEED_BYTES = 64 * 1024
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CUT_OFF = {
    errors.codes[cause]
    for cause in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}


@dataclass(slots=True)
class XmlElement:
    """One element of an item: `name` without prefix, its text, and the elements inside it.

    `is_google` tells Merchant's ``g:title`` from the feed's own ``title``.
    """

    name: str
    is_google: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    children: list["XmlElement"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text, without that of elements inside it, unless they are markup."""
        return "".join(self.texts).strip()


@dataclass(frozen=True, slots=True)
class XmlItem:
    """One item, and the line it begins in; too long ones have no elements."""

    line: int
    elements: list[XmlElement]
    is_too_long: bool = False


def items_of(pieces: Iterator[str], file: str) -> Iterator[XmlItem]:
    """Each ``item`` (RSS) or ``entry`` (Atom) of a feed.

    Raises:
        CatalogFileError: ``broken_xml``, with its line; ``not_csv``, it is a web page.
    """
    parser = _FeedParser(file)
    for piece in pieces:
        yield from parser.feed(piece)
    yield from parser.close()


class _FeedParser:
    """Expat's events to items."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse_entity
        self._items: deque[XmlItem] = deque()
        self._google = {"g"}
        self._stack: list[XmlElement] = []
        self._depth = 0
        self._item_depth = 0
        self._line = 0
        self._size = 0
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._fed = 0
        self._blank_lines = 0

    def feed(self, piece: str) -> Iterator[XmlItem]:
        """The items that end in this piece of text, or in those that waited for it."""
        if not self._waiting_size and not self._fed:  # nothing may stand before <?xml
            stripped = piece.lstrip("\ufeff \t\r\n")
            self._blank_lines += not stripped
            piece = stripped
        self._waiting.append(piece)
        self._waiting_size += len(piece)
        if self._waiting_size >= _FEED_BYTES:
            yield from self._parse(is_last=False)

    def close(self) -> Iterator[XmlItem]:
        """The items that are left."""
        yield from self._parse(is_last=True)

    def _parse(self, *, is_last: bool) -> Iterator[XmlItem]:
        data = _NOT_IN_XML.sub(" ", "".join(self._waiting)).encode()
        self._waiting, self._waiting_size = [], 0
        self._fed += len(data)
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            raise self._broken(_cause(error), error.lineno) from error
        if self._fed - self._parser.CurrentByteIndex > MAX_TAG_BYTES:
            raise self._broken("a tag is never closed", self._parser.CurrentLineNumber)
        while self._items:
            yield self._items.popleft()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._broken(f"more than {MAX_DEPTH} elements lie in one another")
        for name, value in attributes.items():
            if name.startswith("xmlns:") and _GOOGLE in value:
                self._google.add(name.removeprefix("xmlns:"))
        prefix, _, name = tag.rpartition(":")
        if self._depth == 1 and name.casefold() == "html":
            raise _web_page(self._file)
        if not self._item_depth:
            if name.casefold() in _ITEMS:
                self._item_depth = self._depth
                self._line = self._blank_lines + self._parser.CurrentLineNumber
                self._size = 0
                self._stack = [XmlElement(name)]
            return
        self._open(XmlElement(name, prefix in self._google, attributes))

    def _open(self, element: XmlElement) -> None:
        parent = self._stack[-1]
        if _is_markup(self._stack):
            element.texts = parent.texts
            self._keep(element, f"<{element.name}>")
        elif self._size <= MAX_ROW_CHARACTERS:
            parent.children.append(element)
        self._size += len(element.name) + sum(map(len, element.attributes.values())) + 1
        self._stack.append(element)

    def _end(self, _tag: str) -> None:
        self._depth -= 1
        if not self._item_depth:
            return
        element = self._stack.pop()
        if _is_markup(self._stack):
            self._keep(element, f"</{element.name}>")
        if self._depth < self._item_depth:
            is_too_long = self._size > MAX_ROW_CHARACTERS
            self._items.append(
                XmlItem(self._line, [] if is_too_long else element.children, is_too_long)
            )
            self._item_depth = 0
            self._stack = []

    def _text(self, text: str) -> None:
        if not self._item_depth:
            return
        inside = _is_markup(self._stack[:-1])
        self._keep(self._stack[-1], escape(text, quote=False) if inside else text)

    def _keep(self, element: XmlElement, text: str) -> None:
        self._size += len(text)
        if self._size <= MAX_ROW_CHARACTERS:
            element.texts.append(text)

    def _refuse_entity(self, name: str, *_: object) -> None:
        raise self._broken(f"it declares the entity {name[:40]!r}, which is not allowed")

    def _broken(self, reason: str, line: int | None = None) -> CatalogFileError:
        line = self._blank_lines + (line or self._parser.CurrentLineNumber)
        return CatalogFileError(
            f"The XML cannot be read from line {line} on: {reason}.",
            file=self._file,
            reason="broken_xml",
            line=line,
            fix="Check it with an XML checker. In texts write &amp; for &, &lt; for <, and &#160;"
            " for &nbsp;; or put them into <![CDATA[ ... ]]>.",
        )


def _is_markup(stack: list[XmlElement]) -> bool:
    """Whether what lies inside the innermost of these is markup of a text."""
    return len(stack) > 1 and stack[1].name in _MARKUP


def _cause(error: expat.ExpatError) -> str:
    if error.code in _CUT_OFF:
        return "the file ends inside an element; it seems to be cut off"
    return str(expat.ErrorString(error.code))


def _web_page(file: str) -> CatalogFileError:
    return CatalogFileError(
        "The file is a web page (HTML), not a product feed.",
        file=file,
        reason="not_csv",
        fix="Download the feed itself (CSV, TSV or XML), not the page that shows it.",
    )
