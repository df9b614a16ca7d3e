"""A mapping: what the columns of a file with other headers than ours mean.

It lies beside the upload as JSON and is written by people or by ``shopguide catalog map``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from shopguide.domain.errors import CatalogFileError
from shopguide.domain.json_value import JsonValue
from shopguide.domain.money import CURRENCIES

MEMBERS = ("columns", "attributes", "ignore", "constants", "currency", "decimal_mark")
"""What the JSON object may have; each may be left out."""

MAX_MAPPING_BYTES = 1024 * 1024
DECIMAL_MARKS = ("", ".", ",")

_EXAMPLE = '{"columns": {"id": "ProductID", "title": "ProductName"}, "currency": "INR"}'


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What the columns of a file mean.

    Attributes:
        columns: Header in the file of each native column; two may name the same header.
        attributes: Header of each attribute by its name; None makes every other column an
            attribute under its own header.
        ignore: Headers that are left out.
        constants: Value of a native column that every row shares.
        currency: ISO 4217 code of prices that name none; empty where they do.
        decimal_mark: What stands before the cents, ``.`` or ``,``; empty to judge each price.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] | None = None
    ignore: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    decimal_mark: str = ""


def mapping_to_json(mapping: ColumnMapping) -> dict[str, JsonValue]:
    """The JSON object; `mapping_from_json` reads it back."""
    attributes = mapping.attributes
    return {
        "columns": dict(mapping.columns),
        "attributes": None if attributes is None else dict(attributes),
        "ignore": list(mapping.ignore),
        "constants": dict(mapping.constants),
        "currency": mapping.currency,
        "decimal_mark": mapping.decimal_mark,
    }


def mapping_from_bytes(content: bytes, file: str) -> ColumnMapping:
    """Read a mapping file, UTF-8 with or without mark; `file` is its name, for messages.

    Raises:
        CatalogFileError: ``bad_mapping``; `column` is the member at fault.
    """
    reader = _MappingReader(file)
    if len(content) > MAX_MAPPING_BYTES:
        reader.fail("", f"it is larger than {MAX_MAPPING_BYTES >> 20} MiB", _format())
    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=reader.members)
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeDecodeError:
        reader.fail("", "it is not UTF-8", "Save it as UTF-8.")
    except UnicodeEncodeError:
        reader.fail("", "it has half of a surrogate pair, such as \\ud800", "Write whole letters.")
    except json.JSONDecodeError as error:
        reason = f"it is not JSON: line {error.lineno}, character {error.colno}: {error.msg}"
        reader.fail("", reason, "Compare it with a JSON checker, or have it proposed anew.")
    except ValueError:  # Python reads no number of thousands of digits
        reader.fail("", "it has a number that is far too long", _format())
    except RecursionError:
        reader.fail("", "its lists or objects are nested too deeply", _format())
    return reader.mapping(document)


def mapping_from_json(document: JsonValue, file: str) -> ColumnMapping:
    """The mapping that a JSON value stands for.

    Raises:
        CatalogFileError: ``bad_mapping``; `column` is the member at fault.
    """
    return _MappingReader(file).mapping(document)


def bad_mapping(file: str, member: str, reason: str, fix: str) -> CatalogFileError:
    """The error of a mapping that cannot be used."""
    where = f"The mapping {file}" + (f", member {member!r}" if member else "")
    return CatalogFileError(
        f"{where}: {reason}.", file=file, reason="bad_mapping", column=member or None, fix=fix
    )


def _format() -> str:
    return f"Write one JSON object such as {_EXAMPLE}."


class _MappingReader:
    """Reads one mapping; every problem names the member."""

    def __init__(self, file: str) -> None:
        self._file = file

    def fail(self, member: str, reason: str, fix: str) -> NoReturn:
        raise bad_mapping(self._file, member, reason, fix)

    def members(self, pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        for name, value in pairs:
            if name in members:
                self.fail(name, "it stands there twice", "Keep one of them.")
            members[name] = value
        return members

    def mapping(self, document: JsonValue) -> ColumnMapping:
        if not isinstance(document, Mapping):
            self.fail("", "it is not a JSON object", _format())
        for name in document:
            if name not in MEMBERS:
                known = ", ".join(MEMBERS)
                self.fail(name, "there is no such member", f"The members are {known}.")
        attributes = document.get("attributes")
        mapping = ColumnMapping(
            columns=self._texts(document, "columns"),
            attributes=None if attributes is None else self._texts(document, "attributes"),
            ignore=self._list(document, "ignore"),
            constants=self._texts(document, "constants"),
            currency=self._text(document, "currency").upper(),
            decimal_mark=self._text(document, "decimal_mark"),
        )
        self._check(mapping)
        return mapping

    def _texts(self, document: Mapping[str, JsonValue], member: str) -> dict[str, str]:
        value = document.get(member)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fail(member, "it is not an object of names and texts", _format())
        texts: dict[str, str] = {}
        for name, text in value.items():
            if not isinstance(text, str) or not text.strip() or not name.strip():
                fix = f"Write a text in quotation marks, or leave {name!r} out."
                self.fail(f"{member}.{name}", f"{_shown(text)} is no text", fix)
            texts[name.strip()] = text.strip()
        return texts

    def _list(self, document: Mapping[str, JsonValue], member: str) -> tuple[str, ...]:
        value = document.get(member)
        if value is None:
            return ()
        if isinstance(value, str) or not isinstance(value, list | tuple):
            self.fail(member, "it is not a list", 'Write headers in brackets, ["NumImages"].')
        headers = tuple(header.strip() for header in value if isinstance(header, str))
        if len(headers) < len(value) or not all(headers):
            self.fail(member, "one of its headers is no text", "Write each in quotation marks.")
        return headers

    def _text(self, document: Mapping[str, JsonValue], member: str) -> str:
        value = document.get(member)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(member, f"{_shown(value)} is no text", "Write it in quotation marks.")
        return value.strip()

    def _check(self, mapping: ColumnMapping) -> None:
        if mapping.currency and mapping.currency not in CURRENCIES:
            reason = f"{mapping.currency!r} is not a known ISO 4217 currency"
            self.fail("currency", reason, "Write a code of three letters such as USD or CNY.")
        if mapping.decimal_mark not in DECIMAL_MARKS:
            reason = f"{_shown(mapping.decimal_mark)} is no decimal mark"
            self.fail("decimal_mark", reason, 'Write "." for 1,299.00 or "," for 1.299,00.')
        for native in mapping.constants:
            if native in mapping.columns:
                reason = f"{native!r} has a header in 'columns' too"
                self.fail(f"constants.{native}", reason, "Keep one of the two.")
        used = {*mapping.columns.values(), *(mapping.attributes or {}).values()}
        for header in mapping.ignore:
            if header in used:
                reason = f"{header!r} is used in 'columns' or 'attributes' too"
                self.fail("ignore", reason, "Keep it in one of them.")


def _shown(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]
