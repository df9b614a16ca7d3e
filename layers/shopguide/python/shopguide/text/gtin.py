"""Numbers of trade items: GTIN-8, -12 (UPC), -13 (EAN), -14, ISBN-13 and ISBN-10."""

import re

_VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
_LENGTHS = (8, 12, 13, 14)
_SHORTENED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s\-–‐.']+")
_WHOLE_NUMBER = re.compile(r"\d{7,14}\.0+")
_ISBN_10 = re.compile(r"\d{9}[\dX]")
_NONE = frozenset(
    "|-|0|n/a|na|none|null|nil|nan|no|does not apply|not applicable|not available|unknown"
    "|无|暂无|没有".split("|")
)


def read_gtin(text: str) -> str:
    """The digits of a GTIN; an ISBN-10 becomes its ISBN-13; empty where there is none.

    Spaces, hyphens and Excel's apostrophe are dropped; a UPC that lost its first zero gets it back.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    if len(text) == 13 and text.isascii() and text.isdecimal() and _is_right(text):
        return text  # most of them are such; a fifth of the time
    if text.casefold() in _NONE:
        return ""
    if _SHORTENED.fullmatch(text):
        raise ValueError("Excel has shortened the number; format the column as text first")
    number = text.partition(".")[0] if _WHOLE_NUMBER.fullmatch(text) else text
    number = _SEPARATORS.sub("", number.removeprefix("ISBN").lstrip(": ")).upper()
    if not number.strip("0"):
        return ""
    if _ISBN_10.fullmatch(number) and isbn_10_check_digit(number[:9]) == number[9]:
        return f"978{number[:9]}{check_digit(f'978{number[:9]}')}"
    if not (number.isascii() and number.isdecimal()):
        raise ValueError("a GTIN has only digits")
    if len(number) == 11 and _is_right(number):
        return f"0{number}"
    if len(number) not in _LENGTHS:
        raise ValueError(f"it has {len(number)} digits; a GTIN has 8, 12, 13 or 14")
    if not _is_right(number):
        wanted = check_digit(number[:-1])
        raise ValueError(f"its last digit should be {wanted}: there is a mistake in the number")
    return number


def is_gtin(text: str) -> bool:
    """Whether a text is such a number with the right check digit."""
    try:
        return read_gtin(text) != ""
    except ValueError:
        return False


def _is_right(number: str) -> bool:
    digits = number.encode().translate(_VALUES)
    return not (sum(digits[::-2]) + 3 * sum(digits[-2::-2])) % 10 and any(digits)


def check_digit(digits: str) -> str:
    """The last digit of a GTIN, from those before it (GS1 General Specifications, 7.9)."""
    values = digits.encode().translate(_VALUES)
    return str(-(3 * sum(values[::-2]) + sum(values[-2::-2])) % 10)


def isbn_10_check_digit(digits: str) -> str:
    """The last character of an ISBN-10, from the nine digits before it."""
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True))
    return "0123456789X"[-total % 11]
