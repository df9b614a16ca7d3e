"""Questions with labelled candidates, and pairs of evidence and answer, from a shop's own files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from shopguide.domain.passage import Passage
from shopguide.domain.product import Product
from shopguide.text.language import detect_language
from training.data.public.pqa import SOURCES, passage_of
from training.evaluate.errors import EvaluationInputError
from training.evaluate.records import Records, Row, read_records

HIGHEST_LABEL = 2
_DEFAULT_SOURCE = "description"


@dataclass(frozen=True, slots=True)
class EvidenceQuestion:
    """A question, its candidates and whether each answers: 2 in full, 1 helps, 0 does not."""

    question_id: str
    text: str
    product: Product | None
    passages: Sequence[Passage]
    labels: Sequence[int]


@dataclass(frozen=True, slots=True)
class AnswerPair:
    """A question, one piece of evidence, and the answer that a person wrote from it."""

    text: str
    product: Product | None
    candidate: str
    passage: Passage
    answer: str


def read_evidence(path: Path) -> list[EvidenceQuestion]:
    """Read ``question, candidate, label``; a question's candidates may stand anywhere in the file.

    Known further columns: ``qid`` (else question and product tell questions apart), ``ASIN`` or
    ``product_id``, ``title`` of the product, and ``source``, where the candidate comes from
    (`SOURCES`).

    Raises:
        EvaluationInputError: the file cannot be used, or a row lacks a question or a candidate, has
            an unknown source, or a label that is not 0, 1 or 2.
    """
    records = read_records(path, "question", "candidate", "label")
    groups: dict[str, list[tuple[Row, Passage, int]]] = {}
    for row in records.rows:
        _require(records, row, "question", "candidate")
        label = records.number(row, "label", 0, HIGHEST_LABEL)
        if label != int(label):
            raise EvaluationInputError(
                f"{path.name}, line {row.line}: the label is {row['label']}.",
                fix="Write 2 (answers in full), 1 (helps) or 0 (does not).",
                field="label",
            )
        key = row["qid"] or f"{_product_id(row)} {row['question']}"
        groups.setdefault(key, []).append((row, _passage(records, row), int(label)))
    return [
        EvidenceQuestion(
            key,
            rows[0][0]["question"],
            _product(rows[0][0]),
            [passage for _, passage, _ in rows],
            [label for _, _, label in rows],
        )
        for key, rows in groups.items()
    ]


def read_pairs(path: Path) -> list[AnswerPair]:
    """Read ``question, candidate, answer``; further columns as in `read_evidence`.

    Raises:
        EvaluationInputError: the file cannot be used, or a row lacks one of them.
    """
    records = read_records(path, "question", "candidate", "answer")
    pairs = []
    for row in records.rows:
        _require(records, row, "question", "candidate", "answer")
        passage = _passage(records, row)
        pair = AnswerPair(row["question"], _product(row), row["candidate"], passage, row["answer"])
        pairs.append(pair)
    return pairs


def _require(records: Records, row: Row, *columns: str) -> None:
    for column in columns:
        if not row[column]:
            raise EvaluationInputError(
                f"{records.path.name}, line {row.line}: {column} is empty.",
                fix=f"Give every row {' and '.join(columns)}, or leave the row out.",
                field=column,
            )


def _passage(records: Records, row: Row) -> Passage:
    source = (row["source"] or _DEFAULT_SOURCE).lower()
    if source not in SOURCES:
        raise EvaluationInputError(
            f"{records.path.name}, line {row.line}: the source is {row['source'][:40]!r}.",
            fix=f"Write one of {', '.join(SOURCES)}, or leave it empty.",
            field="source",
        )
    fields = {**row.fields, "source": source, "ASIN": _product_id(row)}
    passage = passage_of(fields, f"line {row.line}")
    return replace(passage, language=detect_language(passage.text))


def _product(row: Row) -> Product | None:
    """The product, of which the file tells id and title at most."""
    product_id = _product_id(row)
    return Product(product_id, row["title"]) if product_id else None


def _product_id(row: Row) -> str:
    return row["ASIN"] or row["product_id"]
