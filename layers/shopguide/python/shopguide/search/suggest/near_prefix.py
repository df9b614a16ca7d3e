"""The word that was meant where one letter of its beginning is wrong."""

from collections.abc import Iterator

from shopguide.text.prefix_table import PrefixTable

SHORTEST = 4
"""Letters; of shorter beginnings almost every other one is a letter away."""

_LETTERS = tuple(bytes([code]) for code in range(ord("a"), ord("z") + 1))
_Span = tuple[int, int]


def nearest_prefix(table: PrefixTable, typed: str) -> str:
    """The beginning of a word of the texts that is one letter away, empty where there is none.

    One letter too many, too few, another one, or two that changed places; the first letter is taken
    to be right. Of several, the one that begins most words, and the longest of those.
    """
    if len(typed) < SHORTEST or not (typed.isascii() and typed.isalnum()):
        return ""
    words = {found: end - start for found, (start, end) in _candidates(table, typed.encode())}
    return max(words, key=lambda found: (words[found], len(found), found), default=b"").decode()


def _candidates(table: PrefixTable, typed: bytes) -> Iterator[tuple[bytes, _Span]]:
    """Every beginning that is one letter away, and where it lies."""
    span = table.span(typed[:1])
    for place in range(1, len(typed) + 1):
        if span[0] == span[1]:
            return  # nothing begins with what stands before this place
        before, after = typed[:place], typed[place:]
        yield from _with_rest(table, before, after[1:], span)
        if len(after) > 1:
            yield from _with_rest(table, before, after[1::-1] + after[2:], span)
        for letter in _LETTERS:
            inside = table.span(before + letter, span)
            if inside[0] < inside[1]:
                yield from _with_rest(table, before + letter, after[1:], inside)
                yield from _with_rest(table, before + letter, after, inside)
        span = table.span(typed[: place + 1], span)


def _with_rest(
    table: PrefixTable, begun: bytes, rest: bytes, span: _Span
) -> Iterator[tuple[bytes, _Span]]:
    whole = begun + rest
    found = table.span(whole, span)
    if found[0] < found[1]:
        yield whole, found
