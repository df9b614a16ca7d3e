"""What an atomic change does to the members of a record."""

from collections.abc import Iterable, Mapping

from shopguide.domain.errors import InvalidInputError
from shopguide.domain.json_value import JsonObject, JsonValue, same_json


def has_members(record: JsonObject, expected: JsonObject) -> bool:
    """Whether each expected member has that value; null stands for null or absent."""
    return all(same_json(record.get(name), value) for name, value in expected.items())


def may_replace(record: JsonObject | None, *, if_absent: bool, expected: JsonObject | None) -> bool:
    """Whether a put may take the place of a record, None where there is none."""
    if if_absent and record is not None:
        return False
    return expected is None or (record is not None and has_members(record, expected))


def with_added(
    record: JsonObject, amounts: Mapping[str, float]
) -> tuple[dict[str, JsonValue], dict[str, float]]:
    """The record after adding to numeric members, and their new values.

    Raises:
        InvalidInputError: a member is there and not a number.
    """
    sums: dict[str, float] = {}
    for name, amount in amounts.items():
        old = record.get(name, 0)
        if isinstance(old, bool) or not isinstance(old, int | float):
            raise wrong_member(name, "a number")
        sums[name] = old + amount
    return {**record, **sums}, sums


def with_members(
    record: JsonObject, member: str, values: Iterable[str]
) -> tuple[dict[str, JsonValue], frozenset[str]]:
    """The record after adding to a set-valued member (a sorted list), and the whole set.

    Raises:
        InvalidInputError: the member is there and not a list of strings.
    """
    old = record.get(member, [])
    whole = frozenset(strings_of(member, old)) | frozenset(values)
    return {**record, member: sorted(whole)}, whole


def strings_of(member: str, value: JsonValue) -> list[str]:
    """The strings in the list; `InvalidInputError` if the member is anything else."""
    strings = (
        [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
    )
    if not isinstance(value, list) or len(strings) < len(value):
        raise wrong_member(member, "a list of strings")
    return strings


def wrong_member(member: str, wanted: str) -> InvalidInputError:
    """The error for a member that a change cannot be applied to."""
    return InvalidInputError(
        f"Member {member!r} of the record is not {wanted}.",
        fix="Use another member name, or write the record anew.",
        field=member,
    )
