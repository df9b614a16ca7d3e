"""Which numbers are personal data by their check digit or their form."""

import re
from datetime import date

_NOT_DIGITS = re.compile(r"\D+")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ISSUED = re.compile(
    r"4\d{15}(?:\d{3})?"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}|62\d{14,17}|35(?:2[89]|[3-8]\d)\d{12}"  # American Express, UnionPay, JCB
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}"  # Discover, Diners Club
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_card_number(text: str) -> bool:
    """Whether it is the number of a bank card: of a known issuer, of its length, right by Luhn."""
    digits = _NOT_DIGITS.sub("", text)
    return _ISSUED.fullmatch(digits) is not None and _passes_luhn(digits)


def is_chinese_identity(text: str) -> bool:
    """Whether it is a Chinese identity number: a date of birth in it, the last character right.

    Check digit as in GB 11643-1999.
    """
    number = text.replace(" ", "").replace("Ｘ", "X").upper()
    digits = number[:17]
    if len(number) != 18 or not (digits.isascii() and digits.isdecimal()):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return 1900 <= born.year <= 2100 and _CHECKS[total % 11] == number[17]


def is_telephone(text: str) -> bool:
    """Whether a number in the form of a telephone number has as many digits as one."""
    return 7 <= len(_NOT_DIGITS.sub("", text)) <= 15


def _passes_luhn(digits: str) -> bool:
    values = [int(digit) for digit in digits[::-1]]
    return (sum(values[::2]) + sum(_DOUBLED[value] for value in values[1::2])) % 10 == 0
