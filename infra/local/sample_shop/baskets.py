"""What lies in a cart together in the sample shop, and what is paid for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from infra.local.sample_shop.catalogue import SEED, SampleProduct, sample_products
from infra.local.sample_shop.dice import Dice

_COMPANIONS = 2
_COMPANION_WEIGHTS = (3, 1)
_ADDS_SHARE = 0.6
_PAID_SHARE = 0.5
_NEAR_TIER = 0.3


def fill_cart(product: SampleProduct, dice: Dice) -> Iterator[SampleProduct]:
    """What a shopper who puts this product into the cart adds to it: often what goes with it."""
    matching = companions(product)
    if matching and dice.chance(_ADDS_SHARE):
        yield dice.choose_weighted(matching, _COMPANION_WEIGHTS[: len(matching)])


def is_paid(dice: Dice) -> bool:
    """Whether a cart is bought, as a whole."""
    return dice.chance(_PAID_SHARE)


def companions(product: SampleProduct) -> Sequence[SampleProduct]:
    """The products that go with this one, the best first: of complements, alike in price class."""
    return _all_companions()[product.product_id]


@cache
def _all_companions() -> Mapping[str, Sequence[SampleProduct]]:
    return {each.product_id: _chosen(each) for each in sample_products()}


def _chosen(product: SampleProduct) -> Sequence[SampleProduct]:
    matching = [
        other
        for other in sample_products()
        if other.category.key in product.category.complements
        and other.category.key != product.category.key
        and other.language == product.language
        and other.availability == "in_stock"
        and abs(other.tier - product.tier) < _NEAR_TIER
    ]
    chosen: list[SampleProduct] = []
    dice = Dice(SEED, "companions", product.product_id)
    while matching and len(chosen) < _COMPANIONS:
        chosen.append(dice.choose_weighted(matching, [each.appeal for each in matching]))
        matching.remove(chosen[-1])
    return chosen
