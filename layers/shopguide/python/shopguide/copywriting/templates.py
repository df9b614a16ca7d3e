"""The sentences around the facts, which one it is by product: the same product, the same text."""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from shopguide.domain.copy_draft import Tone
from shopguide.text.language import Language

_FILE = Path(__file__).with_name("templates.txt")
_SLOT = re.compile(r"\{\w+\}")


def template(kind: str, language: Language, tone: Tone, product_id: str, turn: int = 0) -> str:
    """A sentence with slots; empty where the tone has none of this kind.

    Args:
        kind: ``open``, ``facts``, ``close`` or ``bullet``.
        language: Of the text.
        tone: Of the text.
        product_id: Chooses among several.
        turn: Goes on to the next one, so that neighbours differ.
    """
    choices = _templates().get(f"{kind} {language} {tone.value}", ())
    if not choices:
        return ""
    digest = hashlib.blake2b(f"{kind}\n{product_id}".encode(), digest_size=4).digest()
    return choices[(int.from_bytes(digest) + turn) % len(choices)]


@lru_cache(maxsize=1)
def own_words() -> str:
    """All that templates say beside their slots: words that need no evidence."""
    return " ".join(_SLOT.sub(" ", each) for group in _templates().values() for each in group)


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return {name: tuple(lines) for name, lines in groups.items()}
