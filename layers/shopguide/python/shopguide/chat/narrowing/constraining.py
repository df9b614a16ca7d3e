"""Constraints of a conversation: merged turn by turn, each replaceable and removable."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias, cast

from shopguide.chat.reading.wishes import Wish
from shopguide.chat.state import ConversationState
from shopguide.domain.query import Chip, ConstraintKind
from shopguide.text.colours import colour_names
from shopguide.text.genders import gender_names
from shopguide.text.normalise import fold
from shopguide.text.product_filter import ANY_PRODUCT, ProductConstraints

MOST_WITHOUT = 20
"""Words that products must not have; the oldest give way."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "size": ("sizes",),
    "colour": ("colours",),
    "gender": ("genders",),
    "rating": ("rating_min",),
    "category": ("categories",),
    "stock": ("in_stock_only",),
    "brand": ("brands",),
    "price": ("price_min", "price_max", "currency"),
}
"""The kinds of constraints with their fields, in the order in which they are let go."""

OF_THE_SHOPPER = ("in_stock_only", "genders", "rating_min")
"""What says something of the shopper and not of the thing: it outlives a new need."""

_Value: TypeAlias = tuple[str, ...] | str | float | bool | None
_LISTS = {
    ConstraintKind.BRAND: "brands",
    ConstraintKind.COLOUR: "colours",
    ConstraintKind.SIZE: "sizes",
    ConstraintKind.GENDER: "genders",
}
_LEAVES_OUT = re.compile(
    r"without|no (?!clue|idea|problem|worr|need|thank|hurry|matter|pref)|"
    r"free of|excluding|except|不[要带含]|无|没有?|除|别",
    re.IGNORECASE,
)
_KIND_OF_WISH = {
    Wish.ANY_PRICE: "price",
    Wish.ANY_BRAND: "brand",
    Wish.ANY_COLOUR: "colour",
    Wish.ANY_SIZE: "size",
    Wish.ANY_RATING: "rating",
    Wish.ANY_STOCK: "stock",
    Wish.ANY_CATEGORY: "category",
    Wish.ANY_GENDER: "gender",
    Wish.OTHER_BRAND: "brand",
    Wish.OTHER_COLOUR: "colour",
}


def without_kind(constraints: ProductConstraints, kind: str) -> ProductConstraints:
    """The same without one kind of `FIELDS`."""
    usual = {name: getattr(ANY_PRODUCT, name) for name in FIELDS[kind]}
    return replace(constraints, **usual)


def with_values(
    constraints: ProductConstraints, kind: str, values: tuple[str, ...]
) -> ProductConstraints:
    """The same with these values of a kind of `FIELDS` that has a list of them."""
    return _changed(constraints, {FIELDS[kind][0]: values})


def kinds_of(constraints: ProductConstraints) -> tuple[str, ...]:
    """The kinds that ask something, in the order in which they are let go."""
    return tuple(kind for kind in FIELDS if without_kind(constraints, kind) != constraints)


def general(constraints: ProductConstraints) -> ProductConstraints:
    """What holds for another need as well."""
    return replace(ANY_PRODUCT, **{name: getattr(constraints, name) for name in OF_THE_SHOPPER})


def merge_chips(state: ConversationState, chips: Iterable[Chip]) -> ConversationState:
    """The state with what these chips ask; each replaces what was asked of its kind before.

    Of a price, a lower and an upper bound are two things, where both can hold.
    """
    for chip in chips:
        if chip.negated:
            state = _negated(state, chip)
        elif chip.kind is ConstraintKind.PRICE:
            state = _priced(state, chip)
        elif chip.kind in _LISTS:
            state = _listed(state, _LISTS[chip.kind], chip.values)
        elif chip.kind is ConstraintKind.AVAILABILITY:
            state = _with(state, in_stock_only=True)
        elif chip.kind is ConstraintKind.RATING:
            state = _with(state, rating_min=chip.at_least)
    return state


def remove_kinds(state: ConversationState, wishes: Iterable[Wish]) -> ConversationState:
    """The state without the kinds of which anything will do; they are not asked about then."""
    for wish in wishes:
        kind = _KIND_OF_WISH.get(wish)
        if kind is None:
            continue
        asked = tuple(dict.fromkeys((*state.asked, kind)))
        constraints = without_kind(state.constraints, kind)
        state = replace(state, constraints=constraints, asked=asked)
        if wish is Wish.ANY_COLOUR:
            state = replace(state, without=_but(state.without, _colours()))
    return state


def refuse(state: ConversationState, words: Iterable[str]) -> ConversationState:
    """The state with words that products must not have."""
    words = (*state.without, *words)
    return replace(state, without=tuple(dict.fromkeys(words))[-MOST_WITHOUT:])


def _negated(state: ConversationState, chip: Chip) -> ConversationState:
    words = chip.values
    name = _LISTS.get(chip.kind)
    if name is not None:
        kept = _but(getattr(state.constraints, name), words)
        state = _with(state, **{name: kept})
    if chip.kind is ConstraintKind.TERM:
        if not _LEAVES_OUT.match(chip.text):  # "not sure", "not in a hurry"
            return state
        words = (" ".join(words),)
    return refuse(state, words)


def _priced(state: ConversationState, chip: Chip) -> ConversationState:
    before = state.constraints
    low, high = chip.at_least, chip.at_most
    if low is None and before.price_min is not None and before.price_min <= (high or 0):
        low = before.price_min
    if high is None and before.price_max is not None and before.price_max >= (low or 0):
        high = before.price_max
    currency = chip.currency or before.currency
    return _with(state, price_min=low, price_max=high, currency=currency)


def _listed(state: ConversationState, name: str, values: tuple[str, ...]) -> ConversationState:
    state = replace(state, without=_but(state.without, values))
    return _with(state, **{name: values})


def _with(state: ConversationState, **changes: _Value) -> ConversationState:
    return replace(state, constraints=_changed(state.constraints, changes))


def _changed(constraints: ProductConstraints, changes: Mapping[str, _Value]) -> ProductConstraints:
    return replace(constraints, **cast("dict[str, Any]", changes))


def _but(words: tuple[str, ...], unwanted: Iterable[str]) -> tuple[str, ...]:
    folded = set(map(fold, unwanted))
    return tuple(word for word in words if fold(word) not in folded)


def _colours() -> list[str]:
    return [name for names in (colour_names(), gender_names()) for name in names]
