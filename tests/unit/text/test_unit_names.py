"""Amounts in sentences, as they are said and as they are read again."""

import pytest

from shopguide.text.language import Language
from shopguide.text.quantities import UNITS, Quantity, quantities
from shopguide.text.unit_conversion import smallest_unit
from shopguide.text.unit_names import amount_in


@pytest.mark.parametrize("unit", sorted(set(UNITS.values())))
@pytest.mark.parametrize("number", ["1", "2.5"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_amount_is_read_as_what_was_said(unit: str, number: str, language: Language) -> None:
    said = amount_in(number, unit, language)
    assert said is None or quantities(said) == {Quantity(number, unit)}


def test_one_of_a_unit_is_not_several() -> None:
    assert amount_in("1", "person", "en") == "1 person"
    assert amount_in("4", "person", "en") == "4 people"
    assert amount_in("4", "person", "zh") == "4人"


def test_unit_without_a_name_is_left_to_the_caller() -> None:
    assert amount_in("5", "hertz", "zh") is None


def test_measures_of_a_dimension_are_in_its_smallest_unit() -> None:
    assert smallest_unit("mass") == "gram"
    assert smallest_unit("term") == "month"
    assert smallest_unit("person") == "person"
