"""What a generator is tuned on: public product questions, in fixed numbers of each sort.

Questions and products of ePQA's development part are left out, because the generator is measured
on it, and so are the questions of hetPQA's. All sets are CDLA-Sharing-1.0.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from training.data.cited_answers import CitedExample, ExampleMaker
from training.data.public.pqa import (
    AnsweredQuestion,
    JudgedQuestion,
    Overlap,
    read_answered,
    read_attribute_sentences,
    read_judged,
)
from training.errors import TrainingInputError

_SETS = {
    "answers": ("hetpqa-answer-train.tsv.xz",),
    "judged": ("hetpqa-evidence-dev.tsv.xz",),
    "attributes": ("semipqa-attribute-dev.tsv.xz", "semipqa-attribute-testseen.tsv.xz"),
    "sentences": ("semipqa-d2t-train.tsv",),
}
_MEASURED = ("epqa-dev.csv", "hetpqa-answer-dev.tsv")
_Q = TypeVar("_Q", AnsweredQuestion, JudgedQuestion)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """How many examples of each sort at most; the rest of a sort is not used.

    Attributes:
        answers: Written answers of hetPQA, each in two prompts.
        unworded: hetPQA questions with what answers them, where the written answer says more.
        sentences: Attributes of semiPQA with the sentence that a person wrote of each.
        judged: hetPQA passages that answer, without a written answer.
        judged_abstentions: hetPQA passages that do not.
        attributes: semiPQA attributes that answer, without a written answer.
        attribute_abstentions: semiPQA attributes that do not.
        same_product: hetPQA questions beside what answers others about the product.
        other_products: hetPQA questions beside passages of other products.
    """

    answers: int = 3000
    unworded: int = 900
    sentences: int = 300
    judged: int = 400
    judged_abstentions: int = 1200
    attributes: int = 150
    attribute_abstentions: int = 250
    same_product: int = 500
    other_products: int = 250


@dataclass(frozen=True, slots=True)
class Mixed:
    """The examples in random order, how many came from which set, and questions left out."""

    examples: list[CitedExample]
    rows: dict[str, int]
    left_out: int


def mix_public_answers(folder: Path, mixture: Mixture, *, seed: int) -> Mixed:
    """Read and mix the public sets.

    Args:
        folder: Laid out like the benchmark data: holds ``amazon-pqa/``.
        mixture: How many of each sort.
        seed: Equal seeds and files give equal examples.

    Raises:
        TrainingInputError: a file is missing.
    """
    files = _find_files(folder)
    answers, judged, attributes, left_out = _read_unmeasured(files)
    passages = [q.passage for q in answers] + [p for q in judged for p in q.passages]
    maker = ExampleMaker(passages, seed)
    drawn = random.Random(seed)

    def take(
        examples: Iterable[CitedExample], count: int, fits: Callable[[CitedExample], bool] = bool
    ) -> list[CitedExample]:
        fitting = [example for example in examples if fits(example)]
        return drawn.sample(fitting, min(count, len(fitting)))

    from_answers = [example for _ in range(2) for example in maker.answered(answers)]
    from_judged = list(maker.judged(judged))
    from_attributes = list(maker.judged(attributes))
    sentences = read_attribute_sentences(files["semipqa-d2t-train.tsv"])
    rows = {
        "hetPQA answers": [
            *take(from_answers, mixture.answers, _has_words),
            *take(from_answers, mixture.unworded, _has_no_words),
            *take(maker.unanswered(answers, same_product=True), mixture.same_product),
            *take(maker.unanswered(answers, same_product=False), mixture.other_products),
        ],
        "hetPQA evidence": [
            *take(from_judged, mixture.judged, _answers),
            *take(from_judged, mixture.judged_abstentions, _abstains),
        ],
        "semiPQA attributes": [
            *take(from_attributes, mixture.attributes, _answers),
            *take(from_attributes, mixture.attribute_abstentions, _abstains),
        ],
        "semiPQA data-to-text": take(maker.described(sentences), mixture.sentences),
    }
    examples = [example for part in rows.values() for example in part]
    drawn.shuffle(examples)
    return Mixed(examples, {name: len(part) for name, part in rows.items()}, left_out)


def _read_unmeasured(
    files: dict[str, Path],
) -> tuple[list[AnsweredQuestion], list[JudgedQuestion], list[JudgedQuestion], int]:
    epqa = Overlap.of(read_judged(files["epqa-dev.csv"]))
    hetpqa = Overlap(
        frozenset(), Overlap.of(read_answered(files["hetpqa-answer-dev.tsv"])).questions
    )

    def unmeasured(questions: list[_Q]) -> list[_Q]:
        return [q for q in questions if not epqa.holds(q) and not hetpqa.holds(q)]

    answers = [q for name in _SETS["answers"] for q in read_answered(files[name])]
    judged = [q for name in _SETS["judged"] for q in read_judged(files[name])]
    attributes = [q for name in _SETS["attributes"] for q in read_judged(files[name])]
    kept = unmeasured(answers), unmeasured(judged), unmeasured(attributes)
    read = len(answers) + len(judged) + len(attributes)
    return *kept, read - sum(map(len, kept))


def _find_files(folder: Path) -> dict[str, Path]:
    names = [name for group in _SETS.values() for name in group]
    found = {name: folder / "amazon-pqa" / name for name in (*names, *_MEASURED)}
    for path in found.values():
        if not path.is_file():
            raise TrainingInputError(
                f"The public data lacks {path}.",
                fix="Give a folder that holds amazon-pqa/ (ePQA, hetPQA and semiPQA).",
                field="public",
            )
    return found


def _answers(example: CitedExample) -> bool:
    return not example.abstains


def _has_words(example: CitedExample) -> bool:
    return bool(example.reply)


def _has_no_words(example: CitedExample) -> bool:
    return not example.reply


def _abstains(example: CitedExample) -> bool:
    return example.abstains
