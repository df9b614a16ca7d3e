"""Patterns of rules that are written as a table: one way of saying it a line."""

from shopguide.text.late_pattern import LatePattern


def of_words(*ways: str) -> LatePattern:
    """Any of these ways, each from the beginning of a word to the end of one.

    A way that ends in a space is followed by any word but those that it shuts out.
    """
    return LatePattern(rf"\b(?:{'|'.join(ways)})(?:(?!\w)|(?<=\s))")


def anywhere(*ways: str) -> LatePattern:
    """Any of these ways, wherever they stand, for Chinese has no borders of words."""
    return LatePattern("|".join(ways))


def from_words(*ways: str) -> LatePattern:
    """Any of these ways, each from the beginning of a word, wherever it ends."""
    return LatePattern(rf"\b(?:{'|'.join(ways)})")
