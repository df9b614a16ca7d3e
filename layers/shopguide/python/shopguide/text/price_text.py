"""Prices in any common notation: 15.00 USD, $1,299.00, 1.299,00 €, ¥199, 199元/件, 1.2万元."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from shopguide.domain.money import CURRENCIES, MAX_AMOUNT, Money
from shopguide.domain.row_problem import ProblemCode
from shopguide.text.amount_text import AMOUNT, Sign, read_amount, shortest
from shopguide.text.currency_words import CURRENCY_WORD, currencies_named, likeliest

_FACTORS = {"千": 1_000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_LABELS = "list price|price|mrp|now|only|价格|售价|现价|原价|单价|促销价|优惠价|活动价|特价"
_COUNTERS = "件个只台部盒包瓶套双条本支袋箱张片把组对份册块枚株副顶"
_PIECES = "each|ea|pcs?|pieces?|items?|units?|pair|set|box|pack|stück|stk|st|шт"
_TAXED = r"税込み?|含税|incl\.? ?(?:vat|gst|tax)|inkl\.? ?mwst\.?"
_NO_CENTS = r"[.,/][-–—]{1,2}"
_NATIVE = re.compile(r"([0-9]+(?:\.[0-9]{1,2})?) ([A-Z]{3})")
_PRICE = re.compile(
    rf"(?:(?:{_LABELS}) ?[:：]? ?)?"
    rf"(?P<before>(?:(?>{CURRENCY_WORD}) ?)*+)"
    rf"(?P<amount>{AMOUNT})(?:{_NO_CENTS})? ?(?P<factor>[{''.join(_FACTORS)}])?"
    rf"(?P<behind>(?: ?(?>{CURRENCY_WORD}))*+)"
    rf"(?: ?/ ?(?:[{_COUNTERS}]|{_PIECES})|(?: per)? (?:each|ea|piece|item)| ?每[{_COUNTERS}])?"
    rf"\.?(?: ?\(?(?:{_TAXED})\)?)?"
)
_CODE = re.compile(r"[a-z]{3} ?(?=[\d.,])|(?<=\d) ?[a-z]{3}(?![a-z])")
_RANGE = re.compile(
    rf"{AMOUNT}[^\d.,]*(?:[-–—~]|to|至|到)[^\d.,]*{AMOUNT}|起|^(?:from|ab|>)(?![a-z])|\+$"
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)? ?e ?\+?\d")
_NEGATIVE = re.compile(rf"\D*[-−–]\D*{AMOUNT}\D*|\(\D*{AMOUNT}\D*\)|{AMOUNT}-")
_FREE = frozenset("free gratis kostenlos gratuit 免费 免費 赠品".split())
_NO_PRICE = frozenset(
    "n/a|na|#n/a|-|--|–|—|none|null|nil|nan|\\n|tbd|tba|poa|call|call us|call for price|ask"
    "|price on request|on request|contact us|not available|unavailable|面议|面議|电议|询价|咨询"
    "|联系客服|暂无|暂无报价|暂无价格|无|待定|未定".split("|")
)
_MAX_CHARACTERS = 100
_SHOWN = 60
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "￥￡￦～’‘`´٠١٢٣٤٥٦٧٨٩", "¥£₩~''''0123456789"
)
_SPACES = re.compile(r"\s+")
_NAME_IT = (
    "write the currency beside the amount, such as '15.00 USD', or name it once in mapping.json"
    " or in SHOPGUIDE_CURRENCY"
)


class PriceTextError(ValueError):
    """A price cannot be read; the message says why, `code` is the kind of problem."""

    def __init__(self, reason: str, code: ProblemCode = ProblemCode.BAD_PRICE) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class ReadPrice:
    """A price; None where the text says that there is none.

    `other` is what the text could honestly mean too.
    """

    money: Money | None
    other: Money | None = None


def read_price(text: str, currency: str = "", decimal_mark: str = "") -> ReadPrice:
    """Read a price.

    Args:
        text: As the file has it.
        currency: What the shop's prices are in where they name no currency, or a sign that several
            share (``$``, ``¥``, ``kr``); empty if that is unknown.
        decimal_mark: ``.`` or ``,`` where it is known; empty to judge each price by itself.

    Raises:
        PriceTextError: it is no price, or its currency is unknown.
    """
    native = _NATIVE.fullmatch(text)
    if native and native[2] in CURRENCIES:
        return ReadPrice(_money(Decimal(native[1]), native[2], text))
    plain = _plain(text)
    if not plain or plain in _NO_PRICE:
        return ReadPrice(None)
    if plain in _FREE:
        return ReadPrice(Money(Decimal(0), currency or _without_currency(text)))
    if len(plain) > _MAX_CHARACTERS:
        raise PriceTextError(f"price {_shown(text)} is longer than {_MAX_CHARACTERS} characters")
    match = _PRICE.fullmatch(plain)
    return _read(match, text, currency, decimal_mark) if match else _refuse(plain, text)


def _plain(text: str) -> str:
    """Half-width and case-folded, without quotation marks and asterisks; AU $15 is AU$15."""
    plain = _SPACES.sub(" ", text.translate(_HALF_WIDTH)).strip(" '\"*").casefold()
    return plain.replace(" $", "$")


def _read(match: re.Match[str], text: str, default: str, decimal_mark: str) -> ReadPrice:
    before, behind = match["before"], match["behind"]
    currency = _currency(before, behind, text, default)
    sign = Sign.BEFORE if before else Sign.BEHIND if behind else Sign.NONE
    if (before + behind).strip().upper() == currency:
        sign = Sign.NONE
    factor = match["factor"]
    try:
        read = read_amount(match["amount"], currency, "." if factor else decimal_mark, sign)
    except ValueError as error:
        raise PriceTextError(f"price {_shown(text)}: {error}") from error
    money = _money(read.amount * _FACTORS.get(factor, 1), currency, text)
    if factor:
        money = Money(shortest(money.amount), currency)
    return ReadPrice(money, None if read.other is None else Money(read.other, currency))


def _currency(before: str, behind: str, text: str, default: str) -> str:
    named = currencies_named((before, behind))
    if named is None:
        return default or _without_currency(text)
    if not named:
        raise PriceTextError(f"price {_shown(text)} names two different currencies")
    found = likeliest(named, default)
    if found:
        return found
    choice = ", ".join(named)
    reason = f"price {_shown(text)} can be in any of {choice}: {_NAME_IT}"
    raise PriceTextError(reason, ProblemCode.NO_CURRENCY)


def _money(amount: Decimal, currency: str, text: str) -> Money:
    if amount > MAX_AMOUNT:
        raise PriceTextError(f"price {_shown(text)} is above {MAX_AMOUNT}")
    return Money(amount, currency)


def _without_currency(text: str) -> NoReturn:
    reason = f"price {_shown(text)} names no currency: {_NAME_IT}"
    raise PriceTextError(reason, ProblemCode.NO_CURRENCY)


def _refuse(plain: str, text: str) -> NoReturn:
    code = _CODE.search(plain)
    if _SCIENTIFIC.search(plain):
        reason = "was shortened by Excel; format the column as a number and export it again"
    elif _RANGE.search(plain):
        reason = "is a range; write the one amount that a shopper pays"
    elif _NEGATIVE.fullmatch(plain):
        reason = "is negative"
    elif code and code[0].strip().upper() not in CURRENCIES:
        reason = f"has {code[0].strip().upper()!r}, which is not a known ISO 4217 currency"
    else:
        reason = "is not an amount with a currency such as '15.00 USD'"
    raise PriceTextError(f"price {_shown(text)} {reason}")


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
