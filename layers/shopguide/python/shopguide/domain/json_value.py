"""The one type for data that travels as JSON."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

JsonValue: TypeAlias = Union[
    None, bool, int, float, str, Sequence["JsonValue"], Mapping[str, "JsonValue"]
]
"""Anything that ``json.dumps`` writes and ``json.loads`` reads back."""

JsonObject: TypeAlias = Mapping[str, JsonValue]

_SIMPLE = frozenset((str, int, float, bool, type(None)))
"""What most values are; to ask what else one is takes ten times as long."""


def same_json(left: JsonValue, right: JsonValue) -> bool:
    """Whether two values are equal as JSON: ``1`` is ``1.0``, but ``true`` is not ``1``."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(
            same_json(value, right[name]) for name, value in left.items()
        )
    if isinstance(left, Sequence) and isinstance(right, Sequence) and not isinstance(left, str):
        return len(left) == len(right) and all(map(same_json, left, right))
    return isinstance(left, bool) is isinstance(right, bool) and left == right


def plain_json(record: JsonObject) -> dict[str, JsonValue]:
    """A copy in plain dicts and lists, as `json.loads` would have made it."""
    return {
        key: member if type(member) in _SIMPLE else _plain(member) for key, member in record.items()
    }


def _plain(value: JsonValue) -> JsonValue:
    if type(value) in _SIMPLE:
        return value
    if isinstance(value, Mapping):
        return plain_json(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(member) for member in value]
    return value
