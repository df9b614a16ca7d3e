"""Puts an answer together by quoting its evidence as it stands."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shopguide.answer.evidence import Evidence
from shopguide.answer.vectors import PassageVectors
from shopguide.domain.indexed import Vector
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.features import word_coverage
from shopguide.text.sentences import split_sentences

MAX_SENTENCES = 2

WORDS_COUNT = 0.1
"""What all words of the question in a sentence are worth beside its cosine."""

MAX_COMPARED = 16
"""Sentences of one passage that are embedded; of more those with most words of the question."""


class Extractor:
    """Finds the sentences of a passage that answer; remembers the vectors of those it compared."""

    def __init__(self, vectors: PassageVectors) -> None:
        self._vectors = vectors

    def extract(self, question: str, vector: Vector, item: Evidence) -> list[str]:
        """Up to two neighbouring sentences of the passage, each exactly as it stands there.

        A Q&A pair answers with its beginning. Of longer text it is the sentence nearest to the
        question by meaning and words, and the next one where that shares words with it too.

        Args:
            question: What is asked.
            vector: Its unit vector, as a query.
            item: The passage, or its part that may answer.
        """
        passage = item.read_as
        sentences = [sentence.strip() for sentence in split_sentences(passage.text)]
        sentences = [sentence for sentence in sentences if sentence]
        if len(sentences) <= MAX_SENTENCES:
            return sentences
        if passage.kind in (PassageKind.QA, PassageKind.VERIFIED_ANSWER):
            return sentences[:MAX_SENTENCES]
        coverage = _coverage(question, sentences)
        best = self._nearest(vector, sentences, coverage)
        following = coverage[best + 1] if best + 1 < len(sentences) else 0.0
        return sentences[best : best + (MAX_SENTENCES if following > 0 else 1)]

    def _nearest(
        self, vector: Vector, sentences: Sequence[str], coverage: NDArray[np.float64]
    ) -> int:
        compared = np.sort(np.argsort(-coverage, kind="stable")[:MAX_COMPARED])
        vectors = self._vectors.of([sentences[row] for row in compared])
        scores = vectors @ vector + WORDS_COUNT * coverage[compared]
        return int(compared[int(np.argmax(scores))])


def _coverage(question: str, sentences: Sequence[str]) -> NDArray[np.float64]:
    """Weighted share of the question's words that each sentence has."""
    as_passages = [Passage("", PassageKind.ARTICLE, sentence) for sentence in sentences]
    return word_coverage(question, as_passages, [""] * len(sentences))
