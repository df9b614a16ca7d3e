"""How Chinese characters are read: pinyin without tones, as shoppers type it.

The table lies beside this module and is made by `python -m infra.word_tables pinyin`. pypinyin
itself would take 135 ms and 57 MB of every cold start (docs/adr/0015-pinyin.md); this takes 4 ms.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice, product
from pathlib import Path
from typing import NamedTuple

_MOST_READINGS = 4
"""So many readings of one word are given; hardly any has more that are meant."""

_SAME_SOUND = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_SAME_END = (("ang", "an"), ("eng", "en"), ("ing", "in"))


class _Table(NamedTuple):
    characters: Mapping[str, tuple[str, ...]]
    pairs: Mapping[str, tuple[str, str]]
    syllables: frozenset[str]


def character_readings(character: str) -> tuple[str, ...]:
    """Syllables of one character, the usual one first; empty for rare and foreign ones."""
    return _table().characters.get(character, ())


def all_readings() -> Mapping[str, tuple[str, ...]]:
    """`character_readings` of every character that has one."""
    return _table().characters


def word_reading(word: str) -> tuple[str, ...]:
    """The syllables of a Chinese word, one a character, or nothing if one is not known.

    Pairs that are read in their own way count: 音乐 is ``yin yue``, 乐 alone ``le``.
    """
    table = _table()
    syllables: list[str] = []
    while len(syllables) < len(word):
        place = len(syllables)
        pair = table.pairs.get(word[place : place + 2])
        alone = table.characters.get(word[place])
        if pair is None and alone is None:
            return ()
        syllables.extend(pair or (alone or ())[:1])
    return tuple(syllables)


def word_readings(word: str) -> Iterator[tuple[str, ...]]:
    """Every way in which a word may be read, the usual one first, four at most."""
    usual = word_reading(word)
    if usual:
        yield usual
        others = product(*map(character_readings, word))
        yield from islice((r for r in others if r != usual), _MOST_READINGS - 1)


def similar_sound(syllable: str) -> str:
    """Equal for syllables that many speakers tell apart badly: zh and z, n and l, ang and an."""
    for full, flat in _SAME_SOUND:
        syllable = flat + syllable[len(full) :] if syllable.startswith(full) else syllable
    for full, flat in _SAME_END:
        syllable = syllable[: -len(full)] + flat if syllable.endswith(full) else syllable
    return "l" + syllable[1:] if syllable[0] == "n" and len(syllable) > 1 else syllable


def split_syllables(letters: str) -> tuple[str, ...]:
    """Lower-case letters as pinyin syllables, the fewest there can be; empty if they are none.

    Of two ways with as many, the one with the longer first syllables is taken (``xian`` is one
    syllable, ``fangan`` is ``fang an``).
    """
    best: list[Sequence[str] | None] = [()] + [None] * len(letters)
    syllables = _table().syllables
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before = best[start]
            if before is None or letters[start:end] not in syllables:
                continue
            found = best[end]
            way = (*before, letters[start:end])
            if found is None or len(way) < len(found) or _is_longer_first(way, found):
                best[end] = way
    return tuple(best[-1] or ())


def _is_longer_first(way: Sequence[str], other: Sequence[str]) -> bool:
    return len(way) == len(other) and [len(s) for s in way] > [len(s) for s in other]


@cache
def _table() -> _Table:
    text = Path(__file__).with_name("pinyin.txt").read_text(encoding="utf-8")
    readings, pairs = text.split("\n\n", maxsplit=1)
    rows = [line.split(" ") for line in readings.splitlines() if not line.startswith("#")]
    characters: dict[str, tuple[str, ...]] = {}
    for syllable, usual, *_ in rows:
        characters.update(dict.fromkeys(usual.strip("-"), (syllable,)))
    for syllable, _, *further in rows:
        for character in "".join(further):
            characters[character] = (*characters[character], syllable)
    return _Table(
        characters,
        {pair: (first, second) for pair, first, second in map(str.split, pairs.splitlines())},
        frozenset(row[0] for row in rows) - {"n", "o"},
    )
