"""Titles that were cut."""

import pytest

from shopguide.text.title_ends import without_dangling_end


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("Trail 2 Tent with", "Trail 2 Tent"),
        ("Trail 2 Tent for up to", "Trail 2 Tent"),
        ("Trail 2 Tent, ", "Trail 2 Tent"),
        ("Hush 8 -", "Hush 8"),
        ("Wake Up", "Wake"),
        ("全自动帐篷，", "全自动帐篷"),
        ("Trail 2 Tent", "Trail 2 Tent"),
        ("With", "With"),
    ],
)
def test_nothing_leads_on_to_what_is_gone(cut: str, whole: str) -> None:
    assert without_dangling_end(cut) == whole
