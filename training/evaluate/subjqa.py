"""Measures answers that people find in reviews, and questions that reviews do not answer.

    python -m training.evaluate subjqa --file ../shared/data/subjqa/electronics-dev.csv.xz

SubjQA (Bjerva et al. 2020, https://arxiv.org/abs/2004.14283): each question comes with one review,
and people marked the span that answers it, or said that none does. The review is the only passage
that the served system is given; its answer is right where a sentence that it quotes overlaps a span
that somebody marked. The set is for evaluation only: nothing is fitted on it.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.domain.answer import Question
from shopguide.domain.passage import Passage, PassageKind
from shopguide.text.sentences import split_sentences
from training.evaluate.errors import EvaluationInputError
from training.evaluate.intervals import Estimate, Rows, Values, estimate, mean_of
from training.evaluate.lexical import Bm25
from training.evaluate.records import Row, read_records
from training.evaluate.report import Baseline, Report
from training.evaluate.served import ServedShop

METRICS = ("answer-f1", "no-answer-f1", "answered", "right-where-answered")
BASELINES = ("top-sentence", "never")
_NO_ANSWER = "ANSWERNOTFOUND"

Span = tuple[int, int]
"""First character and the one after the last, in the review."""


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question, a review, and the spans in it that answer; none where no reader found any."""

    text: str
    review: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What one way of answering made of each question; all ``[questions]``, 0 or 1."""

    answerable: Values
    answered: Values
    right: Values


def evaluate_subjqa(shop: ServedShop, file: Path, *, limit: int | None) -> Report:
    """Answer each question from its review as served.

    Args:
        shop: Any; what it sells does not matter.
        file: Columns ``question, review, human_ans_spans, human_ans_indices``.
        limit: Only so many questions, for a quick look.

    Raises:
        EvaluationInputError: the file cannot be used.
    """
    known = read_questions(file)[:limit]
    questions = shop.accepted(known, lambda row: Question(row.text), file)

    def serve(question: ReviewQuestion) -> Sequence[Span]:
        passage = Passage("review", PassageKind.REVIEW, question.review, "product")
        answer = shop.answer_from(Question(question.text, "product"), [passage], None)
        return () if answer.abstained else quoted_spans(answer.text, question.review)

    tracked = shop.progress.track(questions, description="Answering")
    served = judge(list(tracked), serve)
    others = {
        "top-sentence": ("always the sentence with most words in common", top_sentence),
        "never": ("never answers", lambda _: ()),
    }
    baselines = {name: (about, judge(questions, way)) for name, (about, way) in others.items()}
    return Report(
        about=f"{len(questions):,} questions to reviews of {file.name.split('-')[0]}",
        metrics=figures(served),
        headline=METRICS[:2],
        baselines=[
            Baseline(name, about, figures(outcomes), leads(served, outcomes))
            for name, (about, outcomes) in baselines.items()
        ],
        sizes={
            "questions": len(questions),
            "questions_refused": len(known) - len(questions),
            "answerable": int(served.answerable.sum()),
        },
    )


def read_questions(path: Path) -> list[ReviewQuestion]:
    """Questions with their reviews; what several people marked is put together.

    Raises:
        EvaluationInputError: the file cannot be used.
    """
    columns = ("question", "review", "human_ans_spans", "human_ans_indices")
    spans: dict[tuple[str, str], list[Span]] = {}
    for row in read_records(path, *columns).rows:
        review = row["review"].removesuffix(_NO_ANSWER).rstrip()
        found = spans.setdefault((row["question"], review), [])
        if row["human_ans_spans"] != _NO_ANSWER:
            found.append(_span(path, row))
    return [ReviewQuestion(text, review, found) for (text, review), found in spans.items()]


def quoted_spans(answer: str, review: str) -> list[Span]:
    """Where the sentences of a review stand that an answer quotes."""
    quoted = []
    start = 0
    for sentence in split_sentences(review):
        if sentence.strip() and sentence.strip() in answer:
            quoted.append((start, start + len(sentence)))
        start += len(sentence)
    return quoted


def top_sentence(question: ReviewQuestion) -> Sequence[Span]:
    """The sentence of the review that BM25 puts first."""
    sentences = split_sentences(question.review)
    scores = Bm25(sentences).scores(question.text)
    best = int(np.argmax(scores))
    start = sum(map(len, sentences[:best]))
    return [(start, start + len(sentences[best]))]


def judge(
    questions: Sequence[ReviewQuestion], answer: Callable[[ReviewQuestion], Sequence[Span]]
) -> Outcomes:
    """What a way of answering makes of each question."""
    rows = []
    for question in questions:
        given = answer(question)
        hits = any(a < d and c < b for a, b in given for c, d in question.spans)
        rows.append((bool(question.spans), bool(given), hits))
    return Outcomes(*np.array(rows, dtype=float).T)


def figures(outcomes: Outcomes) -> dict[str, Estimate]:
    """All of `METRICS`."""
    size = len(outcomes.answered)
    return {
        **{name: estimate(f1, size) for name, f1 in _both_f1(outcomes).items()},
        "answered": mean_of(outcomes.answered),
        "right-where-answered": mean_of(outcomes.right[outcomes.answered > 0]),
    }


def leads(served: Outcomes, other: Outcomes) -> dict[str, Estimate]:
    """Differences of both F1, paired by question."""
    ours, theirs = _both_f1(served), _both_f1(other)
    size = len(served.answered)

    def lead(one: Callable[[Rows], Values], two: Callable[[Rows], Values]) -> Estimate:
        return estimate(lambda rows: one(rows) - two(rows), size)

    return {name: lead(ours[name], theirs[name]) for name in ours}


def _both_f1(outcomes: Outcomes) -> dict[str, Callable[[Rows], Values]]:
    quiet, unanswerable = 1 - outcomes.answered, 1 - outcomes.answerable
    return {
        "answer-f1": _f1(outcomes.right, outcomes.answered, outcomes.answerable),
        "no-answer-f1": _f1(quiet * unanswerable, quiet, unanswerable),
    }


def _f1(
    right: NDArray[np.float64], given: NDArray[np.float64], wanted: NDArray[np.float64]
) -> Callable[[Rows], Values]:
    """Harmonic mean of precision (right of given) and recall (right of wanted); 0 without any."""

    def of(rows: Rows) -> Values:
        both = given[rows].sum(axis=-1) + wanted[rows].sum(axis=-1)
        return 2 * right[rows].sum(axis=-1) / np.maximum(both, 1)

    return of


def _span(path: Path, row: Row) -> Span:
    try:
        start, end = ast.literal_eval(row["human_ans_indices"])
        return int(start), int(end)
    except (SyntaxError, TypeError, ValueError) as error:
        raise EvaluationInputError(
            f"{path.name}, line {row.line}: {row['human_ans_indices'][:40]!r} is no span.",
            fix="Write first and last character, as in (287, 338).",
            field="human_ans_indices",
        ) from error
