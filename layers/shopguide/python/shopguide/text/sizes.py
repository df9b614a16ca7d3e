"""Sizes of clothes and shoes, in one form however a shop or a shopper writes them."""

import re

from shopguide.text.named_values import Mention
from shopguide.text.simplified import lookup_form, simplify

_NAMES = {
    "extra small": "xs",
    "x-small": "xs",
    "small": "s",
    "medium": "m",
    "large": "l",
    "extra large": "xl",
    "x-large": "xl",
    "xx-large": "xxl",
    "one size fits all": "one size",
    "one-size": "one size",
    "os": "one size",
    "free size": "one size",
    "均码": "one size",
    "小号": "s",
    "中号": "m",
    "大号": "l",
    "加大号": "xl",
    "特大号": "xl",
}
_LETTERS = r"(?:[2-9]x[sl]|x{0,5}[sl]|m)"
_NUMBER = r"\d{1,3}(?:\.5)?"
_AROUND = re.compile(r"^(?:size|sizes|尺码|eu|eur|号型)[\s:：]*|码$")
_COUNTED = re.compile(r"([2-9])x([sl])")
_SEPARATORS = re.compile(r"\s*(?:[,;|、，；]|(?<!\d)/|/(?!\d))\s*")
_IN_TEXT = re.compile(
    rf"(?<![a-z0-9.])(?P<before>{_LETTERS}|{_NUMBER})\s?码"
    rf"|(?:(?<![a-z])size(?![a-z])|尺码)[\s:：]*(?:eu\s?)?(?P<after>{_LETTERS}|{_NUMBER})(?![a-z0-9.])"
    rf"|(?<![a-z0-9])eu\s?(?P<european>[1-5]\d(?:\.5)?)(?![a-z0-9.])"
    r"|(?P<free>均码|(?<![a-z])one[ -]size(?![a-z]))"
)
_LONGEST_VALUE = 24


def fold_size(size: str) -> str:
    """A size as the index has it: "42码", "EU 42" and "42" are ``42``, "2XL" is ``xxl``."""
    text = lookup_form(size)
    text = _NAMES.get(text) or _AROUND.sub("", text).strip()
    text = _NAMES.get(text, text)
    counted = _COUNTED.fullmatch(text)
    return "x" * int(counted[1]) + counted[2] if counted else text


def find_sizes(text: str) -> tuple[Mention, ...]:
    """Sizes that a text says are sizes, with the word that says so; `text` is cleaned or folded."""
    lower = simplify(text.lower())
    if len(lower) != len(text):
        return ()  # one letter of one language grows in lower case; spans would be off
    return tuple(
        Mention(fold_size(match[match.lastgroup or 0]), match.start(), match.end())
        for match in _IN_TEXT.finditer(lower)
    )


def sizes_of_value(value: str) -> list[str]:
    """The sizes in the value of a size column, such as ``S, M, L``."""
    sizes = (fold_size(part) for part in _SEPARATORS.split(value))
    return list(dict.fromkeys(size for size in sizes if 0 < len(size) <= _LONGEST_VALUE))
