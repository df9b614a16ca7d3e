"""Fingerprints: short words that are equal exactly when what they stand for is."""

import hashlib
import json
from collections.abc import Iterable

from shopguide.domain.json_value import JsonValue
from shopguide.domain.product import Product
from shopguide.text.product_text import product_text

_BYTES = 8


def text_fingerprint(texts: Iterable[str]) -> str:
    """16 hex digits over texts in their order; decides alone whether a row is embedded again."""
    digest = hashlib.blake2b(digest_size=_BYTES)
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\x00")
    return digest.hexdigest()


def product_text_fingerprint(product: Product) -> str:
    """`text_fingerprint` of what the encoder sees of a product."""
    return text_fingerprint((product_text(product),))


def json_fingerprint(value: JsonValue) -> str:
    """16 hex digits over a JSON value; the order of its members does not matter."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=_BYTES).hexdigest()
