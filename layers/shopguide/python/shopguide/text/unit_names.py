"""Amounts as sentences of either language have them: 1 hour, 40 hours, 40小时."""

from collections.abc import Mapping

from shopguide.text.language import Language

_NAMES: Mapping[str, tuple[str, str, str]] = {
    "hour": ("hour", "hours", "小时"),
    "minute": ("minute", "minutes", "分钟"),
    "second": ("second", "seconds", "秒"),
    "day": ("day", "days", "天"),
    "week": ("week", "weeks", "周"),
    "month": ("month", "months", "个月"),
    "year": ("year", "years", "年"),
    "kilogram": ("kg", "kg", "公斤"),
    "gram": ("g", "g", "克"),
    "litre": ("litre", "litres", "升"),
    "millilitre": ("ml", "ml", "毫升"),
    "metre": ("m", "m", "米"),
    "centimetre": ("cm", "cm", "厘米"),
    "millimetre": ("mm", "mm", "毫米"),
    "inch": ("inch", "inches", "英寸"),
    "watt": ("W", "W", "瓦"),
    "milliamp-hour": ("mAh", "mAh", "毫安时"),
    "decibel": ("dB", "dB", "分贝"),
    "person": ("person", "people", "人"),
    "piece": ("piece", "pieces", "件"),
    "degree": ("degree", "degrees", "度"),
}
"""Units of `text/quantities.py`: of one in English, of several, and in Chinese."""


def amount_in(number: str, unit: str, language: Language) -> str | None:
    """A number with its unit in a language; None for a unit that is not translated.

    Args:
        number: As it shall stand there.
        unit: Canonical, as `text/quantities.py` has it.
        language: Of the sentence.
    """
    names = _NAMES.get(unit)
    if names is None:
        return None
    one, several, chinese = names
    if language == "zh":
        return f"{number}{chinese}"
    return f"{number} {one if number == '1' else several}"
