"""Amounts of money: an exact decimal and an ISO 4217 currency."""

import re
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
_AMOUNT = re.compile(r"^\d+(\.\d{1,4})?$")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms, as Chinese keyboards write them, to ASCII."""


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


def parse_money(text: str) -> Money:
    """Read the native price notation of product feeds, ``15.00 USD``, also in full width.

    Raises:
        ValueError: with a sentence that says what is wrong and shows the right form.
    """
    parts = text.translate(_HALF_WIDTH).split()
    if len(parts) != 2:
        raise ValueError(f"price {text!r} is not of the form '15.00 USD'")
    number, currency = parts
    if not _AMOUNT.match(number):
        raise ValueError(f"price {text!r}: {number!r} is not an amount such as 15.00")
    if currency.upper() not in CURRENCIES:
        raise ValueError(f"price {text!r}: {currency!r} is not a known ISO 4217 currency")
    amount = Decimal(number)
    if amount > MAX_AMOUNT:
        raise ValueError(f"price {text!r} is above {MAX_AMOUNT}")
    return Money(amount, currency.upper())


def money_to_json(money: Money | None) -> JsonValue:
    """The amount as a JSON object with its exact decimal as text; `money_from_json` reads it."""
    return None if money is None else {"amount": str(money.amount), "currency": money.currency}


def money_from_json(value: JsonValue) -> Money | None:
    """Read what `money_to_json` wrote; nothing is no price."""
    if value is None:
        return None
    record = cast("Mapping[str, str]", value)
    return Money(Decimal(record["amount"]), record["currency"])
