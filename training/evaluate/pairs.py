"""Measures answers put into words: from a question and one piece of evidence, as served.

Each answer goes through the served confidence, prompt, generator and verification, and is compared
with what a person wrote from the same evidence.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.domain.answer import Answer, AnswerNote, Compose, ComposedBy, Question
from shopguide.domain.bundle import BundleManifest
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.generation import Generation, PromptMessage
from shopguide.text.language import detect_language
from shopguide.text.support import unsupported_numbers
from training.evaluate.bundles import base_note, untuned_base
from training.evaluate.evidence_file import AnswerPair, read_pairs
from training.evaluate.intervals import Estimate, Values, estimate, mean_of
from training.evaluate.lexical import LENGTHS, word_count
from training.evaluate.report import Baseline, Figures, Report, bands, slice_by
from training.evaluate.selective import share_where
from training.evaluate.served import ServedShop
from training.evaluate.translation_score import BleuCounts, bleu_counts
from training.models.text_overlap import rouge_l

HEADLINE = ("rouge-l", "bleu", "numbers-supported")
BASELINES = ("copy", "base", "base-raw")
METRICS = (
    *HEADLINE,
    "abstained",
    "generated",
    "raw-rouge-l",
    "raw-numbers-supported",
)
_MARKER = re.compile(r"\s*\[\s*\d{1,3}\s*\]")


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Answers of one kind beside what people wrote; all ``[pairs]``.

    `numbers` counts the numbers of an answer, `unsupported` those that its evidence does not have.
    """

    rouge: Values
    bleu: BleuCounts
    numbers: Values
    unsupported: Values

    def at(self, rows: NDArray[np.int64]) -> "Texts":
        """Those of some pairs."""
        kept = self.bleu.at(rows)
        return Texts(self.rouge[rows], kept, self.numbers[rows], self.unsupported[rows])


