"""Records become items, and groups become waves, without loss."""

import math
from decimal import ROUND_HALF_EVEN, Context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.adapters.dynamodb.attributes import attribute_of, item_of, member_name, record_of
from shopguide.adapters.dynamodb.attributes import value_of as read_attribute
from shopguide.adapters.dynamodb.waves import apply_in_waves
from shopguide.domain.errors import InvalidInputError
from shopguide.domain.record_key import Key

# What DynamoDB does with a number: 38 digits, without trailing zeros.
DYNAMODB = Context(prec=38, rounding=ROUND_HALF_EVEN, Emin=-130, Emax=126)


@given(st.integers(-(10**38) + 1, 10**38 - 1) | st.floats(allow_nan=False, allow_infinity=False))
def test_number_comes_back_exactly_or_is_refused(number: float) -> None:
    size = abs(number)
    try:
        text = attribute_of(number)["N"]
    except InvalidInputError:
        assert 0 < size < 1e-130 or size > 9.99e125
        return
    stored = format(DYNAMODB.create_decimal(text).normalize(DYNAMODB), "f")
    assert read_attribute({"N": stored}) == number


@pytest.mark.parametrize("number", [10**38, -(10**40), 1e126, 1e-131, math.inf])
def test_number_that_dynamodb_cannot_hold_is_refused(number: float) -> None:
    with pytest.raises(InvalidInputError):
        attribute_of(number)


@given(
    st.lists(st.sampled_from(["pk", "sk", "expires_at", "", "_", "__", "_pk", "a"]), unique=True)
)
def test_no_member_takes_the_place_of_another(names: list[str]) -> None:
    record = dict(zip(names, range(len(names)), strict=True))
    item = item_of(Key("p", "s"), record, expires_at=7)
    assert len({member_name(name) for name in names}) == len(names)
    assert (item["pk"], item["sk"], item["expires_at"]) == ({"S": "p"}, {"S": "s"}, {"N": "7"})
    assert record_of(item) == record


def test_groups_with_a_key_in_common_keep_their_order() -> None:
    groups = ["ab", "c", "bd", "e", "d", "ac", ""]
    applied: list[str] = []

    def apply(group: str) -> str:
        applied.append(group)
        return group.upper()

    results = apply_in_waves(groups, lambda letter: Key("p", letter), apply)  # type: ignore[arg-type]
    assert results == [group.upper() for group in groups]
    for first, group in enumerate(groups):
        for later in groups[first + 1 :]:
            if set(group) & set(later):
                assert applied.index(group) < applied.index(later)
