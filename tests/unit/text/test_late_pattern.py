"""Patterns that are compiled at their first use."""

import re

import pytest

from shopguide.text.late_pattern import LatePattern


def test_finds_what_the_same_regular_expression_finds() -> None:
    late, plain = LatePattern(r"(?P<word>[a-z]+)\d"), re.compile(r"(?P<word>[a-z]+)\d")
    text = "ab1 c2 d"
    assert [m["word"] for m in late.finditer(text)] == [m["word"] for m in plain.finditer(text)]
    for name in ("search", "match", "fullmatch"):
        for span in ((), (1,), (4, 6)):
            found, meant = getattr(late, name)(text, *span), getattr(plain, name)(text, *span)
            assert (found and found.span()) == (meant and meant.span())


def test_says_what_is_wrong_with_an_expression_at_its_first_use() -> None:
    wrong = LatePattern("(")
    with pytest.raises(re.error):
        wrong.search("")
