"""Small catalogue files of every format and encoding, made from a seed: right ones and wrong ones.

Texts have markers in them that must never reach a page unescaped (`SCRIPT`) or be calculated
(`TEMPLATE`, whose result would be `RESULT`).
"""

import csv
import gzip
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from xml.sax.saxutils import escape

from shopguide.domain.catalog_import import CatalogKind

Row = dict[str, str]

SCRIPT = "<script>alert(1)</script>"
TEMPLATE = "{{31337*31337}}"
RESULT = "982007569"

TITLES = ("Lamp", 'Mug, 3" tall', "Chair\nwith arms", "无线耳机", "保温杯 & 杯套", "Ärmel", "تلفاز")
MARKERS = (SCRIPT, TEMPLATE, f'"><img src=x onerror=alert(1)>{TEMPLATE}', "'; DROP TABLE rows; --")
PRICES = ("5 USD", "$1,299.00", "1.299,00 €", "¥199元", "US$15", "12.50 CNY", "0.99 GBP", "0 USD")
ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\ufeff",
    "\u202eabc",
    "a" * 3000,
    "free",
    "½",
    "NaN",
    "-1",
    "1e400",
    "\x85\u2028",
)
SYNONYMS = {"title": "标题", "price": "价格", "brand": "品牌", "answer": "答案", "rating": "评分"}
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "gb18030")


@dataclass(frozen=True)
class CatalogueFile:
    """A file to upload, and the mapping beside it if there is one.

    `ids` are those of its rows where each of them is right and nobody can doubt it, else None.
    """

    kind: CatalogKind
    name: str
    content: bytes
    mapping: bytes = b""
    ids: frozenset[str] | None = None


def generated_file(random: Random) -> CatalogueFile:
    """A file of any kind and format; half of them have wrong rows."""
    kind = random.choice(list(CatalogKind))
    is_right = random.random() < 0.5
    rows = [_row(random, kind, number) for number in range(random.randint(1, 12))]
    if not is_right:
        rows = [_spoilt(random, row) for row in rows]
    writers = PRODUCT_WRITERS if kind.family == "products" else TEXT_WRITERS
    ending, write = random.choice(writers)
    encoding = random.choice(ENCODINGS)
    content = write(random, rows).encode(encoding, "replace")
    if random.random() < 0.2:
        ending, content = f"{ending}.gz", gzip.compress(content, 1)
    is_certain = is_right and encoding != "gb18030" and write is not _shopify
    ids = frozenset(row["id"] for row in rows) if is_certain else None
    return CatalogueFile(kind, f"shop.{ending}", content, ids=ids)


def _row(random: Random, kind: CatalogKind, number: int) -> Row:
    text = random.choice(TITLES) + random.choice(("", "", f" {random.choice(MARKERS)}"))
    row_id = f"p{random.randint(0, 3)}-{number}"
    product = random.choice(("p0-0", "base-1", "nobody"))
    if kind is CatalogKind.QA:
        return {"id": row_id, "product_id": product, "question": f"Why {text}?", "answer": text}
    if kind is CatalogKind.REVIEWS:
        rating = random.choice(("5", "4.5", "4/5", "★★★★☆"))
        return {"id": row_id, "product_id": product, "text": text, "rating": rating}
    if kind is CatalogKind.ARTICLES:
        return {"id": row_id, "title": text, "text": f"{text}\n\n{text * 30}", "date": "2026-01-31"}
    return {
        "id": row_id,
        "title": text,
        "price": random.choice(PRICES),
        "description": f"<p>{random.choice(TITLES)}</p>{random.choice(MARKERS)}",
        "brand": random.choice(("Acme", "声海", "")),
        "availability": random.choice(("in stock", "", "缺货", "12")),
        "seller": random.choice(("", "", "ann", "bob")),
        "color": random.choice(("red", "蓝", "", SCRIPT)),
    }


