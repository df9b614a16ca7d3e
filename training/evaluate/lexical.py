"""BM25, the baseline that knows no meaning, only words.

Robertson & Zaragoza 2009, *The probabilistic relevance framework*; as Lucene computes it (Kamphuis
et al. 2020), with k1 = 1.5 and b = 0.75.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.errors import ConfigurationError
from shopguide.text.language import HAN
from shopguide.text.normalise import fold
from shopguide.text.words import stem

_TOKEN = re.compile(rf"(?P<word>[a-z0-9\u00df-\u024f]+)|(?P<han>[{HAN}]+)")

LENGTHS = ("1-2 words", "3-4 words", "5 words or more")
"""Bands of `word_count` that reports tell apart: below 3, below 5, and above."""


class Bm25:
    """BM25 over some texts.

    Raises (from the constructor):
        ConfigurationError: the library bm25s is not installed.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        try:
            import bm25s
        except ImportError:
            raise ConfigurationError(
                "The baseline BM25 needs bm25s, which is not installed.",
                fix="pip install -c constraints.txt -e '.[evaluate]'",
            ) from None
        self._index = bm25s.BM25(method="lucene")
        self._index.index([lexical_tokens(text) for text in texts], show_progress=False)
        self._size = len(texts)

    def scores(self, query: str) -> NDArray[np.float32]:
        """One score a text, ``[texts]``; 0 where no word is shared."""
        known = [token for token in lexical_tokens(query) if token in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores(known)
        return scores


def lexical_tokens(text: str) -> list[str]:
    """Latin words without their plural, and of Chinese every character and every two in a row."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(fold(text)):
        if run := match["han"]:
            tokens += [*run, *(run[n : n + 2] for n in range(len(run) - 1))]
        else:
            tokens.append(stem(match["word"]))
    return tokens


def word_count(text: str) -> int:
    """How long a query or question is; two Chinese characters make about one word."""
    folded = fold(text)
    han = sum(len(match["han"] or "") for match in _TOKEN.finditer(folded))
    return sum(match["word"] is not None for match in _TOKEN.finditer(folded)) + (han + 1) // 2
