"""Amounts of money: an exact decimal and an ISO 4217 currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shopguide.domain.json_value import JsonValue

CURRENCIES = frozenset(
    "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK "
    "JOD JPY KES KRW KWD KZT LKR MAD MOP MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RUB SAR "
    "SEK SGD THB TND TRY TWD UAH USD UYU VND ZAR".split()
)
"""ISO 4217 codes of the currencies that product feeds are published in."""

MAX_AMOUNT = Decimal("1000000000")
"""No price is above it."""

_MINOR_DIGITS = dict.fromkeys("CLP ISK JPY KRW VND".split(), 0) | dict.fromkeys(
    "BHD JOD KWD OMR TND".split(), 3
)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact, non-negative amount in one currency."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def minor_digits(currency: str) -> int:
    """Decimals of a currency by ISO 4217: two of most, none of the yen, three of some dinars."""
    return _MINOR_DIGITS.get(currency, 2)


def money_to_json(money: Money | None) -> JsonValue:
    """The amount as a JSON object with its exact decimal as text; `money_from_json` reads it."""
    return None if money is None else {"amount": str(money.amount), "currency": money.currency}


def money_from_json(value: JsonValue) -> Money | None:
    """Read what `money_to_json` wrote; nothing is no price."""
    if value is None:
        return None
    record = cast("Mapping[str, str]", value)
    return Money(Decimal(record["amount"]), record["currency"])
