"""Text as training sees it: tidy, without HTML; and a form in which near duplicates are equal."""

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from shopguide.text.language import detect_language
from shopguide.text.normalise import tidy_text

if TYPE_CHECKING:
    import polars as pl

HTML_PATTERN = r"</?[A-Za-z][^<>]{0,500}>|<!--|&(?:#\d+|#x[0-9A-Fa-f]+|[A-Za-z]{2,8});"
"""A tag, a comment or an entity; "5 < 6" and "R&D" are none."""

CONTROL_PATTERN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060-\u2064\ufeff]"

_MARKUP = re.compile(HTML_PATTERN)
_DROPPED_WITH_CONTENT = re.compile(
    r"<(script|style)\b.{0,5000}?</\1\s*>|<!--.{0,5000}?-->", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|/?tr|/?h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")


def readable_text(text: str) -> str:
    """`tidy_text` without HTML; a tag that ends a line leaves a space, any other nothing."""
    if _MARKUP.search(text):
        text = _TAG.sub("", _BREAK.sub(" ", _DROPPED_WITH_CONTENT.sub(" ", text)))
        text = html.unescape(text)
    return tidy_text(text)


def readable(column: str) -> "pl.Expr":
    """The column with each text made readable."""
    return _of_each_text(column, readable_text)


def language_of(*columns: str) -> "pl.Expr":
    """The language (``zh``, ``en``) of the columns' texts together."""
    import polars as pl

    joined = pl.concat_str(*columns, separator=" ")
    return joined.map_batches(_languages, return_dtype=pl.String, is_elementwise=True)


def letters_of(*columns: str) -> "pl.Expr":
    """Letters and digits alone, in compatibility form and lower case: equal for near duplicates.

    Columns stay apart, so that words cannot wander from one into the next.
    """
    import polars as pl

    def letters(column: str) -> pl.Expr:
        folded = pl.col(column).str.normalize("NFKC").str.to_lowercase()
        return folded.str.replace_all(r"[^\p{L}\p{N}]+", "")

    return pl.concat_str(*map(letters, columns), separator="\x1f")


def _languages(texts: "pl.Series") -> "pl.Series":
    import polars as pl

    return pl.Series(texts.name, [detect_language(text) for text in texts], dtype=pl.String)


def _of_each_text(column: str, function: Callable[[str], str]) -> "pl.Expr":
    import polars as pl

    def mapped(texts: pl.Series) -> pl.Series:
        return pl.Series(texts.name, [function(text) for text in texts], dtype=pl.String)

    return pl.col(column).map_batches(mapped, return_dtype=pl.String, is_elementwise=True)
