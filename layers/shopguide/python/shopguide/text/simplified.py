"""Traditional Chinese characters in their simplified form, so that 鍵盤 and 键盘 are one word.

The table lies beside this module and is made by `python -m infra.word_tables simplified`. It goes
by single characters: the few whose form depends on the word (乾) take the usual one, on both sides
of a comparison alike.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from shopguide.text.normalise import fold


def simplify(text: str) -> str:
    """The text with every traditional character replaced; it stays as long as it was."""
    return text if text.isascii() else text.translate(_table())


def lookup_form(text: str) -> str:
    """A text as it is looked up: without case and width, Chinese in simplified characters.

    As long as `fold` makes it, so that spans hold.
    """
    return simplify(fold(text))


@cache
def _table() -> Mapping[int, str]:
    lines = Path(__file__).with_name("simplified.txt").read_text(encoding="utf-8").splitlines()
    traditional, simplified = (line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, traditional), simplified, strict=True))
