"""Validation errors in plain words: which field, what is wrong, and the fix."""

from collections.abc import Mapping, Sequence
from typing import Any

from shopguide.api.errors import Problem
from shopguide.api.schemas.request import UNKNOWN_NAMES

_FIXES: Mapping[str, str] = {
    "missing": "Add it.",
    "bool_parsing": "Send true or false.",
    "bool_type": "Send true or false.",
    "int_parsing": "Send a whole number.",
    "int_type": "Send a whole number.",
    "int_from_float": "Send a whole number.",
    "int_parsing_size": "Send a smaller whole number.",
    "float_parsing": "Send a number.",
    "float_type": "Send a number.",
    "finite_number": "Send a finite number.",
    "decimal_parsing": "Send a number.",
    "decimal_type": "Send a number.",
    "string_type": "Send a string.",
    "string_unicode": "Send valid Unicode text.",
    "list_type": "Send a list.",
    "dict_type": "Send a JSON object.",
    "model_type": "Send a JSON object.",
    "model_attributes_type": "Send a JSON object.",
    "greater_than_equal": "Send {ge} or more.",
    "greater_than": "Send more than {gt}.",
    "less_than_equal": "Send {le} or less.",
    "less_than": "Send less than {lt}.",
    "string_too_short": "Send at least {min_length} characters.",
    "string_too_long": "Send at most {max_length} characters.",
    "too_short": "Send at least {min_length} of them.",
    "too_long": "Send at most {max_length} of them.",
    "enum": "Send one of {expected}.",
    "literal_error": "Send one of {expected}.",
    "string_pattern_mismatch": "Send text that matches {pattern}.",
    "datetime_from_date_parsing": "Send ISO 8601 with a time zone, e.g. 2026-01-31T12:00:00Z.",
    "datetime_parsing": "Send ISO 8601 with a time zone, e.g. 2026-01-31T12:00:00Z.",
    "datetime_type": "Send ISO 8601 with a time zone, e.g. 2026-01-31T12:00:00Z.",
    "timezone_aware": "Send ISO 8601 with a time zone, e.g. 2026-01-31T12:00:00Z.",
}
"""By pydantic's error type; https://docs.pydantic.dev/latest/errors/validation_errors/"""


def problem_of_validation(errors: Sequence[Mapping[str, Any]], content_type: str) -> Problem:
    """The problem that the first of pydantic's `errors` tells.

    Args:
        errors: As ``ValidationError.errors()`` gives them; ``loc`` begins with ``query``, ``path``
            or ``body``.
        content_type: Of the request; a body in another format than JSON is a problem of its own.
    """
    error = errors[0]
    source, *path = error["loc"]
    if error["type"] == "json_invalid":
        reason = f"{error['ctx']['error']} at character {path[0]}"
        return Problem("invalid_json", f"The body is not JSON: {reason}.", fix="Send valid JSON.")
    if source == "body" and not path:
        if error["type"] == "missing":
            return Problem("invalid_body", "The body is missing.", fix="Send a JSON object.")
        if not _is_json(content_type):
            said = f"said to be {content_type!r}" if content_type else "of no stated type"
            fix = "Send JSON with the header 'Content-Type: application/json'."
            return Problem("unsupported_media_type", f"The body is {said}.", fix=fix)
    field, detail, fix = explain(error, path)
    return Problem("invalid_body" if source == "body" else "invalid_parameter", detail, field, fix)


def explain(error: Mapping[str, Any], path: Sequence[str | int]) -> tuple[str | None, str, str]:
    """Field, detail and fix of one pydantic error; `path` leads to it from the parameter on."""
    context = error.get("ctx", {})
    if error["type"] == UNKNOWN_NAMES:
        field = dotted([*path, context["first"]])
        return field, f"{field!r} is not known here.", f"Known names: {context['known']}."
    field = dotted(path)
    named = f"{field!r}: " if field else ""
    fix = _FIXES.get(error["type"], "").format_map(context)
    return field or None, f"{named}{error['msg']}.", fix


def dotted(path: Sequence[str | int]) -> str:
    """A path into a document as callers write it: ``events.3.product_id``."""
    return ".".join(str(part) for part in path)


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")
