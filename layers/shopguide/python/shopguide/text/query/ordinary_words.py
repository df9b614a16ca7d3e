"""Whether a word is ordinary English, or a known name: then it is meant, whatever the shop sells.

``english_words.txt`` is made by `python -m infra.word_tables english`. ``known_brands.txt`` is by
hand: who asks for a famous brand that is not sold must not get another word for it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shopguide.text.words import stem

_KNOWN = "|"
"""Behind it stand, in a group, the known brands."""

_EVERYDAY = frozenset(
    "alpine apple aroma brother canon caterpillar citizen coach converse corsair creative "
    "diesel dove fossil gap glade hoover jaguar keen kindle marvel mulberry nature omega osprey "
    "pandora parrot pioneer shark sharp snapper supreme swatch thermos triumph vans verbatim "
    "yankee yeti zenith".split()
)


def is_ordinary_word(word: str) -> bool:
    """Whether a folded word of four letters and more, or its singular, stands in a list."""
    group = _groups().get(word[:3], "")
    return f" {word} " in group or f" {stem(word)} " in group


def is_everyday_word(word: str) -> bool:
    """Whether a word means something besides the brand or person that is called so.

    The list of English words has known names as well: "sony" says nothing else, "canon" does.
    """
    group = _groups().get(word[:3], "")
    known = f" {word} " in group.partition(_KNOWN)[2]
    return word in _EVERYDAY if known else is_ordinary_word(word)


@cache
def _groups() -> Mapping[str, str]:
    """Words by their first three letters, as lines of text: a tenth of the memory of a set."""
    here = Path(__file__)
    text = here.with_name("english_words.txt").read_text(encoding="ascii")
    groups = {line[:3]: f" {line} " for line in text.splitlines()}
    for name in here.with_name("known_brands.txt").read_text(encoding="ascii").split():
        group = groups.get(name[:3], " ")
        groups[name[:3]] = f"{group}{name} " if _KNOWN in group else f"{group}{_KNOWN} {name} "
    return groups