class RecordingGenerator:
    """A generator that remembers what it said last, before the service verified it."""

    def __init__(self, generator: GenaiGenerator) -> None:
        self._generator = generator
        self.last = ""

    @property
    def bundle(self) -> BundleManifest:
        """The bundle it runs."""
        return self._generator.bundle

    def generate(
        self, messages: Sequence[PromptMessage], *, max_tokens: int, time_budget_seconds: float
    ) -> Generation:
        """What the generator says."""
        said = self._generator.generate(
            messages, max_tokens=max_tokens, time_budget_seconds=time_budget_seconds
        )
        self.last = _MARKER.sub("", said.text).strip()
        return said


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers to all pairs, and what the generator said (empty where it was not asked)."""

    answers: Sequence[Answer]
    raw: Sequence[str]

    def count(self, note: AnswerNote) -> int:
        """How many answers carry a note."""
        return sum(note in answer.notes for answer in self.answers)


def evaluate_pairs(shop: ServedShop, file: Path, *, limit: int | None) -> Report:
    """Answer each question from its evidence as served.

    Args:
        shop: Any; what it sells does not matter.
        file: ``question, candidate, answer`` (`read_pairs`).
        limit: Only so many pairs, for a quick look.

    Raises:
        EvaluationInputError: the file cannot be used.
        ConfigurationError: this machine's settings name no generator.
        BundleError: the generator's bundle is missing or damaged.
    """
    known = read_pairs(file)[:limit]
    pairs = shop.accepted(known, _asked, file)
    generator = shop.generator
    if generator is None:
        raise ConfigurationError(
            "There is no generator to measure.",
            fix="Set SHOPGUIDE_GENERATOR to the name of a generator bundle.",
            field="SHOPGUIDE_GENERATOR",
        )
    answered = _answer_all(shop, pairs, generator)
    shown = compare([_shown(answer) for answer in answered.answers], pairs)
    raw = compare(answered.raw, pairs)
    others, notes = _baselines(shop, pairs, generator)
    shop.use_generator(generator)
    return Report(
        about=f"{len(pairs):,} answers from given evidence by {generator.bundle.name}",
        metrics={**figures(shown), **_outcomes(answered), **_raw_figures(answered, raw)},
        headline=HEADLINE,
        baselines=[
            Baseline(name, about, figures(texts), leads(shown, texts))
            for name, (about, texts) in others.items()
        ],
        slices=_slices(pairs, shown),
        sizes={"questions_refused": len(known) - len(pairs), **_sizes(answered)},
        notes=[*notes, *_time_note(answered)],
    )


def compare(texts: Sequence[str], pairs: Sequence[AnswerPair]) -> Texts:
    """Answers beside what people wrote from the same evidence."""
    said = list(zip(texts, pairs, strict=True))
    return Texts(
        np.array([rouge_l(text, pair.answer) for text, pair in said]),
        bleu_counts(texts, [pair.answer for pair in pairs]),
        np.array([len(unsupported_numbers(text, "")) for text in texts], dtype=float),
        np.array([len(unsupported_numbers(t, _evidence(p))) for t, p in said], dtype=float),
    )


def _evidence(pair: AnswerPair) -> str:
    """The candidate, and as it is read: ``value:7, unit:inches`` becomes "7 inches"."""
    return f"{pair.candidate}\n{pair.passage.text}"


def figures(texts: Texts) -> dict[str, Estimate]:
    """ROUGE-L F1, sacreBLEU (0 to 100) and the share of numbers that stand in the evidence."""
    return {
        "rouge-l": mean_of(texts.rouge),
        "bleu": estimate(texts.bleu.score, len(texts.rouge)),
        "numbers-supported": _numbers_supported(texts),
    }


def leads(served: Texts, other: Texts) -> dict[str, Estimate]:
    """Differences of ROUGE-L and BLEU, paired by question."""
    size = len(served.rouge)
    return {
        "rouge-l": mean_of(served.rouge - other.rouge),
        "bleu": estimate(lambda rows: served.bleu.score(rows) - other.bleu.score(rows), size),
    }


def _answer_all(
    shop: ServedShop, pairs: Sequence[AnswerPair], generator: GenaiGenerator
) -> Answered:
    recorder = RecordingGenerator(generator)
    shop.use_generator(recorder)
    answers, raw = [], []
    for pair in shop.progress.track(pairs, description=f"Answering with {generator.bundle.name}"):
        recorder.last = ""
        answers.append(shop.answer_from(_asked(pair), [pair.passage], pair.product))
        raw.append(recorder.last)
    return Answered(answers, raw)


def _asked(pair: AnswerPair) -> Question:
    product_id = pair.product.product_id if pair.product else ""
    return Question(pair.text, product_id, compose=Compose.GENERATE)


def _shown(answer: Answer) -> str:
    """What answers the question: an abstention says nothing about it."""
    return "" if answer.abstained else answer.text


def _outcomes(answered: Answered) -> dict[str, Estimate]:
    by = [answer.composed_by for answer in answered.answers]
    return {
        "abstained": mean_of([composed is ComposedBy.NONE for composed in by]),
        "generated": mean_of([composed is ComposedBy.GENERATION for composed in by]),
    }


def _raw_figures(answered: Answered, raw: Texts) -> dict[str, Estimate]:
    """What the generator said wherever it was asked, before verification."""
    said = raw.at(np.flatnonzero([bool(text) for text in answered.raw]))
    return {
        "raw-rouge-l": mean_of(said.rouge),
        "raw-numbers-supported": _numbers_supported(said),
    }


def _numbers_supported(texts: Texts) -> Estimate:
    """Share of all numbers that were said; 1 where none was said."""
    missing = texts.unsupported / np.maximum(texts.numbers, 1)

    def supported(rows: NDArray[np.int64]) -> Values:
        return 1 - share_where(missing[rows], texts.numbers[rows])

    return estimate(supported, len(missing))


def _sizes(answered: Answered) -> dict[str, int]:
    notes = {
        "rejected_by_verification": AnswerNote.GENERATION_UNSUPPORTED,
        "not_generated_in_time": AnswerNote.GENERATOR_UNAVAILABLE,
        "not_in_a_language_of_the_generator": AnswerNote.GENERATION_NOT_IN_LANGUAGE,
    }
    counts = {name: answered.count(note) for name, note in notes.items()}
    return {"pairs": len(answered.answers), **counts}


def _baselines(
    shop: ServedShop, pairs: Sequence[AnswerPair], generator: GenaiGenerator
) -> tuple[dict[str, tuple[str, Texts]], list[str]]:
    texts = {"copy": ("the evidence, word for word", [pair.candidate for pair in pairs])}
    base = untuned_base(shop.settings.models_dir, generator.bundle)
    if base is not None:
        untuned = GenaiGenerator(base, threads=shop.settings.model_threads)
        answered = _answer_all(shop, pairs, untuned)
        name = untuned.bundle.name
        texts["base"] = (
            f"{name}, untuned, as served",
            [_shown(answer) for answer in answered.answers],
        )
        texts["base-raw"] = (f"{name}, untuned, before verification", list(answered.raw))
    notes = list(filter(None, [base_note(generator.bundle, base)]))
    return {name: (about, compare(said, pairs)) for name, (about, said) in texts.items()}, notes


def _slices(pairs: Sequence[AnswerPair], shown: Texts) -> Mapping[str, Mapping[str, Figures]]:
    texts = [pair.text for pair in pairs]
    lengths = bands([word_count(text) for text in texts], (3, 5), LENGTHS)
    sources = [pair.passage.kind.value for pair in pairs]

    def of(rows: NDArray[np.int64]) -> Figures:
        return figures(shown.at(rows))

    return {
        "language": slice_by(list(map(detect_language, texts)), of, ("en", "zh")),
        "length": slice_by(lengths, of, LENGTHS),
        "evidence": slice_by(sources, of, sorted(set(sources))),
    }


def _time_note(answered: Answered) -> list[str]:
    late = answered.count(AnswerNote.GENERATOR_UNAVAILABLE)
    if not late:
        return []
    note = f"{late} answers were not generated within the served time and are quotations instead:"
    return [f"{note} measure on a machine that has nothing else to do."]
