"""Amounts as people write them: which mark stands before the cents, and which groups thousands."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from shopguide.domain.money import minor_digits

AMOUNT = r"(?:\d+(?:[.,']\d+| \d{3}(?!\d))*|[.,]\d+)"
"""A pattern for what `read_amount` takes: marks are a point, a comma, an apostrophe, a space."""

_DECIMAL_COMMA = frozenset(
    "ARS BGN BRL CLP COP CZK DKK EUR HUF IDR ISK KZT MAD NOK PLN RON RUB SEK TND TRY UAH UYU VND"
    " ZAR".split()
)
"""Currencies whose people write 1.299,00; the others write 1,299.00."""

_MARK = re.compile(r"[.,' ]")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?: \d{3})+|(?: \d{2})+ \d{3})")
"""1 299 000, and 12 99 000 as in India."""

_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_MAX_CHARACTERS = 26
"""Decimal counts with 28 digits; the longest amounts are what computers make of 12.99."""

_MAX_DECIMALS = 4
_NOISE = Decimal("0.000001")


class Sign(Enum):
    """Where a sign such as € stands; codes and nothing at all are how machines write."""

    NONE = "none"
    BEFORE = "before"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class ReadAmount:
    """An amount, and what else it could honestly be."""

    amount: Decimal
    other: Decimal | None = None


def read_amount(
    text: str, currency: str, decimal_mark: str = "", sign: Sign = Sign.NONE
) -> ReadAmount:
    """Read `AMOUNT` in half-width characters.

    Of two different marks the last one stands before the cents, and a mark that comes twice groups
    thousands. Only a single mark before exactly three digits leaves a choice: `decimal_mark`
    decides where it is known, else what is usual for the currency and how many decimals it has.

    Raises:
        ValueError: with a sentence about the amount.
    """
    if len(text) > _MAX_CHARACTERS:
        raise ValueError(f"an amount has at most {_MAX_CHARACTERS} characters")
    marks = _MARK.findall(text)
    last = marks[-1] if marks else ""
    if last in ("", "'", " ") or marks.count(last) > 1:
        return ReadAmount(_whole(text))
    whole, _, decimals = text.rpartition(last)
    if not _ONE_GROUP.fullmatch(text):
        return ReadAmount(_exact(_whole(whole or "0"), decimals))
    fraction, thousands = Decimal(f"{whole}.{decimals}"), Decimal(whole + decimals)
    if decimal_mark:
        return ReadAmount(fraction if last == decimal_mark else thousands)
    is_fraction, is_sure = _judge(last, currency, sign)
    amount, other = (fraction, thousands) if is_fraction else (thousands, fraction)
    return ReadAmount(amount, None if is_sure else other)


def _judge(mark: str, currency: str, sign: Sign) -> tuple[bool, bool]:
    """Whether a single mark before three digits stands before decimals, and whether that is sure.

    A point is what product feeds (1.299 USD) have before decimals, whatever the currency, so behind
    it only the three decimals of a dinar, or a sign as in 1.299 €, are sure.
    """
    usual = "," if currency in _DECIMAL_COMMA else "."
    digits = minor_digits(currency)
    if digits > 2:
        return mark in (".", usual), mark in (",", usual)
    if mark == usual == "." and digits:
        return True, False
    if mark == ".":
        return False, usual == "," and sign is not Sign.NONE
    return False, usual == "." or sign is Sign.BEFORE


def _whole(text: str) -> Decimal:
    """A number of digits and marks that can only group thousands."""
    if text.isdecimal():
        return Decimal(text)
    marks = set(_MARK.findall(text))
    if len(marks) > 1 or not _THOUSANDS.fullmatch(_MARK.sub(" ", text)):
        raise ValueError(f"{text!r} is not an amount such as 1299.00 or 1,299.00")
    return Decimal(_MARK.sub("", text))


def _exact(whole: Decimal, decimals: str) -> Decimal:
    """The amount; 12.990000000000002 is what computers make of 12.99."""
    amount = Decimal(f"{whole}.{decimals}")
    if len(decimals) <= _MAX_DECIMALS:
        return amount
    rounded = round(amount, _MAX_DECIMALS)
    if abs(amount - rounded) > _NOISE:
        raise ValueError(f"{amount} has more than {_MAX_DECIMALS} decimals")
    return shortest(rounded)


def shortest(amount: Decimal) -> Decimal:
    """The amount without zeros at the end of its decimals, and never as 1E+2."""
    return amount.quantize(Decimal(1)) if amount == int(amount) else amount.normalize()
