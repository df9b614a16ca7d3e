"""Reasons of recommendations in words: what the evidence says, and nothing else.

A sentence has a blank for each piece of evidence. Where a piece is missing (the product that a
reason names has left the shop, a count is not known), a sentence without that blank is said
instead; no blank is ever filled with a guess.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.money import CURRENCIES, MAX_AMOUNT, Money, minor_digits
from shopguide.domain.ranking import Reason
from shopguide.text.language import Language
from shopguide.text.offer_words import money_in
from shopguide.text.reason_sentences import SEGMENTS, SENTENCES
from shopguide.text.short_title import short_title

_INTEREST_WIDTH = 40
_MAX_DECIMALS = 4

_Blanks: TypeAlias = Mapping[str, str]


def reason_text(reason: Reason, language: Language, titles: Mapping[str, str]) -> str:
    """A reason as a shopper reads it.

    Args:
        reason: With its evidence.
        language: Of the sentence; titles stay as the catalogue has them.
        titles: Of products by their ids, at least those that reasons name; one that is missing is
            not named.

    Returns:
        One sentence without a full stop, e.g. ``Because you viewed “Office chair”``.
    """
    blanks = _blanks(reason, language, titles)
    for sentence in SENTENCES[language][reason.type]:
        if all(f"{{{name}}}" not in sentence or name in blanks for name in _BLANKS):
            return sentence.format_map(blanks)
    raise AssertionError(f"no sentence of {reason.type} stands alone")


def _blanks(reason: Reason, language: Language, titles: Mapping[str, str]) -> _Blanks:
    """What is known, by the name of its blank."""
    known = {name: read(reason.evidence, language) for name, read in _BLANKS.items() if read}
    known["title"] = short_title(titles.get(reason.product_id or "", ""))
    return {name: text for name, text in known.items() if text}


def _count(evidence: JsonObject, language: Language) -> str:
    """How many times: ``once``, ``twice``, ``1,204 times``."""
    count = evidence.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        return ""
    if language == "zh":
        return f"{count}次"
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _saving(evidence: JsonObject, language: Language) -> str:
    """An amount with the decimals of its currency: ``20.00 USD``, 20.00元."""
    currency = str(evidence.get("currency", ""))
    amount = _decimal(evidence.get("saving"))
    if amount is None or not 0 < amount <= MAX_AMOUNT or currency not in CURRENCIES:
        return ""
    digits = max(minor_digits(currency), -_exponent(amount))
    if digits > _MAX_DECIMALS:
        return ""
    return money_in(Money(amount.quantize(Decimal(1).scaleb(-digits)), currency), language)


def _rating(name: str) -> Callable[[JsonObject, Language], str]:
    """Reads a rating out of five with one decimal, or with two where it has them."""

    def read(evidence: JsonObject, _: Language) -> str:
        rating = _decimal(evidence.get(name))
        if rating is None or not 0 <= rating <= 5:
            return ""
        return f"{rating:.1f}" if rating == round(rating, 1) else f"{rating:.2f}"

    return read


def _interest(evidence: JsonObject, _: Language) -> str:
    interest = evidence.get("interest")
    return short_title(interest, _INTEREST_WIDTH) if isinstance(interest, str) else ""


def _date(evidence: JsonObject, _: Language) -> str:
    date = evidence.get("date")
    return date[:10] if isinstance(date, str) else ""


def _where(evidence: JsonObject, language: Language) -> str:
    """Where or when: ``on mobile``, 晚间; a country by its code, ``in DE``, DE地区."""
    segment = evidence.get("segment")
    if not isinstance(segment, str):
        return ""
    kind, _, code = segment.partition(":")
    if kind == "country" and len(code) == 2 and code.isascii() and code.isalpha():
        return f"{code}地区" if language == "zh" else f"in {code}"
    return SEGMENTS[language].get(segment, "")


_BLANKS: Mapping[str, Callable[[JsonObject, Language], str] | None] = {
    "title": None,  # of the product that the reason names, not out of its evidence
    "count": _count,
    "saving": _saving,
    "rating": _rating("rating"),
    "than": _rating("than"),
    "interest": _interest,
    "date": _date,
    "where": _where,
}


def _decimal(value: JsonValue) -> Decimal | None:
    """A finite number, of text or of JSON's kind; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
