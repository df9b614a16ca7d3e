"""Puts an answer together by quoting its evidence as it stands."""

from collections.abc import Sequence

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.evidence_features import word_coverage
from shopguide.text.sentences import split_sentences

MAX_SENTENCES = 2


def extract_answer(question: str, passage: Passage) -> list[str]:
    """Up to two neighbouring sentences of the passage, each exactly as it stands there.

    A Q&A pair answers with its beginning, longer text with the sentences that share most words
    with the question.
    """
    sentences = [sentence.strip() for sentence in split_sentences(passage.text)]
    sentences = [sentence for sentence in sentences if sentence]
    if len(sentences) <= MAX_SENTENCES:
        return sentences
    if passage.kind in (PassageKind.QA, PassageKind.VERIFIED_ANSWER):
        return sentences[:MAX_SENTENCES]
    return _best_sentences(question, sentences)


def _best_sentences(question: str, sentences: Sequence[str]) -> list[str]:
    as_passages = [Passage("", PassageKind.ARTICLE, sentence) for sentence in sentences]
    coverage = list(word_coverage(question, as_passages, [""] * len(sentences)))
    best = max(range(len(sentences)), key=coverage.__getitem__)
    following = coverage[best + 1] if best + 1 < len(sentences) else 0.0
    return list(sentences[best : best + (MAX_SENTENCES if following else 1)])
