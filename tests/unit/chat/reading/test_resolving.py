"""Which products words stand for, by what was shown, compared and is at hand."""

from decimal import Decimal

import pytest

from shopguide.chat.reading.resolving import Unresolved, resolve
from shopguide.chat.state import ConversationState
from shopguide.domain.money import Money
from shopguide.domain.product import Product
from shopguide.domain.question import Reference, ReferenceKind

LIVE = {
    name: Product(name, name, price=Money(Decimal(price), "CNY"))
    for name, price in (("a", 30), ("b", 10), ("c", 20))
}
SHOWN = ConversationState(shown=("a", "b", "c"))
COMPARED = ConversationState(shown=("a", "b", "c"), compared=("a", "c"))


def reference(kind: ReferenceKind, place: int = 0) -> Reference:
    return Reference(kind, 0, 1, place)


@pytest.mark.parametrize(
    ("state", "spoken", "ids"),
    [
        (SHOWN, reference(ReferenceKind.PLACE, 2), "b"),
        (SHOWN, reference(ReferenceKind.PLACE, -1), "c"),
        (SHOWN, reference(ReferenceKind.PRICE, 1), "b"),
        (SHOWN, reference(ReferenceKind.PRICE, -1), "a"),
        (SHOWN, reference(ReferenceKind.ALL), "abc"),
        (ConversationState(shown=("a", "b", "c"), focus="c"), reference(ReferenceKind.THIS), "c"),
        (ConversationState(shown=("a",)), reference(ReferenceKind.THIS), "a"),
        (ConversationState(shown=("a", "b"), focus="a"), reference(ReferenceKind.OTHER), "b"),
        (COMPARED, reference(ReferenceKind.ALL), "ac"),
        (ConversationState(shown=("a", "gone", "c")), reference(ReferenceKind.ALL), "ac"),
    ],
)  # fmt: skip
def test_words_stand_for_products(state: ConversationState, spoken: Reference, ids: str) -> None:
    assert [each.product_id for each in resolve([spoken], state, LIVE).products] == list(ids)


@pytest.mark.parametrize(
    ("state", "spoken", "why"),
    [
        (SHOWN, reference(ReferenceKind.PLACE, 7), Unresolved.OUT_OF_RANGE),
        (SHOWN, reference(ReferenceKind.PLACE, -4), Unresolved.OUT_OF_RANGE),
        (SHOWN, reference(ReferenceKind.THIS), Unresolved.WHICH),
        (SHOWN, reference(ReferenceKind.OTHER), Unresolved.WHICH),
        (ConversationState(), reference(ReferenceKind.THIS), Unresolved.NOTHING_SHOWN),
        (ConversationState(), reference(ReferenceKind.PLACE, 1), Unresolved.NOTHING_SHOWN),
        (ConversationState(shown=("gone",)), reference(ReferenceKind.PLACE, 1), Unresolved.GONE),
        (ConversationState(shown=("gone", "lost")), reference(ReferenceKind.ALL), Unresolved.GONE),
    ],
)
def test_says_why_no_product_is_meant(
    state: ConversationState, spoken: Reference, why: Unresolved
) -> None:
    resolved = resolve([spoken], state, LIVE)
    assert resolved.unresolved is why
    assert not resolved.products


def test_several_words_stand_for_several_products_each_once() -> None:
    spoken = [reference(ReferenceKind.PLACE, place) for place in (3, 1, 3)]
    assert [each.product_id for each in resolve(spoken, SHOWN, LIVE).products] == ["c", "a"]
