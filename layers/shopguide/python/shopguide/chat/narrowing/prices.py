"""Cheaper and dearer than what was shown."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shopguide.domain.money import Money, minor_digits
from shopguide.domain.product import Product
from shopguide.text.product_filter import ProductConstraints


def middle_price(products: Sequence[Product]) -> Money | None:
    """The lower median of what these products cost, in the currency that most of them have."""
    prices = [product.current_price for product in products if product.current_price]
    if not prices:
        return None
    currency = Counter(price.currency for price in prices).most_common(1)[0][0]
    amounts = sorted(price.amount for price in prices if price.currency == currency)
    return Money(amounts[(len(amounts) - 1) // 2], currency)


def priced_below(
    constraints: ProductConstraints, products: Sequence[Product]
) -> ProductConstraints:
    """The same for products that cost less than the middle of these: half a list is cheaper.

    Of one product alone, less than that one. Unchanged where none of them has a price.
    """
    middle = middle_price(products)
    if middle is None:
        return constraints
    highest = float(middle.amount - _least(middle.currency))
    if highest <= 0:
        return constraints
    if constraints.price_max is not None and constraints.currency in ("", middle.currency):
        highest = min(highest, constraints.price_max)
    low = constraints.price_min
    lowest = low if low is not None and low <= highest else None
    return replace(constraints, price_min=lowest, price_max=highest, currency=middle.currency)


def priced_above(
    constraints: ProductConstraints, products: Sequence[Product]
) -> ProductConstraints:
    """The same for products that cost more than the middle of these."""
    middle = middle_price(products)
    if middle is None:
        return constraints
    lowest = float(middle.amount + _least(middle.currency))
    high = constraints.price_max
    highest = high if high is not None and high >= lowest else None
    return replace(constraints, price_min=lowest, price_max=highest, currency=middle.currency)


def _least(currency: str) -> Decimal:
    """The smallest amount of a currency."""
    return Decimal(1).scaleb(-minor_digits(currency))
