"""What a filter means, for documents that no engine has: one passes or it does not."""

from collections.abc import Sequence

from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, HasId, Match, Range
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.json_value import JsonValue


def passes(document: IndexedDocument, matching: Filter) -> bool:
    """Whether all of `must` hold, none of `must_not`, and one of `any_of` if it has any."""
    return (
        all(_holds(document, condition) for condition in matching.must)
        and not any(_holds(document, condition) for condition in matching.must_not)
        and (not matching.any_of or any(_holds(document, one) for one in matching.any_of))
    )


def _holds(document: IndexedDocument, condition: Condition) -> bool:
    match condition:
        case AllOf(conditions):
            return all(_holds(document, one) for one in conditions)
        case AnyOf(conditions):
            return any(_holds(document, one) for one in conditions)
        case HasId(document_ids):
            return document.document_id in document_ids
        case Match(name, wanted):
            return any(
                _same(value, one) for value in field_values(document, name) for one in wanted
            )
        case Range(name, at_least, at_most):
            return any(_within(value, at_least, at_most) for value in field_values(document, name))


def field_values(document: IndexedDocument, name: str) -> Sequence[JsonValue]:
    """The values that a field holds: those of a list, or the one."""
    value = document.fields.get(name)
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _same(value: JsonValue, wanted: str | int | bool) -> bool:
    # In Python True equals 1; in JSON it does not.
    return type(value) is type(wanted) and value == wanted


def _within(value: JsonValue, at_least: float | None, at_most: float | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
