"""What a chip asks of the index."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from shopguide.domain.filters import AllOf, AnyOf, Condition, Filter, Match, Range
from shopguide.domain.query import Chip, ConstraintKind

NEW_DAYS = 365
"""A product is new for as long after its release."""

NEW = "new"
_FIELDS = {
    ConstraintKind.BRAND: "brand",
    ConstraintKind.COLOUR: "colours",
    ConstraintKind.SIZE: "sizes",
    ConstraintKind.CATEGORY: "categories",
    ConstraintKind.GENDER: "genders",
    ConstraintKind.TERM: "terms",
    ConstraintKind.PRICE: "price",
    ConstraintKind.RATING: "rating",
    ConstraintKind.AVAILABILITY: "in_stock",
    ConstraintKind.RELEASED: "released",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def with_chips(matching: Filter, chips: Iterable[Chip], now: datetime) -> Filter:
    """The filter with what these chips ask beside it; `now` says what is new."""
    for chip in chips:
        condition = chip_condition(chip, now)
        if chip.negated:
            matching = matching.and_must_not(condition)
        else:
            # One by one, so that facets can tell what was chosen of their own field.
            parts = condition.conditions if isinstance(condition, AllOf) else (condition,)
            matching = matching.and_must(*parts)
    return matching


def field_of(chip: Chip) -> str:
    """The field of the index that a chip is about."""
    return _FIELDS[chip.kind]


def chip_condition(chip: Chip, now: datetime) -> Condition:
    """The condition that a chip names, whether or not it is negated."""
    field = field_of(chip)
    match chip.kind:
        case ConstraintKind.PRICE | ConstraintKind.RATING:
            among = Range(field, chip.at_least, chip.at_most)
            currency = (Match("currency", (chip.currency,)),) if chip.currency else ()
            condition: Condition = AllOf((among, *currency)) if currency else among
        case ConstraintKind.AVAILABILITY:
            condition = Match(field, (True,))
        case ConstraintKind.RELEASED:
            condition = AnyOf(tuple(_released(value, now) for value in chip.values))
        case ConstraintKind.TERM:
            condition = AllOf(tuple(Match(field, (value,)) for value in chip.values))
        case _:
            condition = Match(field, chip.values)
    return condition


def _released(value: str, now: datetime) -> Range:
    if value == NEW:
        return Range("released", _days(now - timedelta(days=NEW_DAYS)))
    year = int(value)
    return Range(
        "released",
        _days(datetime(year, 1, 1, tzinfo=UTC)),
        _days(datetime(year, 12, 31, tzinfo=UTC)),
    )


def _days(moment: datetime) -> int:
    return (moment - _EPOCH).days
