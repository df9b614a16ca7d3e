"""How likely one Latin word is a slip of the fingers for another.

Optimal string alignment (Damerau, *A technique for computer detection and correction of spelling
errors*, CACM 7, 1964; no letter is edited twice) with weights in place of ones. They follow how
many words a kind of slip can make of one: a letter may be left out, or swapped with the next, in as
many ways as a word is long; a key beside the right one be hit in five times as many; any letter be
in place of another in 25 times as many. A wrong first letter is one that eyes notice.
"""

from collections.abc import Iterator, Mapping

ANY_LETTER = 1.1
NEIGHBOUR_KEY = 0.8
MISSING_LETTER = 0.6
WRONG_ORDER = 0.6
DOUBLED_LETTER = 0.5
"""One letter written twice, or a double letter once."""

FIRST_LETTER = 0.4
"""Added where the first letter is not the one that was meant."""

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ROW_OFFSETS = (0.0, 0.25, 0.75)
_REACH = 1.3
"""Keys so far apart, in key widths, are neighbours: those around a key, not the next but one."""


def slip_cost(written: str, meant: str, most: int) -> float | None:
    """Weight of the edits between two lower-case words; None if it takes more than `most`."""
    cost = _cost(written, meant, most)
    return cost if cost is None or written[:1] == meant[:1] else cost + FIRST_LETTER


def _cost(written: str, meant: str, most: int, before: str = "") -> float | None:
    """`slip_cost` of what follows the letter `before`.

    What both begin with is no slip. At the first difference each kind of edit is tried, and what
    is left must be equal with one edit fewer.
    """
    if abs(len(written) - len(meant)) > most:
        return None
    start, stop = 0, min(len(written), len(meant))
    while start < stop and written[start] == meant[start]:
        start += 1
    if start == len(written) == len(meant):
        return 0.0
    if not most:
        return None
    before = written[start - 1] if start else before
    best: float | None = None
    for weight, left, right in _first_edits(written[start:], meant[start:], before):
        if most == 1 and left != right:
            continue
        rest = _cost(left, right, most - 1, before)
        if rest is not None and (best is None or weight + rest < best):
            best = weight + rest
    return best


def _first_edits(written: str, meant: str, before: str) -> Iterator[tuple[float, str, str]]:
    """Each way to explain the first difference: its weight and what is left of both words."""
    if written and meant:
        yield _substitution(written[0], meant[0]), written[1:], meant[1:]
        if written[:2] == meant[1::-1]:
            yield WRONG_ORDER, written[2:], meant[2:]
    if written:
        yield _extra(written[0], before), written[1:], meant
    if meant:
        yield DOUBLED_LETTER if meant[0] == before else MISSING_LETTER, written, meant[1:]


def _extra(letter: str, before: str) -> float:
    return DOUBLED_LETTER if letter == before else _substitution(letter, before)


def _substitution(written: str, meant: str) -> float:
    return NEIGHBOUR_KEY if meant in _NEIGHBOURS.get(written, "") else ANY_LETTER


def _neighbours() -> Mapping[str, str]:
    keys = {
        key: (column + _ROW_OFFSETS[row], row)
        for row, letters in enumerate(_ROWS)
        for column, key in enumerate(letters)
    }
    return {
        key: "".join(
            other
            for other, (x2, y2) in keys.items()
            if other != key and (x - x2) ** 2 + (y - y2) ** 2 <= _REACH**2
        )
        for key, (x, y) in keys.items()
    }


_NEIGHBOURS = _neighbours()
