"""The Chinese words of a catalogue by how they sound."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice, product

from shopguide.text.pinyin import all_readings, similar_sound, word_readings

_MOST_KEYS = 4


class HanSounds:
    """Chinese words that can be found by their sound, or by one that is easily taken for it.

    Args:
        words: Words of Chinese characters alone.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for word in words:
            for key in _keys_of_word(word):
                self._words[key] = (*self._words.get(key, ()), word)

    def __len__(self) -> int:
        return len(self._words)

    def like_word(self, word: str) -> Iterator[str]:
        """Words of as many characters that sound like this one."""
        for key in _keys_of_word(word):
            yield from self._words.get(key, ())

    def read_as(self, syllables: tuple[str, ...]) -> Iterator[str]:
        """Words that are read just so."""
        marks = _marks()
        key = "".join(marks.get(syllable, "") for syllable in syllables)
        for word in self._words.get(key, ()):
            if syllables in word_readings(word):
                yield word


def same_sound(left: str, right: str) -> bool:
    """Whether two characters can be read alike, without mixing up similar sounds."""
    readings = all_readings()
    return not set(readings.get(left, ())).isdisjoint(readings.get(right, ()))


def _keys_of_word(word: str) -> Iterator[str]:
    """The word with a mark for the sound of each character, for each way in which it is read."""
    usual, several = _character_marks()
    if several.keys().isdisjoint(word):
        yield word.translate(usual)
        return
    ways = (several.get(character, character.translate(usual)) for character in word)
    yield from islice(map("".join, product(*ways)), _MOST_KEYS)


@cache
def _marks() -> Mapping[str, str]:
    """One character for each syllable, the same for those that are easily mixed up."""
    syllables = sorted({s for readings in all_readings().values() for s in readings})
    sounds = sorted({similar_sound(syllable) for syllable in syllables})
    places = {sound: chr(ord("A") + place) for place, sound in enumerate(sounds)}
    return {syllable: places[similar_sound(syllable)] for syllable in syllables}


@cache
def _character_marks() -> tuple[Mapping[int, str], Mapping[str, str]]:
    """The mark of each character's usual reading, and all marks of those with several."""
    marks = _marks()
    usual = {ord(each): marks[readings[0]] for each, readings in all_readings().items()}
    several = {
        each: "".join(dict.fromkeys(marks[reading] for reading in readings))
        for each, readings in all_readings().items()
        if len(readings) > 1
    }
    return usual, several
