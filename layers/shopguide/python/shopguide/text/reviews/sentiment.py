"""What a clause thinks, by its words: praise and blame, turned round, strengthened, weakened.

The words lie beside this module, in `sentiment_words.txt`; those that judge one aspect alone, in
`aspects.txt`. `sentiment_model` adds what an encoder's vectors know.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path

from shopguide.text.named_values import Mention, NamedValues
from shopguide.text.normalise import clean_text
from shopguide.text.reviews.aspects import aspects, forms

WORDS = Path(__file__).with_name("sentiment_words.txt")

_JUDGED = 1.5
"""Strength of a word that judges an aspect: "uncomfortable" says more than "bad"."""

_TURNED = -0.8
_HARDLY = -0.6
_MUCH, _LITTLE, _UNREAL = 1.4, 0.6, 0.3
_REACH = {True: 26, False: 5}
"""Characters that a "not" reaches over: of English, of Chinese."""

_QUESTION = re.compile(r"[?？]\s*$")


def clause_score(clause: str, aspect: str = "") -> float:
    """How much a clause praises (above 0) or blames (below 0); 0 where its words say nothing.

    Args:
        clause: As it stands in a text.
        aspect: The one whose judgement is asked for; empty: whatever the clause speaks of.

    Returns:
        A sum of strengths: 1 for "good", 2 for "excellent", -0.8 for "not good".
    """
    cleaned = _cleaned(clause)
    if _QUESTION.search(cleaned):
        return 0.0
    own = _judging(aspect).find(cleaned) if aspect in aspects() else ()
    marks = _merged(own, _generic_marks(cleaned)) if own else _common_marks(cleaned)
    return sum(_strength(cleaned, marks, place) for place in range(len(marks)))


@lru_cache(maxsize=4_000)
def _cleaned(clause: str) -> str:
    return clean_text(clause)


@lru_cache(maxsize=4_000)
def _generic_marks(cleaned: str) -> tuple[Mention, ...]:
    return _generic().find(cleaned)


@lru_cache(maxsize=4_000)
def _common_marks(cleaned: str) -> tuple[Mention, ...]:
    """What is praised and blamed, be it by words of one aspect or of all."""
    return _merged(_of_any_aspect().find(cleaned), _generic_marks(cleaned))


def _strength(text: str, marks: Sequence[Mention], place: int) -> float:
    """What one word contributes, with what stands before it in reach."""
    mark = marks[place]
    strength = _number(mark.value)
    if not strength:
        return 0.0
    reach = _REACH[text[mark.start : mark.end].isascii()]
    for before in reversed(marks[:place]):
        if mark.start - before.end > reach or _number(before.value):
            break
        strength *= _factor(before.value)
    return strength * (_UNREAL if any(each.value == "unreal" for each in marks) else 1.0)


def _factor(role: str) -> float:
    return {"not": _TURNED, "hardly": _HARDLY, "much": _MUCH, "little": _LITTLE}.get(role, 1.0)


def _number(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


def _merged(*layers: Iterable[Mention]) -> tuple[Mention, ...]:
    """Mentions of all layers in order; of two that overlap the longer one, else the earlier's."""
    longest_first = sorted(chain(*layers), key=lambda each: each.start - each.end)
    taken = bytearray(max((each.end for each in longest_first), default=0))
    kept: list[Mention] = []
    for each in longest_first:
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


@cache
def _generic() -> NamedValues:
    # A trap is found as any other word, so that it stays in the way of what it holds.
    return NamedValues(dict(_sections()))


@cache
def _of_any_aspect() -> NamedValues:
    return NamedValues(
        _by_strength(
            (word, sign) for each in aspects().values() for word, sign in each.judged.items()
        )
    )


@cache
def _judging(aspect: str) -> NamedValues:
    """Words that judge this aspect, wherever they stand or beside its own words."""
    known = aspects()[aspect]
    # Its own words are no judgement: 重 in 重量, 快 in 快递.
    own = [word for word in (*known.words, *known.traps) if word not in known.judged]
    return NamedValues(_by_strength([*known.judged.items(), *known.beside.items()]), traps=own)


def _by_strength(signs: Iterable[tuple[str, int]]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for word, sign in signs:
        names.setdefault(str(_JUDGED * sign), []).extend(forms(word))
    return names


def _sections() -> list[tuple[str, list[str]]]:
    sections = WORDS.read_text(encoding="utf-8").split("\n[")[1:]
    read = []
    for section in sections:
        heading, _, body = section.partition("]")
        words = [word.strip() for word in re.split(r"[,\n]", body)]
        read.append((heading, [word for word in words if word]))
    return read
