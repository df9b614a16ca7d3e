"""How currencies are written beside an amount: codes, signs and words, in English and Chinese."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType

from shopguide.domain.money import CURRENCIES

_WRITTEN = {
    "USD": "us$ u$s us usd$ dollar dollars 美元 美金",
    "EUR": "€ euro euros 欧元",
    "GBP": "£ pound pounds 英镑",
    "CNY": "rmb cn¥ cn￥ yuan renminbi 人民币 人民幣",
    "JPY": "jp¥ yen 円 日元 日圆",
    "HKD": "hk$ hk 港币 港元 港幣",
    "TWD": "nt$ nt 新台币 新臺幣 新台幣 台币 台幣",
    "AUD": "a$ au$ 澳元",
    "CAD": "c$ ca$ cdn$ 加元",
    "NZD": "nz$",
    "SGD": "s$ sg$ 新加坡元",
    "MXN": "mx$ mex$",
    "MOP": "mop$ 澳门元",
    "BRL": "r$",
    "INR": "₹ rupee rupees 卢比",
    "CHF": "fr. sfr sfr. fr 瑞士法郎",
    "KRW": "₩ 원 won 韩元",
    "THB": "฿ baht บาท 泰铢",
    "RUB": "₽ руб руб. р. 卢布",
    "PLN": "zł zl złotych",
    "CZK": "kč",
    "HUF": "ft",
    "RON": "lei",
    "BGN": "лв лв.",
    "UAH": "₴ грн грн.",
    "TRY": "₺ tl",
    "ILS": "₪",
    "VND": "₫ đ vnđ 越南盾",
    "PHP": "₱",
    "IDR": "rp rp.",
    "MYR": "rm 马币",
    "ZAR": "r",
    "PEN": "s/ s/.",
    "NGN": "₦",
    "KZT": "₸",
    "AED": "dh dhs 迪拉姆",
    "SAR": "sr 里亚尔",
    "BDT": "৳",
}
_SHARED = {
    "$": "USD CAD AUD HKD TWD SGD NZD MXN CLP COP UYU MOP",
    "¥": "CNY JPY",
    "元": "CNY TWD HKD MOP",
    "圆": "CNY",
    "块": "CNY",
    "塊": "TWD HKD",
    "rs": "INR PKR",
    "rs.": "INR PKR",
    "kr": "SEK NOK DKK ISK",
    "kr.": "SEK NOK DKK ISK",
}
"""What several currencies share, with the one that is meant first where nothing else is said."""

_CROWNS = frozenset(_SHARED["kr"].split())
_CURRENCIES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {code.casefold(): (code,) for code in CURRENCIES}
    | {word: (code,) for code, line in _WRITTEN.items() for word in line.split()}
    | {word: tuple(line.split()) for word, line in _SHARED.items()}
)

CURRENCY_WORD = "|".join(map(re.escape, sorted(_CURRENCIES_OF, key=len, reverse=True)))
"""A pattern for one of them in case-folded, half-width text."""

_WORD = re.compile(CURRENCY_WORD)


def currencies_named(texts: Iterable[str]) -> tuple[str, ...] | None:
    """The currencies that texts made of `CURRENCY_WORD` can mean; None if they have no such word.

    More than one for a sign that several share, none if two words contradict each other.
    """
    words = list(chain.from_iterable(map(_WORD.findall, texts)))
    if not words:
        return None
    first, *others = (_CURRENCIES_OF[word] for word in words)
    return tuple(code for code in first if all(code in other for other in others))


def likeliest(currencies: tuple[str, ...], default: str) -> str:
    """Which one is meant in a shop of `default`; empty for crowns, of which none is likelier."""
    if default in currencies:
        return default
    if len(currencies) > 1 and _CROWNS.issuperset(currencies):
        return ""
    return currencies[0]


def currency_of_word(text: str, default: str = "") -> str:
    """The currency that a text names and nothing else, such as ``usd``, ``US$`` or 人民币.

    Empty if it is none, or one of several; `default` as in `likeliest`.
    """
    named = _CURRENCIES_OF.get(text.strip().casefold())
    return likeliest(named, default) if named else ""
