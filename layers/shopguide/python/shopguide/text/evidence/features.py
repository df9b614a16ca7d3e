"""What speaks for a passage as the answer to a question; shared by answering and its training.

The encoder's cosines say most, but they are compressed (0.75 to 0.95 for multilingual-e5-small),
differ between languages, and favour short passages that lie near every question. So each is read
against the passage's mean cosine to `BACKGROUND_QUESTIONS`, the correction for hubs of Dinu et al.,
*Improving zero-shot learning by mitigating the hubness problem* (2015).
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.indexed import Matrix
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence.signs import is_hedged
from shopguide.text.passage_text import passage_text
from shopguide.text.topics import topics_of
from shopguide.text.words import content_words

FEATURES = (
    "cosine",
    "above_background",
    "above_pool",
    "coverage",
    "topic",
    "said_cosine",
    "community_above_pool",
    "community_coverage",
    "qa",
    "hedged",
)
"""Columns of `evidence_features`:

- ``cosine`` of question and passage;
- ``above_background``: cosine minus the passage's mean cosine to the background questions;
- ``above_pool``: cosine minus the mean of that mean over the pool;
- ``coverage``: share of the question's words that the passage has, a word counting the more the
  fewer passages of the pool have it; words of the product's title count for nothing;
- ``topic``: 1 where an attribute's name speaks of all topics of the question (`text/topics.py`);
- ``said_cosine``: the cosine to what the passage says itself: of a Q&A pair the answer alone;
- ``community_above_pool``, ``community_coverage``: ``above_pool`` and ``coverage`` of what shoppers
  wrote (Q&A, reviews), else 0: a long review shares words with any question;
- ``qa``: 1 for a passage that answers a question of its own;
- ``hedged``: 1 where its author is not sure (`text/evidence/signs.py`).
"""

Features: TypeAlias = NDArray[np.float64]

_NAME_END = re.compile("[:：]")
_COMMUNITY = (PassageKind.QA, PassageKind.REVIEW)


def evidence_features(
    question: str,
    question_vectors: Matrix,
    passages: Sequence[Passage],
    passage_vectors: Matrix,
    said_vectors: Matrix,
    titles: Sequence[str],
    background_vectors: Matrix,
) -> Features:
    """Features ``[len(passages), len(FEATURES)]`` of a pool of passages.

    Args:
        question: What was asked.
        question_vectors: ``[len(passages), dimension]``: of the question as one would put it to the
            product of each passage (`text/product_mentions.py`), as a query.
        passages: The pool.
        passage_vectors: ``[len(passages), dimension]``.
        said_vectors: The same of `text.passage_text.said_text`.
        titles: Title of each passage's product, empty for shop-wide text.
        background_vectors: ``[count, dimension]`` of `BACKGROUND_QUESTIONS` in its language.
    """
    if not passages:
        return np.zeros((0, len(FEATURES)))
    cosines = _cosines(question_vectors, passage_vectors)
    background = (passage_vectors @ background_vectors.T).mean(axis=1)
    coverage = word_coverage(question, passages, titles)
    above_pool = cosines - background.mean()
    community = np.array([passage.kind in _COMMUNITY for passage in passages], dtype=float)
    return np.column_stack(
        [
            cosines,
            cosines - background,
            above_pool,
            coverage,
            topic_matches(question, passages),
            _cosines(question_vectors, said_vectors),
            community * above_pool,
            community * coverage,
            [bool(passage.question) for passage in passages],
            [is_hedged(passage.text) for passage in passages],
        ]
    ).astype(np.float64)


def _cosines(questions: Matrix, passages: Matrix) -> Features:
    """Of each passage to its question; both ``[count, dimension]``."""
    cosines: Features = np.einsum("nd,nd->n", passages, questions).astype(np.float64)
    return cosines


def word_coverage(question: str, passages: Sequence[Passage], titles: Sequence[str]) -> Features:
    """Weighted share of the question's words that each passage has, ``[len(passages)]``."""
    words = list(dict.fromkeys(content_words(question)))
    if not words or not passages:
        return np.zeros(len(passages))
    found = np.array([[_has(w, _words_of(passage)) for w in words] for passage in passages])
    counted = np.array([[not _has(w, frozenset(content_words(t))) for w in words] for t in titles])
    rarity = np.log1p((len(passages) + 1) / (found.sum(axis=0) + 0.5))
    weights = counted * rarity
    totals = weights.sum(axis=1)
    shares: Features = np.divide(
        (weights * found).sum(axis=1), totals, out=np.zeros(len(passages)), where=totals > 0
    )
    return shares


def topic_matches(question: str, passages: Sequence[Passage]) -> Features:
    """1 for each attribute that is named after what the question asks for, ``[len(passages)]``."""
    topics = topics_of(question)
    return np.array([_is_about(topics, passage) for passage in passages], dtype=float)


def _is_about(topics: frozenset[str], passage: Passage) -> bool:
    if not topics or passage.kind is not PassageKind.ATTRIBUTE:
        return False
    return topics <= topics_of(_NAME_END.split(passage.text, maxsplit=1)[0])


def _words_of(passage: Passage) -> frozenset[str]:
    return frozenset(content_words(passage_text(passage)))


def _has(word: str, words: frozenset[str]) -> bool:
    return word in words or any(_same_stem(word, other) for other in words)


def _same_stem(left: str, right: str) -> bool:
    """Whether two Latin words share all but a short ending: ``wash`` and ``washing``."""
    shorter = min(len(left), len(right))
    if shorter < 4 or abs(len(left) - len(right)) > 4 or not (left + right).isascii():
        return False
    stem_length = max(4, shorter - 2)
    return left[:stem_length] == right[:stem_length] and (left + right).isalpha()
