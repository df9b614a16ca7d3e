"""Which words of a text changed: common ones plain, the others marked."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from shopguide.text.language import HAN

_TOKENS = re.compile(rf"[{HAN}]|[^\W{HAN}]+|\s+|.", re.DOTALL)
"""A Chinese character, a word of any other script, space, or one sign."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, `is_changed` where the other text has something else."""

    text: str
    is_changed: bool


def mark_changes(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces that alternate between common and changed; they join to the texts."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    removed: list[Piece] = []
    added: list[Piece] = []
    for step, start, end, new_start, new_end in matcher.get_opcodes():
        removed.append(Piece("".join(old[start:end]), step != "equal"))
        added.append(Piece("".join(new[new_start:new_end]), step != "equal"))
    return [it for it in removed if it.text], [it for it in added if it.text]
