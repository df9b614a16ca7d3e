"""Texts are found by any beginning of any of their words, and by nothing else."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.text.blocks import pack_blocks, unpack_blocks
from shopguide.text.normalise import fold
from shopguide.text.prefix_table import PrefixTable, TextList, first_of

TEXTS = st.lists(
    st.text(alphabet="ab1é 耳机-\U0001f600ー", max_size=40)
    .map(fold)
    .filter(lambda t: "\n" not in t),
    max_size=12,
)
PREFIXES = st.text(alphabet="ab1é 耳机-", min_size=1, max_size=40).map(fold).filter(bool)


def begins_a_word(text: str, prefix: str) -> bool:
    starts = re.finditer(r"[\u3040-\u30ff\u3400-\u9fff]|(?<![a-z0-9é])[a-z0-9é]", text)
    return any(text.startswith(prefix, start.start()) for start in starts)


@settings(max_examples=150, deadline=None)
@given(TEXTS, PREFIXES)
def test_finds_exactly_the_texts_with_a_word_that_begins_so(texts: list[str], prefix: str) -> None:
    table = PrefixTable.of(texts)
    expected = [n for n, text in enumerate(texts) if begins_a_word(text, prefix)]
    assert table.best(prefix.encode(), 100) == expected


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(PREFIXES, min_size=1, max_size=3))
def test_all_words_may_stand_anywhere(texts: list[str], prefixes: list[str]) -> None:
    table = PrefixTable.of(texts)
    expected = [
        n for n, text in enumerate(texts) if all(begins_a_word(text, each) for each in prefixes)
    ]
    assert table.best_with_all([each.encode() for each in prefixes], 100) == expected


def test_long_prefixes_are_compared_to_their_end() -> None:
    texts = [f"a very long title that only differs at its end {n:03d}" for n in range(50)]
    table = PrefixTable.of(texts)
    assert table.best(texts[17].encode(), 5) == [17]
    assert table.best(b"title that only differs at its end 04", 20) == list(range(40, 50))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 500), max_size=900), st.integers(1, 12))
def test_the_best_are_the_lowest_numbers_each_once(numbers: list[int], limit: int) -> None:
    found = first_of(np.array(numbers, np.uint32), limit)
    assert found == sorted(set(numbers))[:limit]


@given(TEXTS)
def test_a_list_gives_back_its_texts(texts: list[str]) -> None:
    listed = TextList.of(texts)
    assert [listed[n] for n in range(len(listed))] == texts


def test_blocks_are_given_back_and_anything_else_is_refused() -> None:
    blocks = {"one": b"\n\x00", "none": b"", "two": b"abc"}
    assert unpack_blocks(pack_blocks(blocks)) == blocks
    for broken in (b"", b"not compressed", pack_blocks(blocks)[:-12]):
        with pytest.raises((ValueError, OSError, EOFError)):
            unpack_blocks(broken)
