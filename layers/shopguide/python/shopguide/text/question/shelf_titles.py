"""Whether a title names a thing as what the product is: a kettle, and no descaler for kettles.

An English title names its kind last and what goes with it behind "with" or a comma, so that words
such as "cable" or "spare part" after the thing say that the product is something else. Words before
it do not: the "kit" of "RHINO 5200 Kit label printer".
"""

import re
from collections.abc import Sequence

from shopguide.text.accessories import asks_for_accessory, is_accessory
from shopguide.text.late_pattern import LatePattern
from shopguide.text.merchandising.phrases import Phrase, Words, phrase_of, words_of
from shopguide.text.simplified import lookup_form
from shopguide.text.terms import is_han

_OTHERS = frozenset(
    phrase_of(word)[0]
    for word in (
        "accessory adapter adaptor arm bag base bay belt board box bracket cable cap carrier "
        "cart cartridge case ceiling chair charger cleaner cleaning clip cloth controller "
        "cooling cord cover desk dock drawer drum enclosure extender extension feet filter "
        "fixing frame furniture fuser glass head heatsink hinge holder hood hook housing ink "
        "interface kit label lamp lead lens lift light lock maintenance manager memory module "
        "mount mounting outlet pack pad paper part pen pillow plate pod pole port pouch power "
        "protection protector rack radiator rail refill remote replacement rest ribbon riser "
        "roller screen screw security service shelf skin sleeve software solution spare stand "
        "sticker storage strap stylus supplies support svc supp switch table tape toner tower "
        "tray trolley upgrade wall warranty wipe wire wrist combo only"
    ).split()
)
"""What a product is that has the name of another one right before it."""

_NOT_BEFORE = frozenset(("for", "with", "w", "without", "fits", "per"))
_GOES_WITH = LatePattern(r"\b(?:for|f/|compatible with)(?![a-z]).*$")
_SAID_BEFORE = LatePattern(r"\b(?:accessory|cleansing|cleaning|spare part)\b")
_NO_SIGN = re.compile(r"\b\w+(?:-\w+)+|\bfor free\b")
"""What only looks like a sign of another thing: the band of "Dual-band"."""

_END_OF_KIND = re.compile(r"[,(\[;|]")
_HAN_OTHERS = LatePattern(
    "膜|垫|套|壳|架|线|罩|贴|包装|收纳|清洁|配件|支架|底座|充电|保护|挂|刷|袋|盒|灯泡|滤|"
    "杯刷|带|扣|钩|盖"
)
_WHOLE_HAN = 3
"""Chinese names up to so long are not taken apart."""


def names_thing(title: str, name: str) -> bool:
    """Whether a product of this title is what a name says.

    Args:
        title: Of the product.
        name: Of a thing, what describes it before it: "electric kettle", 电热水壶.
    """
    if name and is_han(name[-1]):
        return _names_chinese(lookup_form(title), lookup_form(name))
    return _names_english(title.lower(), phrase_of(name.lower()), asks_for_accessory(name))


def _names_chinese(title: str, name: str) -> bool:
    described, thing = (name[:-2], name[-2:]) if len(name) > _WHOLE_HAN else ("", name)
    if is_accessory(title) and not asks_for_accessory(name):
        return False
    if any(pair not in title for pair in _pairs(described)):
        return False
    start = title.find(thing)
    while start >= 0:
        if not _HAN_OTHERS.match(title, start + len(thing)):
            return True
        start = title.find(thing, start + 1)
    return False


def _pairs(described: str) -> Sequence[str]:
    """What describes a thing, two characters at a time; single ones say too little."""
    return [described[place : place + 2] for place in range(0, len(described) - 1, 2)]


def _names_english(folded: str, name: Phrase, asks_accessory: bool) -> bool:
    found = words_of(folded)
    if not name or not set(name) <= set(found.words):
        return False
    if any(character.isdigit() for character in name[-1]):
        # A model, and no kind of thing: it stands there as it is called.
        return any(found.words[n : n + len(name)] == name for n in range(len(found.words)))
    places = [place for place, word in enumerate(found.words) if word == name[-1]]
    if not all(_is_named_last(folded, found, place) for place in places):
        return False  # "blender accessory Blender chopping bowl"
    return any(
        (not place or found.words[place - 1] not in _NOT_BEFORE)
        and (asks_accessory or not _is_of_another(folded, found, place))
        for place in places
    )


def _is_named_last(folded: str, found: Words, last: int) -> bool:
    """Whether the words up to `last` are not the beginning of another thing's name."""
    while last + 1 < len(found.words):
        between = folded[found.ends[last] : found.starts[last + 1]]
        if "/" not in between:
            return bool(between.strip()) or found.words[last + 1] not in _OTHERS
        last += 1  # "printer/scanner spare part" is a part of either
    return True


def _is_of_another(folded: str, found: Words, place: int) -> bool:
    """Whether what stands behind a thing, or "for" before it, tells of something else."""
    before = folded[: found.ends[place]]
    goes_with = _GOES_WITH.search(before)
    if _SAID_BEFORE.search(before) or (goes_with and is_accessory(goes_with[0])):
        return True
    behind = _END_OF_KIND.split(_NO_SIGN.sub(" ", folded[found.ends[place] :]), maxsplit=1)[0]
    return bool(behind.strip()) and is_accessory(behind)
