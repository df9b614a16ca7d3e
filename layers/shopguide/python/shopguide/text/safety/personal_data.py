"""Takes personal data out of text before it is kept.

A number is personal data only by its own check digit or form, or by the words before it; so ids of
products, GTINs, prices, sizes, model numbers and dates stay as they are, and so do the numbers of
orders, without which nobody could follow up a complaint.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shopguide.text.late_pattern import LatePattern
from shopguide.text.safety import personal_words as words
from shopguide.text.safety.personal_numbers import (
    is_card_number,
    is_chinese_identity,
    is_telephone,
)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Text in which personal data are replaced by what they were: ``[email]``, ``[phone]``.

    `kinds` are the kinds that were found, each once: ``email``, ``id``, ``card``, ``phone``,
    ``account``, ``passport``, ``address``, ``name``.
    """

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a kind looks like; the group ``it``, where there is one, is what is replaced."""

    kind: str
    pattern: LatePattern
    is_such: Callable[[str], bool] = bool


_EMAIL = LatePattern(
    r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64} ?[\[(] ?at ?[\])] ?[A-Za-z0-9-]{1,63}"
    r"(?: ?(?:\.|[\[(] ?dot ?[\])]) ?[A-Za-z]{2,24}){1,3}"
)
_IDENTITY = LatePattern(r"(?<![A-Za-z0-9_])[1-9]\d{5} ?\d{8} ?\d{3}[\dXxＸ](?![A-Za-z0-9_])")
_CARD = LatePattern(r"(?<![A-Za-z0-9_.-])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![A-Za-z0-9_]|[.-]\d)")
_AFTER = r"(?![A-Za-z0-9_]|[.-]\d)"
_BEFORE = r"(?<![A-Za-z0-9_.+-])"
_TELEPHONE = LatePattern(
    rf"{_BEFORE}(?:\+[1-9]\d{{0,2}}[ .-]?|00[1-9]\d{{0,2}} )(?:\(0?\d{{1,4}}\)[ .-]?)?"
    rf"\d{{2,5}}(?:[ .-]?\d{{2,5}}){{1,4}}{_AFTER}"
    rf"|{_BEFORE}1[3-9]\d(?:[ -]?\d{{4}}){{2}}{_AFTER}"
    rf"|{_BEFORE}(?:0[1-9]\d{{1,2}}-|\(0[1-9]\d{{1,2}}\) ?)[1-9]\d{{2,3}}[ -]?\d{{4}}{_AFTER}"
    rf"|{_BEFORE}(?:\([2-9]\d{{2}}\) ?|[2-9]\d{{2}}[.-])[2-9]\d{{2}}[.-]\d{{4}}{_AFTER}"
)
_RULES = (
    _Rule("email", _EMAIL),
    _Rule("id", _IDENTITY, is_chinese_identity),
    _Rule("card", _CARD, is_card_number),
    _Rule("phone", words.TELEPHONE_BY_WORD, is_telephone),
    _Rule("phone", words.CHINESE_TELEPHONE_BY_WORD, is_telephone),
    _Rule("phone", _TELEPHONE, is_telephone),
    _Rule("account", words.ACCOUNT),
    _Rule("passport", words.PASSPORT),
    _Rule("address", words.ADDRESS),
    _Rule("address", words.BARE_ADDRESS),
    _Rule("address", words.CHINESE_ADDRESS),
    _Rule("name", words.NAME),
    _Rule("name", words.CHINESE_NAME),
)


def redact(text: str) -> Redaction:
    """The text without e-mail addresses, telephone, card and identity numbers, names, addresses.

    The rest stays character for character.
    """
    kinds: dict[str, None] = {}
    for rule in _RULES:
        redacted = _replace(text, rule)
        if redacted != text:
            kinds[rule.kind] = None
            text = redacted
    return Redaction(text, tuple(kinds))


def _replace(text: str, rule: _Rule) -> str:
    pieces: list[str] = []
    start = 0
    for match in rule.pattern.finditer(text):
        which = "it" if "it" in match.groupdict() else 0
        if not rule.is_such(match[which]):
            continue
        pieces += (text[start : match.start(which)], f"[{rule.kind}]")
        start = match.end(which)
    return "".join((*pieces, text[start:]))
