"""What happens to files on their way: bytes lost, turned, doubled; headers and mappings broken.

Each damage takes bytes and gives bytes, and is the same for the same seed.
"""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.integration.catalogue_files import SCRIPT, TEMPLATE, CatalogueFile

Damage = Callable[[Random, bytes], bytes]

_TEXTS = (
    *"\",;\t|\n\r\0{}[]<>&:\\/'",
    '""',
    '\\"',
    "\r\n",
    "\n\n",
    "\ufeff",
    "\u2028",
    "\\ud800",
    "\\udc00\\ud83d",
    "null",
    "1e999",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&lol;",
    "&#0;",
    "&#xD800;",
    '<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY b "&lol;&lol;">]>',
    '<!ENTITY x SYSTEM "file:///etc/passwd">',
    '<?xml version="1.0" encoding="utf-7"?>',
    "<item>",
    "</item>",
    "sep=;\n",
    SCRIPT,
    TEMPLATE,
)
PIECES: tuple[bytes, ...] = (
    *(text.encode() for text in _TEXTS),
    b"\xff",
    b"\xfe",
    b"\x80",
    b"\xe4\xb8",
    b"\xd6\xd0",
    b"\x1f\x8b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
)


def damaged(random: Random, file: CatalogueFile) -> CatalogueFile:
    """The file with one to four damages, or with another mapping."""
    content, mapping = file.content, file.mapping
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        content = random.choice(DAMAGES)(random, content)
    if random.random() < 0.15:
        mapping = _odd_mapping(random, mapping)
    name = file.name
    if random.random() < 0.06:
        name = random.choice(
            ("shop.gz", "shop.csv", "shop.xml", "shop.jsonl", "图.csv", "a b+c.json")
        )
    return replace(file, name=name, content=content, mapping=mapping, ids=None)


def _place(random: Random, content: bytes) -> int:
    return random.randint(0, len(content))


def _span(random: Random, content: bytes, longest: int = 400) -> tuple[int, int]:
    start = _place(random, content)
    return start, min(len(content), start + random.randint(0, longest))


def _flip(random: Random, content: bytes) -> bytes:
    turned = bytearray(content)
    for _ in range(random.randint(1, 6) if content else 0):
        turned[random.randrange(len(turned))] ^= 1 << random.randrange(8)
    return bytes(turned)


def _cut_out(random: Random, content: bytes) -> bytes:
    start, end = _span(random, content)
    return content[:start] + content[end:]


def _put_in(random: Random, content: bytes) -> bytes:
    where = _place(random, content)
    piece: bytes = random.choice((*PIECES, random.randbytes(random.randint(1, 8))))
    return content[:where] + piece + content[where:]


def _sprinkle(random: Random, content: bytes) -> bytes:
    piece = random.choice(PIECES)
    for _ in range(random.randint(2, 12)):
        where = _place(random, content)
        content = content[:where] + piece + content[where:]
    return content


def _double(random: Random, content: bytes) -> bytes:
    start, end = _span(random, content, 2000)
    return content[:end] + content[start:end] + content[end:]


def _swap(random: Random, content: bytes) -> bytes:
    a, b, c, d = sorted(_place(random, content) for _ in range(4))
    return content[:a] + content[c:d] + content[b:c] + content[a:b] + content[d:]


def _truncate(random: Random, content: bytes) -> bytes:
    return content[: _place(random, content)]


def _other_encoding(random: Random, content: bytes) -> bytes:
    """From somewhere on, or up to there, the bytes of another encoding."""
    where = _place(random, content)
    first, second = content[:where], content[where:]
    codec = random.choice(("utf-16-le", "utf-16", "gb18030", "latin-1", "cp1252", "big5", "utf-32"))
    if random.random() < 0.3:
        return first.decode("utf-8", "replace").encode(codec, "replace") + second
    return first + second.decode("utf-8", "replace").encode(codec, "replace")


def _join_lines(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    for _ in range(min(3, len(lines))):
        number = random.randrange(len(lines))
        lines[number] = lines[number].rstrip(b"\r\n")
    return b"".join(lines)


def _shuffle_lines(random: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    header, rows = lines[:1], lines[1:]
    random.shuffle(rows)
    return b"".join(random.choice((header, [])) + rows + rows[:2])


def _line_ends(random: Random, content: bytes) -> bytes:
    return content.replace(b"\n", random.choice((b"\r", b"\r\n", b"\n\r", b"\n\n", b"\x85")))


def _huge_field(random: Random, content: bytes) -> bytes:
    where = _place(random, content)
    size = random.choice((70_000, 101_000, 1_100_000)) if random.random() < 0.1 else 5_000
    return (
        content[:where]
        + random.choice((b"x", b"<b>", b"[", b'{"a":', b'"', b"<a>")) * (size // 3)
        + content[where:]
    )


def _header(random: Random, content: bytes) -> bytes:
    first, end, rest = content.partition(b"\n")
    names = first.split(b",")
    number = random.randrange(len(names))
    names[number : number + 1] = random.choice(
        (
            [],
            [names[number]] * 2,
            [names[number].upper()],
            [b""],
            [b"price"],
            [b"id", b"title"],
            [SCRIPT.encode()],
            [b"rejected_line"],
            [f"{TEMPLATE} (USD)".encode()],
            [names[number] + b" "],
        )
    )
    if random.random() < 0.2:
        random.shuffle(names)
    return b",".join(names) + end + rest


def _gzip(random: Random, content: bytes) -> bytes:
    packed = gzip.compress(content, 1)
    return random.choice((_flip, _truncate, _cut_out, _double, lambda _, it: it))(random, packed)


DAMAGES: tuple[Damage, ...] = (
    _flip,
    _cut_out,
    _put_in,
    _put_in,
    _sprinkle,
    _double,
    _swap,
    _truncate,
    _other_encoding,
    _join_lines,
    _shuffle_lines,
    _line_ends,
    _huge_field,
    _header,
    _header,
    _gzip,
)


def _odd_mapping(random: Random, mapping: bytes) -> bytes:
    """The mapping's bytes damaged, or another one of any sense."""
    if mapping and random.random() < 0.4:
        return random.choice(DAMAGES)(random, mapping)
    headers = ("id", "title", "price", "upc", "name", "Price", "nothing", SCRIPT)
    natives = ("id", "title", "price", "sale_price", "brand", "text", "seller", "colour")
    pairs = {random.choice(natives): random.choice(headers) for _ in range(random.randint(0, 3))}
    document: dict[str, object] = {
        "columns": pairs,
        "attributes": random.choice((None, None, {}, {"color": "color", "id": "title"})),
        "ignore": random.choice(([], ["title"], [SCRIPT], "price", [1])),
        "constants": random.choice(({}, {"brand": TEMPLATE}, {"price": "5"}, {"id": "one"})),
        "currency": random.choice(("", "USD", "cny", "XXX", 5)),
        "decimal_mark": random.choice(("", ".", ",", "'")),
    }
    kept = {name: value for name, value in document.items() if random.random() < 0.5}
    return json.dumps(random.choice((kept, kept, kept, [kept]))).encode()
