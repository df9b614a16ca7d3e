"""Price and availability as sentences of either language have them."""

from collections.abc import Mapping

from shopguide.domain.money import Money
from shopguide.domain.product import Availability
from shopguide.text.language import Language

_AVAILABILITY: Mapping[Availability, Mapping[Language, str]] = {
    Availability.IN_STOCK: {"en": "in stock", "zh": "有货"},
    Availability.OUT_OF_STOCK: {"en": "out of stock", "zh": "暂时缺货"},
    Availability.PREORDER: {"en": "can be pre-ordered", "zh": "可以预订"},
    Availability.BACKORDER: {"en": "on backorder", "zh": "缺货，可以下单等待补货"},
}


def availability_in(availability: Availability, language: Language) -> str:
    """Whether something can be bought, behind "it is" or a name: ``in stock``, 有货."""
    return _AVAILABILITY[availability][language]


def money_in(money: Money, language: Language) -> str:
    """An amount as shoppers write it, with its exact decimals: ``129.00 USD``, ``89.00元``."""
    if language == "zh" and money.currency == "CNY":
        return f"{money.amount}元"
    return str(money)
