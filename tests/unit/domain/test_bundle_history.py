"""Which version a rollback returns to, read from what moved the pointer."""

import pytest

from shopguide.domain.bundle_history import BundleAction, BundleEvent, version_before

ACTIONS = {"+": BundleAction.PUBLISH, "<": BundleAction.ROLLBACK, "b": BundleAction.BUILD}


def events(history: str) -> list[BundleEvent]:
    """``+1 +2 <1``: 1 and 2 were published, then 1 was rolled back to."""
    return [
        BundleEvent(f"{place:03}", ACTIONS[word[0]], word[1:])
        for place, word in enumerate(history.split())
    ]


@pytest.mark.parametrize(
    ("history", "current", "expected"),
    [
        ("", "1", ""),
        ("+1", "1", ""),
        ("b1 +2 +3", "3", "2"),
        ("+1 +2 +3 <2", "2", "1"),
        ("+1 +2 <1 +3", "3", "1"),
        ("+1 +2 +1", "1", "2"),
        ("+1 +2 <1 <2", "2", "1"),
        ("+1 +2", "copied", "2"),
    ],
)
def test_rollback_returns_to_what_the_present_version_took_the_place_of(
    history: str, current: str, expected: str
) -> None:
    assert version_before(events(history), current) == expected


@pytest.mark.parametrize(
    ("history", "current", "expected"),
    [("+1 +2 <1", "2", "1"), ("+1 +2 +1 <2", "1", "2"), ("+1 +2 +3", "2", "1")],
)
def test_a_move_that_was_cut_off_before_the_pointer_is_no_move_yet(
    history: str, current: str, expected: str
) -> None:
    assert version_before(events(history), current) == expected
