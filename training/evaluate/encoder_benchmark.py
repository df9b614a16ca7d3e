"""What an encoder finds by itself, without words, rules or reranker: four small benchmarks.

Products of Icecat in English, marketplace titles in Chinese, evidence for questions, and product
names across the two languages. Each gives one figure a query, so that two encoders are compared
query by query.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.data.public.pqa import JudgedQuestion, read_judged
from training.evaluate.benchmark_data import icecat_qrels, icecat_texts, zh_queries, zh_texts
from training.evaluate.metrics import judged_ndcg_at, reciprocal_rank_at

ENGLISH = "Icecat dev nDCG@10, judged"
CHINESE = "zh-retrieval dev MRR@10"
QUESTIONS = "ePQA dev P@1"
CHINESE_TO_ENGLISH = "product names zh to en P@1"
ENGLISH_TO_CHINESE = "product names en to zh P@1"

_NAMES = Path(__file__).with_name("data") / "bilingual_names.tsv"
_FULLY = 2
"""EPQA's label of a passage that answers the whole question."""


class Encodes(Protocol):
    """What both the served and the full-precision encoder do."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of queries."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of passages."""


@dataclass(frozen=True)
class EncoderBenchmark:
    """The texts and judgements.

    Attributes:
        english: Text by product id; of Icecat only judged products, since the others would be taken
            out of the rankings anyway.
        qrels: Grades by query.
        chinese: Title by product id.
        targets: The right product's id by query.
        questions: With candidates of which one at least answers in full.
        names: Product names in Chinese and in English.
    """

    english: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    chinese: Mapping[str, str]
    targets: Mapping[str, str]
    questions: Sequence[JudgedQuestion]
    names: Sequence[tuple[str, str]]

    def english_ndcg(self, encoder: Encodes) -> list[float]:
        """NDCG@10 over judged products, of each query."""
        rankings = _rank(encoder, list(self.qrels), self.english)
        return [judged_ndcg_at(10, rankings[query], self.qrels[query]) for query in self.qrels]

    def chinese_mrr(self, encoder: Encodes) -> list[float]:
        """Reciprocal rank among all titles, 0 below 10, of each query."""
        rankings = _rank(encoder, list(self.targets), self.chinese)
        return [
            reciprocal_rank_at(10, rankings[query], target)
            for query, target in self.targets.items()
        ]

    def first_evidence(self, encoder: Encodes) -> list[float]:
        """Whether the first of a question's candidates answers it in full, 1 or 0."""
        vectors = encoder.encode_queries([question.text for question in self.questions])
        texts = [passage.text for question in self.questions for passage in question.passages]
        passages = iter(encoder.encode_passages(texts))
        return [
            float(
                question.labels[_best(vector, [next(passages) for _ in question.labels])] == _FULLY
            )
            for question, vector in zip(self.questions, vectors, strict=True)
        ]

    def across_languages(self, encoder: Encodes) -> tuple[list[float], list[float]]:
        """Whether a name finds its translation first, 1 or 0: Chinese to English, and back."""
        chinese, english = (list(names) for names in zip(*self.names, strict=True))
        both = []
        for queries, names in ((chinese, english), (english, chinese)):
            scores = encoder.encode_queries(queries) @ encoder.encode_passages(names).T
            both.append((scores.argmax(axis=1) == np.arange(len(names))).astype(float).tolist())
        return both[0], both[1]

    def figures(self, encoder: Encodes) -> dict[str, list[float]]:
        """All of them, by name: a value of each query."""
        to_english, to_chinese = self.across_languages(encoder)
        return {
            CHINESE: self.chinese_mrr(encoder),
            ENGLISH: self.english_ndcg(encoder),
            QUESTIONS: self.first_evidence(encoder),
            CHINESE_TO_ENGLISH: to_english,
            ENGLISH_TO_CHINESE: to_chinese,
        }


def load_benchmark(data: Path) -> EncoderBenchmark:
    """Read the benchmark data in a folder."""
    qrels = {query: dict(grades) for query, grades in icecat_qrels(data).items()}
    judged = {product for grades in qrels.values() for product in grades}
    english = {key: text for key, text in icecat_texts(data).items() if key in judged}
    questions = read_judged(data / "amazon-pqa" / "epqa-dev.csv")
    with _NAMES.open(encoding="utf-8", newline="") as stream:
        names = [(row["zh"], row["en"]) for row in csv.DictReader(stream, delimiter="\t")]
    return EncoderBenchmark(
        english=english,
        qrels=qrels,
        chinese=zh_texts(data),
        targets=zh_queries(data),
        questions=[question for question in questions if _FULLY in question.labels],
        names=names,
    )


def _best(vector: NDArray[np.float32], passages: Sequence[NDArray[np.float32]]) -> int:
    return int((np.stack(passages) @ vector).argmax())


def _rank(encoder: Encodes, queries: list[str], texts: Mapping[str, str]) -> dict[str, list[str]]:
    ids = list(texts)
    scores = encoder.encode_queries(queries) @ encoder.encode_passages(list(texts.values())).T
    return {
        query: [ids[column] for column in np.argsort(-row, kind="stable")]
        for query, row in zip(queries, scores, strict=True)
    }
