"""Questions about products: ePQA, hetPQA, semiPQA (CDLA-Sharing-1.0) and the Amazon Q&A dump.

ePQA: Shen et al. 2023, https://arxiv.org/abs/2305.09249. hetPQA and semiPQA: Shen et al. 2022,
https://aclanthology.org/2022.ecnlp-1.13 and .14. Their questions were asked on one marketplace, so
the sets share products and questions: `Overlap` finds what one set must not take from another.
"""

import ast
import csv
import gzip
import io
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.normalise import fold
from shopguide.text.passages import attribute_sentence

LICENCE = "CDLA-Sharing-1.0"
"""Of ePQA, hetPQA and semiPQA; the Amazon Q&A dump states none (research use)."""

_KINDS = {
    "attribute": PassageKind.ATTRIBUTE,
    "bullet": PassageKind.DESCRIPTION,
    "description": PassageKind.DESCRIPTION,
    "desc": PassageKind.DESCRIPTION,
    "osp": PassageKind.ARTICLE,  # on-site publication
    "review": PassageKind.REVIEW,
    "cqa": PassageKind.QA,
}
SOURCES = tuple(_KINDS)
"""Where a candidate may come from, in the sets' own words."""

_NORMALISED = re.compile(r"normalized_value:\s*\{[^}]*\}\s*,?")
_VALUE = re.compile(r'value:\s*("[^"]*"|[^,}\s]+)')
_UNIT = re.compile(r"unit:\s*([a-z_]+)")


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with its candidate passages and what people said of each.

    Attributes:
        question_id: Of its set.
        product_id: ASIN; empty in semiPQA, which does not tell it.
        title: Of the product; empty where the set does not tell it.
        text: The question.
        passages: Candidates, in the file's order.
        labels: ePQA: 2 answers in full, 1 helps, 0 does not. Elsewhere 1 or 0.
        answers: The written answer from each candidate, empty where there is none.
    """

    question_id: str
    product_id: str
    title: str
    text: str
    passages: Sequence[Passage]
    labels: Sequence[int]
    answers: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question, the passage that answers it, and the answer written from that passage alone.

    Where a set has no passage (the Amazon dump), the answer itself is the passage.
    """

    product_id: str
    text: str
    passage: Passage
    answer: str


def read_judged(path: Path) -> list[JudgedQuestion]:
    """Questions of ``epqa-*.csv``, ``hetpqa-evidence-*.tsv`` or ``semipqa-attribute-*.tsv``."""
    groups: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in _rows(path):
        groups[row["qid"]].append(row)
    return [_judged(question_id, rows) for question_id, rows in groups.items()]


def read_answered(path: Path) -> list[AnsweredQuestion]:
    """Rows of ``hetpqa-answer-*.tsv``; a passage's id is its line."""
    return [
        AnsweredQuestion(
            row["ASIN"],
            row["question"].strip(),
            passage_of(row, f"{path.name.partition('.')[0]}:{line}"),
            row["answer"].strip(),
        )
        for line, row in enumerate(_rows(path), start=2)
    ]


def read_attribute_sentences(path: Path) -> list[tuple[str, str]]:
    """``(attribute as a sentence, sentence that a person wrote of it)`` of ``semipqa-d2t-*``."""
    return [(attribute_of(row["data"]), row["text"].strip()) for row in _rows(path)]


def read_marketplace_answers(path: Path) -> list[AnsweredQuestion]:
    """Questions with a shopper's or seller's answer, of ``qa_*.json.gz``.

    Each line is a Python dict literal (McAuley & Yang 2016, https://arxiv.org/abs/1512.06863).
    """
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [ast.literal_eval(line) for line in lines]
    return [
        AnsweredQuestion(row["asin"], row["question"].strip(), passage, passage.text)
        for number, row in enumerate(rows)
        if (passage := _answer_passage(row, f"{path.name.partition('.')[0]}:{number}")).text
    ]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Products and questions of a set that is measured on, which training must not have seen."""

    product_ids: frozenset[str]
    questions: frozenset[str]

    @classmethod
    def of(cls, questions: Iterable[JudgedQuestion | AnsweredQuestion]) -> "Overlap":
        """What these questions are and which products they ask about."""
        known = list(questions)
        return cls(
            frozenset(question.product_id for question in known if question.product_id),
            frozenset(question_key(question.text) for question in known),
        )

    def holds(self, question: JudgedQuestion | AnsweredQuestion) -> bool:
        """Does `question` ask about one of the products, or the same as one of the questions?"""
        return (
            question.product_id in self.product_ids or question_key(question.text) in self.questions
        )


def question_key(text: str) -> str:
    """The question without case, width and punctuation: equal for the same question."""
    return " ".join(re.findall(r"\w+", fold(text)))


def attribute_of(candidate: str) -> str:
    """``weight:  { unit:pounds, value:2 }`` as ShopGuide would say it: ``Weight: 2 pounds.``."""
    name, _, rest = candidate.partition(":")
    rest = _NORMALISED.sub("", rest)
    values = [value.strip('"') for value in _VALUE.findall(rest)]
    units = [unit.replace("_", " ") for unit in _UNIT.findall(rest)]
    if len(units) == len(values):
        values = [f"{value} {unit}" for value, unit in zip(values, units, strict=True)]
    return attribute_sentence(name, ", ".join(values) or rest, "en")


def _judged(question_id: str, rows: Sequence[Mapping[str, str]]) -> JudgedQuestion:
    first = rows[0]
    return JudgedQuestion(
        question_id=question_id,
        product_id=first.get("ASIN") or "",
        title=first.get("title") or "",
        text=first["question"].strip(),
        passages=[passage_of(row, row["qa_pair_id"]) for row in rows],
        labels=[int(row["label"]) for row in rows],
        answers=[(row.get("answer") or "").strip() for row in rows],
    )


def passage_of(row: Mapping[str, str], passage_id: str) -> Passage:
    """The candidate of a row as ShopGuide would keep it; its source is one of `SOURCES`."""
    kind = _KINDS[row.get("source", "attribute").lower()]  # semiPQA has attributes alone
    text, question = row["candidate"].strip(), ""
    if kind is PassageKind.ATTRIBUTE:
        text = attribute_of(text)
    elif kind is PassageKind.QA:
        text, _, question = (part.strip() for part in text.partition(" Question: "))
    return Passage(passage_id, kind, text, row.get("ASIN") or "", question)


def _answer_passage(row: Mapping[str, str], passage_id: str) -> Passage:
    return Passage(passage_id, PassageKind.QA, row["answer"].strip(), row["asin"])


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    """Rows of a comma- or tab-separated file with a header, ``.xz`` or plain."""
    content = path.read_bytes()  # a few megabytes at most
    if path.suffix == ".xz":
        content = lzma.decompress(content)
    separator = "\t" if ".tsv" in path.suffixes else ","
    yield from csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter=separator)
