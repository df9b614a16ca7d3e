"""JSON objects as rows: members to fields of text, by name."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from shopguide.domain.json_value import JsonValue
from shopguide.text.catalog_columns import header_word

_AMOUNTS = ("value", "amount")
_CURRENCIES = ("currency", "currency_code", "currencycode")
_DETAIL = ("section_name", "attribute_name", "attribute_value")
_ONE_VALUE = frozenset(
    ("id", "title", "link", "image_link", "gtin", "price", "sale_price", "brand", "item_group_id")
)


def read_object(text: str) -> dict[str, Any]:
    """The JSON object that a text is; numbers are the text that was written.

    Raises:
        ValueError: it is no JSON object; the message says why.
        RecursionError: it is nested too deeply.
    """
    return as_object(DECODER.decode(text))


def as_object(value: object) -> dict[str, Any]:
    """The value, if it is an object.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, dict):
        raise ValueError('it is not a JSON object such as {"id": "1"}')
    return value


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number; leave the member out, or quote it")


DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_no_number, strict=False)


def fields_by_name(record: Mapping[str, JsonValue], synonyms: Mapping[str, str]) -> dict[str, str]:
    """The members of an object as a delimited file would have them.

    Lists of plain values are joined, a price with its currency is one text, and members of an
    object stand beside it as ``object.member``; an object of attributes stays JSON. Of several
    images or barcodes the first counts, and the others come as ``additional_image_link``, ….

    Args:
        record: The object.
        synonyms: Native names by header word.
    """
    fields: dict[str, str] = {}
    for name, value in record.items():
        word = header_word(name)
        native = synonyms.get(word, word)
        for key, text in _members(name, native, value):
            fields.setdefault(key, text)
    return fields


def _members(name: str, native: str, value: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        if native == "attributes":
            yield name, _json(value)
        elif price := _price(value):
            yield name, price
        else:
            yield from ((f"{name}.{key}", _text(member)) for key, member in value.items())
    elif isinstance(value, list) and native == "product_detail":
        yield name, ",".join(map(_detail, value))
    elif isinstance(value, list) and native in _ONE_VALUE and len(value) > 1:
        first, *others = value
        yield name, _text(first)
        yield f"additional_{native}", _text(others)
    else:
        yield name, _text(value)


def _price(value: Mapping[str, JsonValue]) -> str:
    """``15.00 USD`` of an object that is an amount and its currency; empty if it is none."""
    members = {header_word(name): _text(member) for name, member in value.items()}
    amount = next((members[word] for word in _AMOUNTS if word in members), "")
    currency = next((members[word] for word in _CURRENCIES if word in members), "")
    return f"{amount} {currency}" if amount and currency and len(members) == 2 else ""


def _detail(value: JsonValue) -> str:
    if not isinstance(value, Mapping):
        return _text(value)
    return detail_text(*(_text(value.get(name)) for name in _DETAIL))


def detail_text(section: str, name: str, value: str) -> str:
    """One entry of Merchant's ``product_detail``, such that its commas do not end it."""
    safe = value.replace(",", ";") if "," in value and ":" in value else value
    return f"{section.replace(':', ' ')}:{name.replace(':', ' ')}:{safe}"


def _text(value: JsonValue) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and not any(isinstance(member, list | Mapping) for member in value):
        return ", ".join(filter(None, map(_text, value)))
    if isinstance(value, list | Mapping):
        return _json(value)
    return str(value).strip()


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
