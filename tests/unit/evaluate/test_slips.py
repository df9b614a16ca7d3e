"""Slips change one letter or one character, of the words they may, the same ones every time."""

import random

from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.pinyin import character_readings
from training.evaluate.slips import LETTER_SLIPS, letter_slips, sound_slips


def test_each_kind_of_letter_slip_happens_once_in_a_product_word() -> None:
    slips = letter_slips("laser printer for mum", {"laser", "printer"}, random.Random(1))
    assert [slip.kind for slip in slips] == list(LETTER_SLIPS)
    assert [len(slip.typed) - len(slip.meant) for slip in slips] == [0, 1, -1, 0]
    assert all(slip.typed.endswith(" for mum") for slip in slips)
    assert all(slip.typed != slip.meant for slip in slips)


def test_transposed_letters_are_the_same_letters() -> None:
    slip = letter_slips("switch", {"switch"}, random.Random(2))[-1]
    assert sorted(slip.typed) == sorted("switch")


def test_short_words_codes_and_words_that_no_product_has_stay() -> None:
    dice = random.Random(1)
    assert letter_slips("usb hub", {"usb", "hub"}, dice) == []
    assert letter_slips("tn2110abcd", {"tn2110abcd"}, dice) == []
    assert letter_slips("wonderful", {"printer"}, dice) == []


def test_slips_are_the_same_for_the_same_seed() -> None:
    first, second = (letter_slips("keyboard", {"keyboard"}, random.Random(7)) for _ in range(2))
    assert first == second


def test_chinese_slips_sound_the_same() -> None:
    slips = sound_slips("蓝牙耳机", 4, random.Random(3))
    assert len({slip.typed for slip in slips}) == 4
    for slip in slips:
        ((meant, typed),) = [
            pair for pair in zip(slip.meant, slip.typed, strict=True) if pair[0] != pair[1]
        ]
        assert character_readings(meant)[0] == character_readings(typed)[0]


def test_chinese_characters_that_stand_alone_stay() -> None:
    assert sound_slips("usb 线 2m", 4, random.Random(3)) == []


@given(st.text(max_size=40), st.integers(0, 5))
def test_no_query_breaks_the_slips(query: str, seed: int) -> None:
    dice = random.Random(seed)
    words = set(query.lower().split())
    for slip in (*letter_slips(query, words, dice), *sound_slips(query, 3, dice)):
        assert slip.typed != slip.meant
