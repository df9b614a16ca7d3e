"""Normal forms of text from shoppers, files and models: one to show, one to compare."""

import re
import unicodedata

_SPACE = re.compile(r"\s+")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)


def tidy_text(text: str) -> str:
    """Composed (NFC), without control characters and with single spaces: what is stored and shown.

    Full-width punctuation stays, because it is how Chinese is written.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()  # most text of most files; a tenth of the time
    text = unicodedata.normalize("NFC", _CONTROL.sub(" ", text))
    return _SPACE.sub(" ", text).strip()


def clean_text(text: str) -> str:
    """`tidy_text` in compatibility form (NFKC): what is embedded, searched and parsed."""
    tidy = tidy_text(text)
    return tidy if tidy.isascii() else _SPACE.sub(" ", unicodedata.normalize("NFKC", tidy)).strip()


def fold(text: str) -> str:
    """`clean_text` without case: equal for texts that a shopper would call the same."""
    return clean_text(text).casefold()
