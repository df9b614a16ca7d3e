"""Constraints as JSON, for traces; and one short word for all that pages of one request share."""

from collections.abc import Collection
from dataclasses import MISSING, fields
from typing import Any

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.trace import TracedRequest
from shopguide.text.fingerprint import json_fingerprint
from shopguide.text.normalise import clean_text
from shopguide.text.product_filter import ProductConstraints


def constraints_from_json(record: JsonObject) -> ProductConstraints:
    """Read what `text.product_filter.constraints_to_json` wrote.

    Raises:
        InvalidInputError: it is something else.
    """
    known = {each.name: each.default for each in fields(ProductConstraints)}
    values: dict[str, Any] = {}
    for name, value in record.items():
        if name not in known or not _fits(value, known[name]):
            raise InvalidInputError(
                f"The trace has a constraint {name!r} that cannot be read.",
                fix="Send the trace whole, as the search answered it.",
                field="trace",
            )
        values[name] = tuple(value) if isinstance(value, list) else value
    return ProductConstraints(**values)


def page_fingerprint(request: TracedRequest, *, ignoring: Collection[str] = ()) -> str:
    """16 hex digits over all that makes a ranking: the same for each of its pages.

    Args:
        request: Of which limit and offset do not count.
        ignoring: Parameters that change what is told of hits, but not which they are.
    """
    return json_fingerprint(
        {
            "query": clean_text(request.query),
            "constraints": request.constraints,
            "parameters": {
                name: value for name, value in request.parameters.items() if name not in ignoring
            },
            "off": sorted(set(request.off)),
            "shopper": request.shopper_id,
        }
    )


def _fits(value: JsonValue, default: object) -> bool:
    """Whether a value is of the kind of a constraint's default; None stands for a bound."""
    if default is None or default is MISSING:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(member, str) for member in value)
    return type(value) is type(default)
