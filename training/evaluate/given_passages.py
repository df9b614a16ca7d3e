"""Questions with few passages given: what teaches how sure to be of one text by itself.

ePQA's pools of ten have hardly a question without an answer, and our own are small. hetPQA and
semiPQA (Shen et al. 2022, https://aclanthology.org/2022.ecnlp-1.13 and .14; CDLA-Sharing-1.0) add
single passages of every kind, and attributes of which none answers.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from shopguide.domain.passage import Passage
from shopguide.text.passage_parts import split_into_parts
from training.data.public.pqa import AnsweredQuestion, Overlap, read_answered, read_judged
from training.evaluate.answer_pools import LabelledQuestion

SINGLES_EACH = 1
"""Single candidates of an ePQA question for each label that is drawn."""


def read_given(folder: Path) -> list[LabelledQuestion]:
    """Training questions of hetPQA twice: with the passage that answers, and with another.

    The other one answers another question, of the same product where there is one. What hetPQA's
    development part asks, or asks about, is left out.

    Args:
        folder: Holds ``hetpqa-answer-train.tsv.xz`` and ``hetpqa-answer-dev.tsv``.
    """
    measured = Overlap.of(read_answered(folder / "hetpqa-answer-dev.tsv"))
    rows = [
        row
        for row in read_answered(folder / "hetpqa-answer-train.tsv.xz")
        if not measured.holds(row)
    ]
    return [
        _labelled(row, passage, label)
        for row, other in zip(rows, _others(rows), strict=True)
        for passage, label in ((row.passage, 2), (other, 0))
    ]


def read_attributes(path: Path, limit: int) -> list[LabelledQuestion]:
    """Questions of ``semipqa-attribute-*`` with all attributes of their product, drawn by chance.

    semiPQA does not tell the product: each question counts as one of its own.
    """
    questions = read_judged(path)
    drawn = random.Random(0).sample(questions, min(limit, len(questions)))
    return [
        LabelledQuestion(
            product_id=f"semipqa/{question.question_id}",
            title="",
            text=question.text,
            asked=question.text,
            passages=question.passages,
            labels=[2 * label for label in question.labels],
        )
        for question in drawn
    ]


def singles(questions: Sequence[LabelledQuestion]) -> list[LabelledQuestion]:
    """Of each question a candidate that answers and one that does not, each by itself."""
    chance = random.Random(0)
    found = []
    for question in questions:
        for label in (2, 0):
            places = [n for n, given in enumerate(question.labels) if given == label]
            for place in chance.sample(places, min(SINGLES_EACH, len(places))):
                parts = _in_parts(question.passages[place])
                found.append(replace(question, passages=parts, labels=[label] * len(parts)))
    return found


def _others(rows: Sequence[AnsweredQuestion]) -> Iterator[Passage]:
    """For each row the passage of another question, of its own product if any has one."""
    chance = random.Random(0)
    of_product = defaultdict(list)
    for row in rows:
        of_product[row.product_id].append(row)
    for row in rows:
        near = [other for other in of_product[row.product_id] if other.text != row.text]
        far = [other for other in chance.sample(rows, min(8, len(rows))) if other.text != row.text]
        yield chance.choice(near or far).passage


def _labelled(row: AnsweredQuestion, passage: Passage, label: int) -> LabelledQuestion:
    parts = _in_parts(passage)
    return LabelledQuestion(row.product_id, "", row.text, row.text, parts, [label] * len(parts))


def _in_parts(passage: Passage) -> list[Passage]:
    """As answering compares it."""
    return [replace(passage, text=part) for part in split_into_parts(passage)]
