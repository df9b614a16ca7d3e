"""Slips of shoppers' fingers, by chance and repeatable: one letter, or one Chinese character."""

import random
import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shopguide.text.language import HAN
from shopguide.text.pinyin import character_readings

LETTER_SLIPS = ("substituted", "inserted", "deleted", "transposed")
SOUND_SLIPS = ("homophone",)

_SHORTEST = 4
"""Letters of the words that slips happen in."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])", re.IGNORECASE)
_HAN_RUN = re.compile(f"[{HAN}]{{2,}}")
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Slip:
    """What was typed instead of `meant`, and how it went wrong."""

    meant: str
    typed: str
    kind: str


def letter_slips(query: str, product_words: Collection[str], dice: random.Random) -> list[Slip]:
    """One slip of each kind in `LETTER_SLIPS`, each in any one of the query's product words.

    Args:
        query: As it was meant.
        product_words: In lower case; other words, and those of less than four letters, stay.
        dice: Chance.
    """
    words = [
        match
        for match in _WORD.finditer(query)
        if len(match[0]) >= _SHORTEST and match[0].lower() in product_words
    ]
    slips = []
    for kind in LETTER_SLIPS if words else ():
        match = dice.choice(words)
        wrong = _slip(match[0], kind, dice)
        slips.append(Slip(query, query[: match.start()] + wrong + query[match.end() :], kind))
    return slips


def sound_slips(query: str, count: int, dice: random.Random) -> list[Slip]:
    """Slips with one Chinese character each replaced by another that sounds the same.

    At most `count`, in different places; characters that stand alone between others stay.
    """
    places = [n for run in _HAN_RUN.finditer(query) for n in range(*run.span())]
    replaceable = [place for place in places if _homophones(query[place])]
    chosen = dice.sample(replaceable, min(count, len(replaceable)))
    return [
        Slip(
            query,
            query[:place] + dice.choice(_homophones(query[place])) + query[place + 1 :],
            "homophone",
        )
        for place in sorted(chosen)
    ]


def _slip(word: str, kind: str, dice: random.Random) -> str:
    """The word with a slip that changes it; the rare word of one letter repeated may stay."""
    for _ in range(_TRIES):
        typed = _SLIPS[kind](word, dice)
        if typed != word:
            return typed
    return word[1:]


def _substitute(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + dice.choice(_neighbours()[word[place].lower()]) + word[place + 1 :]


def _insert(word: str, dice: random.Random) -> str:
    """A letter is typed twice, or takes a neighbour of its key along."""
    place = dice.randrange(len(word))
    letter = word[place].lower()
    return word[: place + 1] + dice.choice([letter, *_neighbours()[letter]]) + word[place + 1 :]


def _delete(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    return word[:place] + word[place + 1 :]


def _transpose(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


_SLIPS = {
    "substituted": _substitute,
    "inserted": _insert,
    "deleted": _delete,
    "transposed": _transpose,
}


@cache
def _neighbours() -> Mapping[str, Sequence[str]]:
    """The letters whose keys touch a letter's key on a QWERTY keyboard, each row half a key in."""
    keys = {letter: (x + y / 2, y) for y, row in enumerate(_ROWS) for x, letter in enumerate(row)}
    return {
        letter: [
            other
            for other, (ox, oy) in keys.items()
            if other != letter and abs(ox - x) <= 1 and abs(oy - y) <= 1
        ]
        for letter, (x, y) in keys.items()
    }


def _homophones(character: str) -> Sequence[str]:
    readings = character_readings(character)
    if not readings:
        return ()
    return [other for other in _by_sound()[readings[0]] if other != character]


@cache
def _by_sound() -> Mapping[str, Sequence[str]]:
    """The 3,755 common characters (GB 2312, level 1) by their usual reading."""
    by_sound: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for character in bytes(b for cell in range(0xA1, 0xFF) for b in (row, cell)).decode(
            "gb2312", errors="ignore"
        ):
            for reading in character_readings(character)[:1]:
                by_sound[reading].append(character)
    return by_sound
