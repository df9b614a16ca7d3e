"""Records as DynamoDB items, and back, without loss.

A member is a top-level attribute, because DynamoDB adds only to those. Members that could be taken
for the table's own attributes get a leading underscore, and so do those that begin with one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.record_key import Key

Attribute: TypeAlias = dict[str, Any]
"""One value as DynamoDB types it, e.g. ``{"N": "5"}``."""

Item: TypeAlias = dict[str, Attribute]

EXPIRY = "expires_at"
_OWN = {"pk", "sk", EXPIRY}

# DynamoDB's numbers are decimals of 38 digits between these bounds; floats above 2**53 are whole.
_WHOLE = 2**53
_MOST_DIGITS = 10**38
_SMALLEST, _LARGEST = 1e-130, 9.99e125


def key_of(key: Key) -> Item:
    """The primary key of a record."""
    return {"pk": {"S": key.partition}, "sk": {"S": key.sort}}


def item_of(key: Key, record: JsonObject, expires_at: int | None) -> Item:
    """A record as an item."""
    item = key_of(key) | {member_name(name): attribute_of(value) for name, value in record.items()}
    if expires_at is not None:
        item[EXPIRY] = {"N": str(expires_at)}
    return item


def record_of(item: Item) -> dict[str, JsonValue]:
    """The record in an item."""
    return {
        name.removeprefix("_"): value_of(attribute)
        for name, attribute in item.items()
        if name not in _OWN
    }


def place_of(item: Item) -> Key:
    """The key of the record in an item."""
    return Key(item["pk"]["S"], item["sk"]["S"])


def is_expired(item: Item, now: float) -> bool:
    """Whether the record is to be treated as gone; DynamoDB removes it days later."""
    return EXPIRY in item and float(item[EXPIRY]["N"]) <= now


def member_name(name: str) -> str:
    """The attribute that holds a member."""
    return f"_{name}" if name in _OWN or name == "" or name.startswith("_") else name


def attribute_of(value: JsonValue) -> Attribute:
    """A JSON value as DynamoDB types it."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, Mapping):
        return {"M": {name: attribute_of(member) for name, member in value.items()}}
    if isinstance(value, Sequence):
        return {"L": [attribute_of(entry) for entry in value]}
    return {"N": _number_text(value)}


def value_of(attribute: Attribute) -> JsonValue:
    """The JSON value of an attribute; a set is a sorted list."""
    kind, content = next(iter(attribute.items()))
    if kind == "NULL":
        return None
    if kind == "M":
        return {name: value_of(member) for name, member in content.items()}
    if kind == "L":
        return [value_of(entry) for entry in content]
    if kind == "N":
        return number_of(content)
    if kind == "SS":
        return sorted(content)
    value: JsonValue = content
    return value


def number_of(text: str) -> int | float:
    """A number; whole ones become an int, which equals the float that was stored."""
    number = Decimal(text)
    whole = number == number.to_integral_value() and number.copy_abs() < _MOST_DIGITS
    return int(number) if whole else float(number)


def _number_text(number: float) -> str:
    size = abs(number)
    if isinstance(number, int):
        text, fits = str(number), size < _MOST_DIGITS
    else:
        # `repr` is the shortest decimal that reads back as the same float; as a whole number, it
        # would read back as another one.
        text = str(int(number)) if _WHOLE <= size < _MOST_DIGITS else repr(number)
        fits = size == 0 or _SMALLEST <= size <= _LARGEST
    if not fits:
        raise InvalidInputError(
            f"The number {number} cannot be stored.",
            fix="Use whole numbers of at most 38 digits, or floats from 1e-130 to 9.99e125.",
        )
    return text
