"""Whether a word is ordinary English, or a known name: then it is meant, whatever the shop sells.

``english_words.txt`` is made by `python -m infra.word_tables english`. ``known_brands.txt`` is by
hand: who asks for a famous brand that is not sold must not get another word for it.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shopguide.text.words import stem


def is_ordinary_word(word: str) -> bool:
    """Whether a folded word of four letters and more, or its singular, stands in a list."""
    group = _groups().get(word[:3], "")
    return f" {word} " in group or f" {stem(word)} " in group


@cache
def _groups() -> Mapping[str, str]:
    """Words by their first three letters, as lines of text: a tenth of the memory of a set."""
    here = Path(__file__)
    text = here.with_name("english_words.txt").read_text(encoding="ascii")
    groups = {line[:3]: f" {line} " for line in text.splitlines()}
    for name in here.with_name("known_brands.txt").read_text(encoding="ascii").split():
        groups[name[:3]] = f"{groups.get(name[:3], ' ')}{name} "
    return groups
