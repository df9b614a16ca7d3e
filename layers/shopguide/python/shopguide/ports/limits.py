"""Limits that every adapter of a port keeps, so that what works on a laptop works on AWS."""

import json
import re
from collections.abc import Mapping, Sequence

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.record_key import Key
from shopguide.ports.record_table import Write

MAX_RECORD_BYTES = 350_000
"""Size of a record as JSON; DynamoDB's own form of it has to fit into 400 KB."""

MAX_GROUP_WRITES = 25
MAX_MESSAGE_BYTES = 256 * 1024
MAX_DELAY_SECONDS = 900
MAX_OBJECT_KEY_BYTES = 1024

# What SQS takes is what XML 1.0 can carry.
_NOT_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def encode_record(key: Key, record: JsonObject) -> str:
    """The JSON text of a record.

    Raises:
        InvalidInputError: the key is empty or too long, or the record is too large or holds what
            JSON in UTF-8 cannot express.
    """
    _check_key(key)
    try:
        text = _ENCODER.encode(record)
        size = len(text.encode())
    except (TypeError, ValueError) as error:
        raise InvalidInputError(
            f"Record {key.partition}/{key.sort} is not JSON: {error}.",
            fix="Store only text, finite numbers, booleans, null, lists and objects.",
        ) from error
    if size > MAX_RECORD_BYTES:
        raise InvalidInputError(
            f"Record {key.partition}/{key.sort} has {size} bytes, more than {MAX_RECORD_BYTES}.",
            fix="Put large content into the object store and its key into the record.",
        )
    return text


def _plain(value: object) -> dict[str, JsonValue] | list[JsonValue]:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"{type(value).__name__} is not a JSON type")


# Made once: for a record of a few members that takes three times as long as to write it.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
)


def _check_key(key: Key) -> None:
    for name, part, most in (("partition", key.partition, 2048), ("sort", key.sort, 1024)):
        size = len(part.encode(errors="surrogatepass"))
        if not 1 <= size <= most:
            raise InvalidInputError(
                f"The {name} key of a record has {size} bytes.",
                fix=f"Use 1 to {most} bytes.",
                field=name,
            )


def check_groups(groups: Sequence[Sequence[Write]]) -> None:
    """Raise `InvalidInputError` unless each group has at most 25 writes with different keys."""
    for group in groups:
        if len(group) > MAX_GROUP_WRITES:
            raise InvalidInputError(
                f"A group has {len(group)} writes.", fix=f"Use at most {MAX_GROUP_WRITES}."
            )
        if len({write.key for write in group}) < len(group):
            raise InvalidInputError(
                "A group writes one record twice.", fix="Merge the writes or use two groups."
            )


def check_messages(bodies: Sequence[str], delay_seconds: int) -> None:
    """Raise `InvalidInputError` unless SQS would take these messages.

    Each body is 1 byte to 256 KiB of text as XML knows it, and the delay 0 to 900 seconds.
    """
    if not 0 <= delay_seconds <= MAX_DELAY_SECONDS:
        raise InvalidInputError(
            f"A message cannot be delayed by {delay_seconds} seconds.",
            fix=f"Use 0 to {MAX_DELAY_SECONDS}.",
        )
    for body in bodies:
        size = len(body.encode(errors="surrogatepass"))
        if not 1 <= size <= MAX_MESSAGE_BYTES:
            raise InvalidInputError(
                f"A message has {size} bytes.",
                fix=f"Use 1 to {MAX_MESSAGE_BYTES}; put large content into the object store.",
            )
        if match := _NOT_IN_XML.search(body):
            raise InvalidInputError(
                f"A message has the control character {match.group()!r}.",
                fix="Send JSON, which escapes control characters.",
            )


def check_object_key(key: str) -> None:
    """Raise `InvalidInputError` unless the key names one object in S3 and in a folder alike.

    A key is ``/``-separated and relative, has at most 1,024 bytes and 255 a segment, and no
    segment is empty or begins with a dot; so none climbs out with ``..`` or is a hidden file.
    """
    problem = _object_key_problem(key)
    if problem:
        raise InvalidInputError(
            f"The object key {key[:80]!r} {problem}.",
            fix="Use a relative key such as 'catalog/products/shop.csv'.",
            field="key",
        )


def _object_key_problem(key: str) -> str:
    segments = [segment.encode(errors="surrogatepass") for segment in key.split("/")]
    size = len(key.encode(errors="surrogatepass"))
    problems = {
        "is not valid Unicode": any("\ud800" <= character <= "\udfff" for character in key),
        "begins with '/'": key.startswith("/"),
        f"has more than {MAX_OBJECT_KEY_BYTES} bytes": size > MAX_OBJECT_KEY_BYTES,
        "has a backslash or a control character": any(
            ord(character) < 32 or character in "\\\x7f" for character in key
        ),
        "has an empty segment": b"" in segments,
        "has a segment that begins with '.'": any(map(_is_hidden, segments)),
        "has a segment of more than 255 bytes": max(map(len, segments)) > 255,
    }
    return next((problem for problem, found in problems.items() if found), "")


def _is_hidden(segment: bytes) -> bool:
    return segment.startswith(b".")
