"""Which currency the prices of a file are in, and which mark stands before their cents."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.domain.money import CURRENCIES
from shopguide.text.currency_words import CURRENCY_WORD, currencies_named
from shopguide.text.normalise import fold
from shopguide.text.price_text import PriceTextError, read_price

_WORD = re.compile(CURRENCY_WORD)
_CENTS = re.compile(r"\d([.,])\d{1,2}(?!\d)(?!.*\d[.,]\d)")
_HEADER_PARTS = re.compile(r"[^\W\d_]+|[^\w\s()\[\]{}]+")
_MARKETPLACES = ("京东", "宝贝", "淘宝", "天猫", "拼多多", "拼单价", "一口价", "券后价")
"""Words of Chinese marketplaces, whose exports are in yuan without saying so."""


@dataclass(frozen=True, slots=True)
class CurrencyGuess:
    """The currency of amounts that name none, empty where nothing tells; and a note on it."""

    currency: str
    note: str


def guess_currency(
    prices: Sequence[SampledColumn], columns: Sequence[SampledColumn], shop_currency: str = ""
) -> CurrencyGuess:
    """By the values, else by the header of the price, else by words of marketplaces.

    Args:
        prices: The columns that hold amounts.
        columns: All columns.
        shop_currency: What an import takes where neither prices nor mapping name one.
    """
    if not prices:
        return CurrencyGuess("", "")
    return (
        _by_values(prices)
        or _by_header(prices)
        or _by_marketplace(column.header for column in columns)
        or _unknown(prices[0], shop_currency)
    )


def _unknown(price: SampledColumn, shop_currency: str) -> CurrencyGuess:
    said = f"No value says which currency {price.header!r} is in."
    if shop_currency:
        said += f" The shop's own is taken, {shop_currency} (SHOPGUIDE_CURRENCY). If it is another:"
    fix = (
        'Write its code into the mapping\'s "currency", or use --currency, such as --currency USD.'
    )
    return CurrencyGuess("", f"{said} {fix}")


def _by_values(prices: Sequence[SampledColumn]) -> CurrencyGuess | None:
    values = [value for column in prices for value in column.filled]
    named = Counter(filter(None, map(_currency_in, values)))
    if not named or named.total() < 0.5 * len(values):
        return None
    likeliest = named.most_common(1)[0][0]
    example = next(value for value in values if _currency_in(value) == likeliest)
    others = [code for code in sorted(CURRENCIES) if _currency_in(example, code) == code]
    if len(others) > 1:
        others.remove(likeliest)
        return CurrencyGuess(
            likeliest,
            f"{example!r} is taken for {likeliest}; its sign can also mean {', '.join(others)}:"
            ' change the mapping\'s "currency" then.',
        )
    if named.total() == len(values):
        return CurrencyGuess("", f"The prices name their currency: {', '.join(sorted(named))}.")
    return CurrencyGuess(likeliest, f"Prices that name no currency are taken for {likeliest}.")


def _currency_in(value: str, default: str = "") -> str:
    """The currency that a price names; `default`, if its sign can mean that; empty for none."""
    try:
        read = read_price(value, default)
    except PriceTextError:
        return ""
    return read.money.currency if read.money else ""


def _by_header(prices: Sequence[SampledColumn]) -> CurrencyGuess | None:
    for column in prices:
        for part in reversed(_HEADER_PARTS.findall(fold(column.header))):
            # Single Latin letters are abbreviations of anything.
            if _WORD.fullmatch(part) and (len(part) > 1 or not part.isascii() or part == "$"):
                currencies = currencies_named([part]) or ()
                if currencies:
                    said = f"The header {column.header!r} says that prices are in {currencies[0]}."
                    return CurrencyGuess(currencies[0], said)
    return None


def _by_marketplace(headers: Iterable[str]) -> CurrencyGuess | None:
    for header in headers:
        if any(name in header for name in _MARKETPLACES):
            said = f"{header!r} is a header of Chinese marketplaces, so prices are taken for CNY."
            return CurrencyGuess("CNY", said)
    return None


def guess_decimal_mark(prices: Sequence[SampledColumn]) -> str:
    """The mark before the cents, if all amounts that have cents agree; else empty."""
    marks = {
        found.group(1)
        for column in prices
        for value in column.filled
        if (found := _CENTS.search(value))
    }
    return marks.pop() if len(marks) == 1 else ""
