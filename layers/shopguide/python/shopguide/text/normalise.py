"""One normal form for text from shoppers, files and models."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)


def clean_text(text: str) -> str:
    """NFKC without control characters and with single spaces; what is stored and embedded."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most text of most files; a tenth of the time
    text = unicodedata.normalize("NFKC", _CONTROL.sub(" ", text))
    return _SPACE.sub(" ", text).strip()


def fold(text: str) -> str:
    """`clean_text` without case: equal for texts that a shopper would call the same."""
    return clean_text(text).casefold()
