"""The attributes of products that a stated need asks for: "for travelling" the weight, for one."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from shopguide.text.language import has_han

_TABLE = Path(__file__).with_name("needs.txt")


def attributes_needed(text: str) -> list[str]:
    """Ids of `text/attribute_concepts` that a need asks for, in the order of its words, each once.

    Args:
        text: In lower case and simplified characters.
    """
    found = [(text.index(phrase), names) for phrase, names in _needs().items() if has(text, phrase)]
    return list(dict.fromkeys(name for _, names in sorted(found) for name in names))


def has(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text: a Chinese one anywhere, an English one as whole words."""
    if has_han(phrase):
        return phrase in text
    return re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) is not None


@lru_cache(maxsize=1)
def _needs() -> Mapping[str, tuple[str, ...]]:
    needs: dict[str, tuple[str, ...]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            phrases, names = line.split("|")
            attributes = tuple(name.strip() for name in names.split(","))
            needs.update({phrase.strip(): attributes for phrase in phrases.split(",")})
    return needs
