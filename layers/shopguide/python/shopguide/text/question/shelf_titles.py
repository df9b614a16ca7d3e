"""Whether a title names a thing as what the product is: a kettle, and no descaler for kettles.

`text.accessories` tells most of what goes with another product; titles such as "Mouse Wrist Pillow"
or "printer/scanner spare part" name the other one right before what they are themselves.
"""

from shopguide.text.late_pattern import LatePattern
from shopguide.text.merchandising.phrases import Words, phrase_of, words_of
from shopguide.text.simplified import lookup_form
from shopguide.text.terms import is_han

_OTHERS = frozenset(
    phrase_of(word)[0]
    for word in (
        "accessory adapter adaptor arm bag base bay belt board box bracket cable cap carrier "
        "cart cartridge case ceiling chair charger cleaner cleaning clip cloth controller "
        "cooling cord cover desk dock drawer drum enclosure extender extension feet filter "
        "fixing frame furniture fuser glass head heatsink hinge holder hood hook housing ink "
        "interface kit lamp lens lift light lock maintenance manager memory module mount "
        "mounting outlet pack pad paper part pen pillow plate pod pole port pouch power "
        "protection protector rack radiator rail refill remote replacement rest ribbon riser "
        "roller screen screw security service shelf skin sleeve software solution spare stand "
        "sticker storage strap stylus supplies support svc supp switch table tape toner tower "
        "tray trolley upgrade wall warranty wipe wire wrist combo only"
    ).split()
)
"""What a product is that has the name of another one right before it."""

_NOT_BEFORE = frozenset(("for", "with", "w", "without", "fits", "per"))
_HAN_OTHERS = LatePattern(
    "膜|垫|套|壳|架|线|罩|贴|包装|收纳|清洁|配件|支架|底座|充电|保护|挂|刷|袋|盒|灯泡|滤|"
    "杯刷|带|扣|钩|盖"
)


def names_thing(title: str, thing: str) -> bool:
    """Whether a product of this title is the thing, which is named in one of the two languages.

    Args:
        title: Of the product.
        thing: The name without what describes it: "kettle" of "electric kettle".
    """
    if thing and is_han(thing[-1]):
        return _names_chinese(lookup_form(title), lookup_form(thing))
    return _names_english(title, phrase_of(thing.lower()))


def _names_chinese(title: str, thing: str) -> bool:
    start = title.find(thing)
    while start >= 0:
        if not _HAN_OTHERS.match(title, start + len(thing)):
            return True
        start = title.find(thing, start + 1)
    return False


def _names_english(title: str, thing: tuple[str, ...]) -> bool:
    folded = title.lower()
    found = words_of(folded)
    size = len(thing)
    for first in range(len(found.words) - size + 1):
        if found.words[first : first + size] != thing:
            continue
        if first and found.words[first - 1] in _NOT_BEFORE:
            continue
        if _is_named_last(folded, found, first + size - 1):
            return True
    return False


def _is_named_last(folded: str, found: Words, last: int) -> bool:
    """Whether the words up to `last` are not the beginning of another thing's name."""
    while last + 1 < len(found.words):
        between = folded[found.ends[last] : found.starts[last + 1]]
        if "/" not in between:
            return bool(between.strip()) or found.words[last + 1] not in _OTHERS
        last += 1  # "printer/scanner spare part" is a part of either
    return True
