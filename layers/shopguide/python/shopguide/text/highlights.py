"""Where a text has the words of a query, in the text as it is shown."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence

from shopguide.text.simplified import simplify
from shopguide.text.terms import is_han, matchable, token_terms

_SHORTEST_PART = 2
"""A part of a code this short ("5" of "XM5") says too little to mark the code."""


def highlights(text: str, terms: Collection[str]) -> tuple[tuple[int, int], ...]:
    """Spans ``(start, end)`` of `text` whose words are among the terms of a query.

    They are sorted and never overlap, and no character is split. A word matches by its stem, a code
    as a whole or by a part, in any case, width or accent; of Chinese, the pairs that match are
    joined into runs, and a single character counts only where the query has it alone.

    Args:
        text: As it is shown, of any form.
        terms: Of `terms.query_terms`.
    """
    wanted = frozenset(matchable(terms))
    if not wanted:
        return ()
    folded, characters = _fold_aligned(text)
    folded = simplify(folded)
    spans: list[tuple[int, int]] = []
    for start, end in _matches(folded, wanted):
        span = (start, end) if characters is None else _origin(characters[start:end])
        if spans and span[0] < spans[-1][1]:
            span = (spans[-1][0], max(span[1], spans.pop()[1]))
        spans.append(span)
    return tuple(spans)


def _origin(characters: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return characters[0][0], characters[-1][1]


def _matches(folded: str, wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    for start, end, terms in token_terms(folded):
        if is_han(folded[start]):
            if not wanted.isdisjoint(terms):
                yield from _han_runs(folded, start, end, wanted)
        elif terms[0] in wanted or any(
            term in wanted for term in terms[1:] if len(term) >= _SHORTEST_PART
        ):
            yield start, end


def _han_runs(
    folded: str, start: int, end: int, wanted: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Runs of characters that are wanted, alone or in a pair, of one Chinese token."""
    first = last = start
    for position in range(start, end):
        reach = position
        if folded[position : position + 2] in wanted and position + 1 < end:
            reach = position + 2
        elif folded[position] in wanted:
            reach = position + 1
        if position >= last:
            if last > first:
                yield first, last
            first = last = position
        last = max(last, reach)
    if last > first:
        yield first, last


def _fold_aligned(text: str) -> tuple[str, Sequence[tuple[int, int]] | None]:
    """The text folded, and for each of its characters the span that it comes from.

    None stands for one to one. Folding may join characters (a letter and its accent) and take them
    apart ("㎏"), so a letter and the marks on it are folded together.
    """
    if text.isascii():
        return text.lower(), None
    if unicodedata.is_normalized("NFKC", text):
        folded = text.casefold()
        if len(folded) == len(text):
            return folded, None
    pieces: list[str] = []
    characters: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFKC", text[start:end]).casefold()
        pieces.append(piece)
        characters += [(start, end)] * len(piece)
    return "".join(pieces), characters


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Spans of each character with the combining marks behind it."""
    start = 0
    for position in range(1, len(text)):
        if not unicodedata.combining(text[position]):
            yield start, position
            start = position
    if text:
        yield start, len(text)
