"""The language that a caller prefers, out of what browsers and apps send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopguide.text.accepted_language import accepted_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.5", "en"),
        ("de-DE, de;q=0.9, en;q=0.4", "en"),
        ("en;q=0.3, zh-Hant-TW;q=0.7", "zh"),
        ("EN_gb", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("zh;q=nan, en;q=0.1", "en"),
        ("zh;q=7, en;q=0.1", "en"),
        ("fr", None),
        ("*", None),
        ("", None),
        ("zh;q=0", None),
        (";;;,,,q=", None),
    ],
)
def test_best_liked_of_ours_wins(header: str, language: str | None) -> None:
    assert accepted_language(header) == language


@given(st.text(max_size=100))
def test_nothing_that_is_sent_breaks_it(header: str) -> None:
    assert accepted_language(header) in ("zh", "en", None)