def _spoilt(random: Random, row: Row) -> Row:
    """The row, perhaps with wrong values, another row's id, or other columns."""
    spoilt = dict(row)
    for name in row:
        if random.random() < 0.08:
            spoilt[name] = random.choice((*ODD_TEXTS, *MARKERS, *PRICES))
    if random.random() < 0.2:
        spoilt["id"] = f"p0-{random.randint(0, 3)}"
    if random.random() < 0.1:
        spoilt[random.choice((SCRIPT, "Price (EUR)", "gtin", "date", "id "))] = TEMPLATE
    return spoilt


def _delimited(delimiter: str) -> Callable[[Random, Sequence[Row]], str]:
    def write(random: Random, rows: Sequence[Row]) -> str:
        names = list(dict.fromkeys(name for row in rows for name in row))
        shown = [SYNONYMS.get(name, name) for name in names] if random.random() < 0.3 else names
        text = io.StringIO(newline="")
        ends = random.choice(("\n", "\r\n"))
        writer = csv.writer(text, delimiter=delimiter, lineterminator=ends)
        if random.random() < 0.5:
            writer = csv.writer(
                text, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL
            )
        writer.writerow(shown)
        writer.writerows([row.get(name, "") for name in names] for row in rows)
        return text.getvalue()

    return write


def _xml_text(text: str) -> str:
    kept = "".join(each for each in text if each >= " " or each in "\n\t")
    return escape(kept)


def _xml(item: str, root: str) -> Callable[[Random, Sequence[Row]], str]:
    def write(random: Random, rows: Sequence[Row]) -> str:
        prefix = random.choice(("g:", "g:", ""))
        items = []
        for row in rows:
            names = [name for name in row if name.isidentifier()]
            members = (f"<{prefix}{n}>{_xml_text(row[n])}</{prefix}{n}>" for n in names)
            items.append(f"<{item}>{''.join(members)}</{item}>")
        opening = f'<{root} xmlns:g="http://base.google.com/ns/1.0">'
        return f"{opening}\n{chr(10).join(items)}\n</{root}>"

    return write


def _json_lines(random: Random, rows: Sequence[Row]) -> str:
    is_ascii = random.random() < 0.3
    return "\n".join(json.dumps(row, ensure_ascii=is_ascii) for row in rows) + "\n"


def _json_list(random: Random, rows: Sequence[Row]) -> str:
    document = random.choice((rows, {"products": rows}, {"version": 1, "items": rows}))
    return json.dumps(document, ensure_ascii=False, indent=random.choice((None, 1)))


def _shopify(random: Random, rows: Sequence[Row]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    header = ("Handle", "Title", "Body (HTML)", "Vendor", "Option1 Name", "Option1 Value")
    writer.writerow((*header, "Variant SKU", "Variant Price", "Image Src", "Status"))
    for row in rows:
        handle, price = row["id"].lower(), row.get("price", "").partition(" ")[0]
        status = random.choice(("active", "active", "draft", ""))
        about = (row.get("title", ""), row.get("description", ""), row.get("brand", ""))
        writer.writerow(
            (handle, *about, "Size", "S", f"{handle}-S", price, "http://a/1.png", status)
        )
        if random.random() < 0.5:
            variant = (handle, "", "", "", "", "M", random.choice(("", f"{handle}-M")), price)
            writer.writerow((*variant, "", ""))
        if random.random() < 0.5:
            writer.writerow((handle, *[""] * 7, "http://a/2.png", ""))
    return text.getvalue()


TEXT_WRITERS = (
    ("csv", _delimited(",")),
    ("tsv", _delimited("\t")),
    ("csv", _delimited(";")),
    ("txt", _delimited("|")),
    ("jsonl", _json_lines),
    ("json", _json_list),
    ("xml", _xml("item", "items")),
)
PRODUCT_WRITERS = (
    *TEXT_WRITERS,
    ("xml", _xml("item", "rss")),
    ("xml", _xml("entry", "feed")),
    ("csv", _shopify),
)
