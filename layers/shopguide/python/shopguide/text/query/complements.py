"""What a product goes with or has: the laptop of "bag for laptop", the 华为 of 适用华为."""

from shopguide.text.late_pattern import LatePattern

_WINDOW = 40
_SEARCHING = "".join(
    rf"(?<!\b{verb} )"
    for verb in (
        "looking", "searching", "shopping", "hunting", "search", "look", "market", "shop", "asking",
        "suggestions", "recommendations", "recommendation", "deals", "wish", "except", "browse",
    )
)  # fmt: skip
_ARTICLE = "(?:(?:an?|the|my|your|his|her|our) )?"
_GOES_WITH = (
    rf"(?<=\w ){_SEARCHING}\bfor {_ARTICLE}|"
    rf"\b(?:compatible with|fits?|works? with|supports?) {_ARTICLE}|(?:适用于?|兼容|适配|支持|"
    rf"搭配|通用于) ?"
)
_HAS = rf"(?<=\w )(?:with|has|having|including|plus) {_ARTICLE}|(?:带|含|内置|配备) ?"
_WITH_IT = LatePattern(f"(?:{_GOES_WITH})$")
_PARTS = LatePattern(f"(?:{_HAS})$")


def goes_with(folded: str, start: int) -> bool:
    """Whether what begins at `start` of a folded query is what the product is to go with."""
    return _WITH_IT.search(folded, max(0, start - _WINDOW), start) is not None


def is_part(folded: str, start: int) -> bool:
    """Whether what begins at `start` is something that the product is to have."""
    return _PARTS.search(folded, max(0, start - _WINDOW), start) is not None
