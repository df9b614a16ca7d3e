"""What chips ask of the index."""

from datetime import UTC, datetime

import pytest

from shopguide.domain.filters import EVERYTHING, Match, Range
from shopguide.domain.indexed import IndexedDocument
from shopguide.domain.matching import passes
from shopguide.domain.query import Chip, ConstraintKind
from shopguide.search.chip_conditions import chip_condition, field_of, with_chips
from shopguide.text.index_layout import products_schema

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RED = Chip("colour:red", ConstraintKind.COLOUR, 0, 3, "red", values=("red",))
CHEAP = Chip(
    "price:-50,eur", ConstraintKind.PRICE, 0, 9, "under €50", at_most=50, currency="EUR"
)  # fmt: skip
SHOE = {"price": 40.0, "currency": "EUR", "colours": ["red", "black"], "terms": ["trail", "shoe"]}


def meets(chip: Chip, **fields: object) -> bool:
    document = IndexedDocument("P", {**SHOE, **fields})  # type: ignore[dict-item]
    return passes(document, with_chips(EVERYTHING, [chip], NOW))


def test_price_means_its_currency() -> None:
    assert meets(CHEAP)
    assert not meets(CHEAP, currency="USD")
    assert not meets(CHEAP, price=50.01)


def test_price_and_currency_stand_alone_so_that_facets_can_tell_their_own() -> None:
    matching = with_chips(EVERYTHING, [CHEAP], NOW)
    assert matching.must == (Range("price", None, 50), Match("currency", ("EUR",)))


def test_negated_chip_leaves_out_what_has_the_value() -> None:
    not_red = Chip("colour:!red", RED.kind, 0, 7, "not red", negated=True, values=("red",))
    assert meets(RED)
    assert not meets(not_red)
    assert meets(not_red, colours=["blue"])


def test_negated_word_leaves_out_what_has_all_its_terms() -> None:
    chip = Chip(
        "term:!trail shoe", ConstraintKind.TERM, 0, 3, "", negated=True, values=("trail", "shoe")
    )
    assert not meets(chip)
    assert meets(chip, terms=["road", "shoe"])


@pytest.mark.parametrize(
    ("value", "day", "is_met"),
    [
        ("new", datetime(2026, 5, 1, tzinfo=UTC), True),
        ("new", datetime(2025, 5, 1, tzinfo=UTC), False),
        ("2024", datetime(2024, 1, 1, tzinfo=UTC), True),
        ("2024", datetime(2024, 12, 31, tzinfo=UTC), True),
        ("2024", datetime(2025, 1, 1, tzinfo=UTC), False),
    ],
)
def test_release_is_within_a_year_or_in_the_year_that_is_named(
    value: str, day: datetime, is_met: bool
) -> None:
    chip = Chip("released", ConstraintKind.RELEASED, 0, 3, "new", values=(value,))
    days = (day - datetime(1970, 1, 1, tzinfo=UTC)).days
    assert meets(chip, released=days) is is_met


def test_every_kind_of_chip_is_about_a_field_of_the_index() -> None:
    fields = products_schema(4, "encoder").fields
    for kind in ConstraintKind:
        chip = Chip("id", kind, 0, 0, "", values=("2024",))
        assert field_of(chip) in fields
        assert chip_condition(chip, NOW)
