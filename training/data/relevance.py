"""Lists that a reranker learns from: a query with texts, and how well each serves it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from shopguide.text.passage_text import passage_text
from training.data.public.pqa import AnsweredQuestion, JudgedQuestion


@dataclass(frozen=True, slots=True)
class RelevanceList:
    """A query or question, texts, and the grade of each in 0..1.

    `judged` says whether people graded the texts, so that the grades also teach how high a score
    must be; what was graded by rule teaches an order alone.
    """

    query: str
    texts: Sequence[str]
    grades: Sequence[float]
    source: str
    judged: bool = True


def judged_lists(
    questions: Sequence[JudgedQuestion],
    grades: Sequence[float],
    *,
    source: str,
    longest: int,
    chance: Random,
) -> list[RelevanceList]:
    """One list a question, of at most `longest` candidates, those that serve it first.

    Args:
        questions: With their judged candidates.
        grades: Grade of label 0, 1, …
        source: Name of the set.
        longest: Texts of a list.
        chance: Chooses which are left out.
    """
    lists = []
    for question in questions:
        order = chance.sample(range(len(question.labels)), len(question.labels))
        order.sort(key=lambda row, labels=question.labels: -labels[row])
        chosen = order[:longest]
        texts = [passage_text(question.passages[row]) for row in chosen]
        found = [grades[question.labels[row]] for row in chosen]
        lists.append(RelevanceList(question.text, texts, found, source))
    return lists


def answered_lists(
    questions: Sequence[AnsweredQuestion],
    *,
    source: str,
    same_product: int,
    others: int,
    chance: Random,
) -> list[RelevanceList]:
    """One list a question: the passage that answers it, then passages that answered others.

    Args:
        questions: With the passage that each was answered from.
        source: Name of the set.
        same_product: Passages about the same product at most; they are what a shop's own search for
            evidence brings up.
        others: Passages about other products.
        chance: Chooses both.
    """
    of_product = defaultdict(list)
    for question in questions:
        of_product[question.product_id].append(question)
    lists = []
    for question in questions:
        near = [other for other in of_product[question.product_id] if other.text != question.text]
        wrong = chance.sample(near, min(same_product, len(near)))
        wrong += chance.sample(questions, min(others, len(questions)))
        right = passage_text(question.passage)
        texts = list(dict.fromkeys([right, *(passage_text(other.passage) for other in wrong)]))
        grades = [1.0] + [0.0] * (len(texts) - 1)
        lists.append(RelevanceList(question.text, texts, grades, source))
    return lists
