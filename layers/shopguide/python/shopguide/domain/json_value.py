"""The one type for data that travels as JSON."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

JsonValue: TypeAlias = Union[
    None, bool, int, float, str, Sequence["JsonValue"], Mapping[str, "JsonValue"]
]
"""Anything that ``json.dumps`` writes and ``json.loads`` reads back."""

JsonObject: TypeAlias = Mapping[str, JsonValue]
