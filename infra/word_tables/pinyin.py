"""The readings of Chinese characters, from pypinyin's dictionaries."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from pypinyin import lazy_pinyin
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

_COMMON_SHARE = 0.1
"""A further reading counts where so many of the phrases with the character have it."""

_HEADER = """\
# Readings of the characters of GB 2312 and Big5 (level 1), and of pairs that are read otherwise.
# Made by `python -m infra.word_tables pinyin` from pypinyin's data (MIT licence,
# (c) 2016 mozillazg and contributors). Syllables without tones, u with two dots written v:
# a syllable, the characters usually read so, those sometimes read so; then pair and reading.
"""


def pinyin_table() -> str:
    """The text of ``shopguide/text/pinyin.txt``."""
    usual: dict[str, list[str]] = defaultdict(list)
    further: dict[str, list[str]] = defaultdict(list)
    by_character = {character: _readings(character) for character in sorted(set(_characters()))}
    for character, (first, *others) in by_character.items():
        usual[first].append(character)
        for other in others:
            further[other].append(character)
    syllables = sorted(usual.keys() | further.keys())
    lines = [f"{s} {''.join(usual[s]) or '-'} {''.join(further[s])}".rstrip() for s in syllables]
    pairs = [f"{pair} {' '.join(reading)}" for pair, reading in sorted(_odd_pairs(by_character))]
    return _HEADER + "\n".join([*lines, "", *pairs, ""])


def _characters() -> Iterator[str]:
    rows = [("gb2312", range(0xB0, 0xF8)), ("big5", range(0xA4, 0xC7))]
    for encoding, leads in rows:
        for lead in leads:
            for trail in range(0x40, 0xFF):
                character = bytes([lead, trail]).decode(encoding, "ignore")
                if "\u4e00" <= character <= "\u9fff":
                    yield character


def _readings(character: str) -> list[str]:
    """The usual reading first, then those that many phrases have."""
    possible = {_plain(tone) for tone in pinyin_dict[ord(character)].split(",")}
    seen = _phrase_readings()[character]
    usual = lazy_pinyin(character)[0]
    enough = max(2, _COMMON_SHARE * seen.total())
    others = [s for s, count in seen.most_common() if count >= enough and s in possible]
    return [usual, *(s for s in others if s != usual)]


def _odd_pairs(by_character: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    for phrase, tones in phrases_dict.items():
        if len(phrase) == 2 and all(character in by_character for character in phrase):
            reading = [_plain(tone[0]) for tone in tones]
            if reading != [by_character[character][0] for character in phrase]:
                yield phrase, reading


def _phrase_readings() -> Mapping[str, Counter[str]]:
    if not _SEEN:
        for phrase, tones in phrases_dict.items():
            for character, tone in zip(phrase, tones, strict=False):
                _SEEN[character][_plain(tone[0])] += 1
    return _SEEN


_SEEN: dict[str, Counter[str]] = defaultdict(Counter)


def _plain(tone: str) -> str:
    return str(to_normal(tone, v_to_u=False))
