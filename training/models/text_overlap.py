"""How much a text shares with a reference."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"[a-z0-9]+|[\u4e00-\u9fff]")


def rouge_l(candidate: str, reference: str) -> float:
    """ROUGE-L F1 (Lin 2004): longest common subsequence of words; a Chinese character is a word."""
    found, wanted = _WORD.findall(candidate.lower()), _WORD.findall(reference.lower())
    common = _longest_common(found, wanted)
    return 2 * common / (len(found) + len(wanted)) if common else 0.0


def _longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    lengths = [0] * (len(second) + 1)
    for word in first:
        diagonal = 0
        for at, other in enumerate(second, start=1):
            above = lengths[at]
            lengths[at] = diagonal + 1 if word == other else max(above, lengths[at - 1])
            diagonal = above
    return lengths[-1]
