"""Numbers in words: 两千三百五, 一千五, "two hundred and fifty"."""

import re

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2, "俩": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
CHINESE_NUMERAL = "[零〇一二两俩三四五六七八九十百千万几]{1,9}"
"""What may be a number in Chinese, as a regular expression; `read_chinese` decides."""

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: value for value, word in enumerate(_ONES, 1)}
_WORDS |= {word: 10 * value for value, word in enumerate(_TENS, 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "grand": 1_000}
_WORD = f"(?:{'|'.join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))})"
ENGLISH_NUMERAL = rf"(?:a )?\b{_WORD}(?:(?:[ -]|(?<=hundred) and ){_WORD}){{0,4}}\b"
"""What may be a number in English words, in lower case, as a regular expression."""

_SEVERAL = re.compile("几([十百千万])")
_NEIGHBOURS = re.compile("([一两二三四五六七八])([二三四五六七八九])([十百千万]+)")


def read_chinese(text: str) -> tuple[float, float] | None:
    """The number that Chinese numerals say, as lowest and highest; None if they say none.

    两百五 is 250; 两三百 lies from 200 to 300, 几百 from 100 to 1,000. Digits without a unit are a
    number only alone: 二零二四 is a year.
    """
    if several := _SEVERAL.fullmatch(text):
        unit = _UNITS[several[1]]
        return unit, 10 * unit
    if between := _NEIGHBOURS.fullmatch(text):
        low, high = (read_chinese(digit + between[3]) for digit in between.group(1, 2))
        return (low[0], high[0]) if low and high and low < high else None
    value = _chinese_value(text)
    return None if value is None else (value, value)


def read_english(text: str) -> float | None:
    """The number that lower-case English words say, as `ENGLISH_NUMERAL` finds them."""
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "hundred":
            current = 100 * (current or 1)
        elif word in _SCALES:
            total, current = total + _SCALES[word] * (current or 1), 0
    return float(total + current) or None


def _chinese_value(text: str) -> float | None:
    """Sections up to 万, each a sum of digit times unit; a last digit counts the next unit down."""
    if "几" in text:
        return None
    total, section, digit, unit = 0, 0, -1, 1
    for character in text:
        if character in _DIGITS:
            if digit > 0:
                return None
            digit = _DIGITS[character]
            unit = 1 if digit == 0 else unit
        elif character == "万":
            total, section, digit = (section + max(digit, 0) or 1) * 10_000, 0, -1
            unit = 10_000
        else:
            unit = _UNITS[character]
            section += (digit if digit > 0 else 1) * unit
            digit = -1
    last = max(digit, 0) * (unit // 10 if unit > 10 else 1)
    return float(total + section + last) or None
