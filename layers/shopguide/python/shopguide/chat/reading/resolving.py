"""Which products a turn speaks of without naming them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shopguide.chat.state import ConversationState
from shopguide.domain.product import Product
from shopguide.domain.question import Reference, ReferenceKind

MOST_SPOKEN_OF = 5
"""Products that "all of them" means at most."""


class Unresolved(StrEnum):
    """Why it is not known which product is meant."""

    NOTHING_SHOWN = "nothing_shown"
    OUT_OF_RANGE = "out_of_range"
    GONE = "gone"
    """The shop does not have it any more."""

    WHICH = "which"
    """Several were shown, and it may be any of them."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The products that a turn speaks of, in order, or why they are not known.

    `place` is the one that was asked for where it is out of range, from 1.
    """

    products: tuple[Product, ...] = ()
    unresolved: Unresolved | None = None
    place: int = 0


def resolve(
    references: Sequence[Reference], state: ConversationState, live: Mapping[str, Product]
) -> Resolved:
    """The products of these references.

    Args:
        references: In the order of their words.
        state: Has what was shown, compared and is at hand.
        live: The products among those that the shop still has, by id.
    """
    found: dict[str, Product] = {}
    for reference in references:
        ids, place = _ids(reference, state, live)
        if not ids:
            return Resolved((), _why(state, place), place)
        gone = [each for each in ids if each not in live]
        if gone and reference.kind is not ReferenceKind.ALL:
            return Resolved((), Unresolved.GONE)
        found |= {each: live[each] for each in ids if each in live}
    products = tuple(found.values())
    return Resolved(products) if products else Resolved((), _nothing(state))


def _ids(
    reference: Reference, state: ConversationState, live: Mapping[str, Product]
) -> tuple[tuple[str, ...], int]:
    """Ids, and the place that was asked for."""
    shown = state.shown
    match reference.kind:
        case ReferenceKind.THIS:
            alone = shown[0] if len(shown) == 1 else ""
            focus = state.focus or alone
            return ((focus,) if focus else ()), 0
        case ReferenceKind.PLACE:
            place = reference.place
            index = place - 1 if place > 0 else len(shown) + place
            return ((shown[index],) if 0 <= index < len(shown) else ()), place
        case ReferenceKind.PRICE:
            return _by_price(reference.place, [live[each] for each in shown if each in live]), 0
        case ReferenceKind.ALL:
            return (state.compared or shown)[:MOST_SPOKEN_OF], 0
        case ReferenceKind.OTHER:
            others = [each for each in state.compared or shown if each != state.focus]
            return (tuple(others) if len(others) == 1 else ()), 0


def _by_price(place: int, products: Sequence[Product]) -> tuple[str, ...]:
    """The cheapest (1) or dearest (-1) one; prices in several currencies cannot be compared."""
    prices = {each.product_id: each.current_price for each in products}
    known = {key: price for key, price in prices.items() if price is not None}
    if not known or len({price.currency for price in known.values()}) > 1:
        return ()
    ranked = sorted(known, key=lambda key: known[key].amount)
    return (ranked[0] if place > 0 else ranked[-1],)


def _why(state: ConversationState, place: int) -> Unresolved:
    if not state.shown:
        return Unresolved.NOTHING_SHOWN
    return Unresolved.OUT_OF_RANGE if place else Unresolved.WHICH


def _nothing(state: ConversationState) -> Unresolved:
    return Unresolved.GONE if state.shown else Unresolved.NOTHING_SHOWN
