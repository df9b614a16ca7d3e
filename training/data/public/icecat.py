"""Product texts of Icecat (Open Content licence), and queries as shoppers might type for them.

Only the catalogue is read here. The human ratings beside it are for measuring.
"""

import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

LICENCE = "Icecat Open Content"

_MIN_TITLES = 2
"""A phrase that only one title has after its name may be no category but a property."""
_PHRASE_WORD = re.compile(r"[a-z][a-z/&-]+|USB|LCD|LED|TV|PC|DVD|CD|UPS|IP|KVM|RAM|GPS|VGA|HDMI")
_WORD = re.compile(r"[A-Za-z][A-Za-z&-]+|[A-Za-z]+-?\d[\w-]*")
_DIGITS = re.compile(r"[\d.,/-]+")
_NO_QUERY = frozenset(
    "a an and at by for from in is it of on or the this to up with w pcs original not categorized"
    " x mm cm m ft gb mb kg inch pixels you your".split()
)
_MODIFIERS = (
    "product_colour",
    "cable_colour",
    "type",
    "material",
    "connector_1",
    "brand_compatibility",
)
_MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """A product of the catalogue.

    Attributes:
        product_id: Of Icecat.
        title: Supplier, name, mostly a category and the main properties.
        name: The supplier's own name of it.
        supplier: Brand.
        description: A line or a short paragraph; may be empty.
        modifiers: Short values of attributes that shoppers search by, e.g. ``black``.
    """

    product_id: str
    title: str
    name: str
    supplier: str
    description: str
    modifiers: tuple[str, ...]

    @property
    def text(self) -> str:
        """What is indexed: title, description and supplier."""
        return ". ".join(part for part in (self.title, self.description, self.supplier) if part)


def read_catalogue(folder: Path) -> Iterator[CatalogueProduct]:
    """The products in ``1.json.zip`` .. ``4.json.zip`` of a folder, in the files' order."""
    for path in sorted(folder.glob("*.json.zip")):
        with zipfile.ZipFile(path) as archive:
            yield from map(_product, json.loads(archive.read(archive.namelist()[0])))


def _product(record: Mapping[str, Any]) -> CatalogueProduct:
    values = (str(record.get(f"attr_t_{name}", "")).strip().lower() for name in _MODIFIERS)
    return CatalogueProduct(
        product_id=record["id"],
        title=record["title"],
        name=record["name"],
        supplier=record["supplier"],
        description=record.get("short_description") or "",
        modifiers=tuple(value for value in values if _WORD.fullmatch(value)),
    )


def distinct(products: Iterable[CatalogueProduct]) -> Iterator[CatalogueProduct]:
    """The products without those whose titles differ from an earlier one in digits alone."""
    seen: set[str] = set()
    for product in products:
        key = _DIGITS.sub("#", product.title.lower())
        if key not in seen:
            seen.add(key)
            yield product


def categories(products: Iterable[CatalogueProduct]) -> list[str]:
    """The catalogue's own words for what a product is, most frequent first.

    A full title is ``SUPPLIER NAME category properties``: the small words after the name are it.
    """
    counts = Counter(filter(None, map(category_of, products)))
    return [phrase for phrase, count in counts.most_common() if count >= _MIN_TITLES]


def category_of(product: CatalogueProduct) -> str:
    """The words of small letters after the name in a title; empty where it has none."""
    head = f"{product.supplier} {product.name} "
    if not product.title.startswith(head):
        return ""
    words: list[str] = []
    for word in product.title[len(head) :].split():
        if not _PHRASE_WORD.fullmatch(word):
            break
        words.append(word)
    return " ".join(words).lower()


class QueryWriter:
    """Writes queries of one to four words, in small letters, from a product's own text."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """`phrases` are the catalogue's categories; see `categories`."""
        longest_first = sorted(phrases, key=len, reverse=True)
        self._phrase = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    def write(self, product: CatalogueProduct, random: Random) -> str:
        """One query that `product` answers; empty where its text has no usable word."""
        phrase = self._category(product, random)
        kind = random.random()
        if phrase and kind < 0.3:
            return phrase
        if phrase and kind < 0.45:
            return f"{product.supplier} {phrase}".lower()
        if phrase and product.modifiers and kind < 0.55:
            return f"{random.choice(product.modifiers)} {phrase}"
        if kind < 0.6:
            return product.supplier.lower()
        return self._keywords(product, random)

    def _category(self, product: CatalogueProduct, random: Random) -> str:
        """A category that the title names, or its last words: "toner cartridge", "cartridge"."""
        found = self._phrase.findall(product.title.lower())
        if not found:
            return ""
        words = random.choice(found).replace("/", " ").split()
        return " ".join(words[random.choice((0, 0, 1)) if len(words) > 1 else 0 :])

    def _keywords(self, product: CatalogueProduct, random: Random) -> str:
        """Neighbouring words of the title, or now and then of the description."""
        text = product.description if random.random() < 0.3 else product.title
        words = [word for word in _WORD.findall(text.lower()) if word not in _NO_QUERY]
        if not words:
            return ""
        count = random.choice((1, 1, 2, 2, 3, _MAX_WORDS))
        start = random.randrange(max(1, len(words) - count + 1))
        return " ".join(words[start : start + count])
