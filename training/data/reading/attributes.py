"""All attributes of a product's row as one JSON object, whichever way the file gives them."""

import json
from collections.abc import Mapping

from shopguide.text.normalise import tidy_text
from training.data.reading.rows import as_text


def merged_attributes(attributes: str, product_detail: str, others: Mapping[str, str]) -> str:
    """Those of ``attributes`` (JSON), then ``product_detail``, then columns: the later one counts.

    Raises:
        ValueError: ``attributes`` is no JSON object, or has half of a surrogate pair.
    """
    record = json.loads(attributes, parse_int=str) if attributes else {}
    if not isinstance(record, dict):
        raise ValueError(f"{attributes[:40]!r} is no JSON object")
    merged = {tidy_text(name): tidy_text(as_text(value)) for name, value in record.items()}
    merged |= _of_product_detail(product_detail)
    merged |= {name: tidy_text(value) for name, value in others.items()}
    kept = {name: value for name, value in merged.items() if name and value}
    text = json.dumps(kept, ensure_ascii=False) if kept else ""
    text.encode()
    return text


def _of_product_detail(value: str) -> dict[str, str]:
    """Merchant's list of ``section:name:value``; a piece without a colon continues the one before.

    The section may be left out.
    """
    attributes: dict[str, str] = {}
    name = ""
    for piece in value.split(",") if value else ():
        parts = [tidy_text(part) for part in piece.split(":", 2)]
        if len(parts) > 1:
            name = parts[-2]
            attributes[name] = parts[-1]
        elif name:
            attributes[name] += f", {parts[0]}"
    return attributes
