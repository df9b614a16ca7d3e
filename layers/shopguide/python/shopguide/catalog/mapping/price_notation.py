"""Which currency the prices of a file are in, and which mark stands before their cents."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shopguide.catalog.mapping.sampled_column import SampledColumn
from shopguide.text.currency_words import CURRENCY_WORD, currencies_named
from shopguide.text.normalise import fold

_WORD = re.compile(CURRENCY_WORD)
_CENTS = re.compile(r"\d([.,])\d{1,2}(?!\d)(?!.*\d[.,]\d)")
_HEADER_PARTS = re.compile(r"[^\W\d_]+|[^\w\s()\[\]{}]+")
_CODES = re.compile("currency|币种|货币")
_MARKETPLACES = ("京东", "宝贝", "淘宝", "天猫", "拼多多")
"""Chinese marketplaces, whose exports are in yuan without saying so."""


@dataclass(frozen=True, slots=True)
class CurrencyGuess:
    """The currency of amounts that name none, empty where nothing tells; and a note on it."""

    currency: str
    note: str


def guess_currency(
    prices: Sequence[SampledColumn], columns: Sequence[SampledColumn]
) -> CurrencyGuess:
    """By the values, else by the header of the price, else by a column of currency codes.

    Args:
        prices: The columns that hold amounts.
        columns: All columns.
    """
    if not prices:
        return CurrencyGuess("", "")
    return (
        _by_values(prices)
        or _by_header(prices)
        or _by_codes(columns)
        or _by_marketplace(column.header for column in columns)
        or CurrencyGuess(
            "",
            f"No value says which currency {prices[0].header!r} is in. Write its code into the"
            ' mapping\'s "currency", or use --currency, such as --currency USD.',
        )
    )


def _by_values(prices: Sequence[SampledColumn]) -> CurrencyGuess | None:
    named: Counter[tuple[str, ...]] = Counter()
    amounts = 0
    for column in prices:
        for value in column.filled:
            amounts += 1
            found = currencies_named([re.sub(r"[\d.,'\s]+", " ", fold(value))])
            if found:
                named[found] += 1
    if not named or named.total() < 0.5 * amounts:
        return None
    currencies, _ = named.most_common(1)[0]
    if len(named) > 1 or len(currencies) == 1:
        said = ", ".join(sorted({found[0] for found in named}))
        missing = amounts - named.total()
        if not missing:
            return CurrencyGuess("", f"The prices name their currency: {said}.")
        return CurrencyGuess(
            currencies[0], f"Prices that name no currency are taken for {currencies[0]}."
        )
    others = ", ".join(currencies[1:])
    sign = _WORD.search(fold(next(filter(_has_word, prices[0].filled), "")))
    return CurrencyGuess(
        currencies[0],
        f"{sign.group() if sign else 'The sign'!r} is taken for {currencies[0]}; it can also mean"
        f' {others}: change the mapping\'s "currency" then.',
    )


def _has_word(value: str) -> bool:
    return bool(_WORD.search(fold(value)))


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


def _by_codes(columns: Sequence[SampledColumn]) -> CurrencyGuess | None:
    for column in columns:
        if not _CODES.search(fold(column.header)):
            continue
        for value, count in Counter(column.filled).most_common(1):
            found = currencies_named([fold(value)]) if _WORD.fullmatch(fold(value)) else None
            if found and count == len(column.filled):
                said = f"The column {column.header!r} says {value} in every row of the sample."
                return CurrencyGuess(found[0], said)
            if found:
                said = f"{column.header!r} has several currencies. A mapping knows one: write the"
                return CurrencyGuess("", f"{said} code beside each amount, such as 15.00 USD.")
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
