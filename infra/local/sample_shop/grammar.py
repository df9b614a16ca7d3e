"""Patterns that say one thing in many ways.

``[a|b|]`` is a choice between branches (one of these is empty), choices may be nested, and
``{slot}`` is filled in. ``"[Up to|About] {value}[, says {brand}|]."`` has four forms.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from infra.local.sample_shop.dice import Dice

_TOKEN = re.compile(r"[\[\]|]|\{\w+\}|[^\[\]|{}]+")
_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])")


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Choice:
    branches: "tuple[_Sequence, ...]"


_Node: TypeAlias = str | _Slot | _Choice
_Sequence: TypeAlias = tuple[_Node, ...]


def expand(pattern: str, slots: Mapping[str, str], dice: Dice) -> str:
    """One form of a pattern.

    Raises:
        ValueError: the pattern's brackets do not match.
        KeyError: a slot is not known.
    """
    return _expand(_parse(pattern), slots, dice)


def expand_one(patterns: Sequence[str], slots: Mapping[str, str], dice: Dice) -> str:
    """One form of one of the patterns whose slots are all known."""
    usable = [pattern for pattern in patterns if slots_of(pattern) <= slots.keys()]
    return expand(dice.choose(usable), slots, dice)


@cache
def slots_of(pattern: str) -> frozenset[str]:
    """Names of all slots of a pattern."""
    return frozenset(re.findall(r"\{(\w+)\}", pattern))


def capitalise_sentences(text: str) -> str:
    """English text whose sentences begin with a capital letter."""
    return _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


@cache
def _parse(pattern: str) -> _Sequence:
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != pattern:
        raise ValueError(f"{pattern!r} has a brace without its partner")
    nodes, rest = _parse_sequence(tokens)
    if rest:
        raise ValueError(f"{pattern!r} has an unmatched {rest[0]!r}")
    return nodes


def _parse_sequence(tokens: list[str]) -> tuple[_Sequence, list[str]]:
    nodes: list[_Node] = []
    while tokens and tokens[0] not in ("]", "|"):
        piece, tokens = tokens[0], tokens[1:]
        if piece == "[":
            choice, tokens = _parse_choice(tokens)
            nodes.append(choice)
        else:
            nodes.append(_Slot(piece[1:-1]) if piece.startswith("{") else piece)
    return tuple(nodes), tokens


def _parse_choice(tokens: list[str]) -> tuple[_Choice, list[str]]:
    branches = []
    while True:
        branch, tokens = _parse_sequence(tokens)
        branches.append(branch)
        if not tokens:
            raise ValueError("a '[' has no ']'")
        end, tokens = tokens[0], tokens[1:]
        if end == "]":
            return _Choice(tuple(branches)), tokens


def _expand(nodes: _Sequence, slots: Mapping[str, str], dice: Dice) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, _Slot):
            parts.append(slots[node.name])
        else:
            parts.append(_expand(dice.choose(node.branches), slots, dice))
    return "".join(parts)
