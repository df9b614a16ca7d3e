"""Does the generator abstain where a fact does not answer, and answer where it does?

    python -m training.evaluate.generator_abstention --data ../shared/data \
        --models-dir ~/.cache/shopguide/models --generator shopguide-smollm2-135m

Asks the generator alone, without the confidence that serving puts before it: one ePQA question and
one candidate at a time (label 2 answers, 1 helps, 0 does not), in the served prompt.
"""

import argparse
import random
from pathlib import Path

from shopguide.adapters.onnx.bundle import find_bundle
from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.domain.bundle import BundleKind
from shopguide.domain.passage import Passage
from shopguide.text.abstention import is_abstention
from shopguide.text.answer_prompt import build_prompt
from training.data.public.pqa import read_judged
from training.evaluate.intervals import Estimate, mean_of

_MAX_TOKENS = 12
"""Tokens of the abstention, and its end."""

Pair = tuple[str, Passage]


def main() -> None:
    """Print the share of abstentions for each label, and for each kind of evidence."""
    parser = argparse.ArgumentParser(description="How often a generator abstains, by relevance.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--models-dir", type=Path, required=True)
    parser.add_argument("--generator", default="shopguide-smollm2-135m")
    parser.add_argument("--pairs", type=int, help="only so many of each label, drawn by chance")
    options = parser.parse_args()
    models_dir = options.models_dir.expanduser()
    folder = find_bundle(models_dir, BundleKind.GENERATOR, options.generator)
    generator = GenaiGenerator(folder, threads=2)
    for label in (0, 1, 2):
        pairs = read_pairs(options.data, label, options.pairs)
        declined = [declines(generator, pair) for pair in pairs]
        print(f"label {label}: {len(pairs)} pairs, abstains on {_shown(mean_of(declined))}")
        for kind in sorted({passage.kind for _, passage in pairs}):
            of_kind = [d for d, (_, p) in zip(declined, pairs, strict=True) if p.kind is kind]
            print(f"  {kind}: {len(of_kind)}, {_shown(mean_of(of_kind))}", flush=True)


def read_pairs(data: Path, label: int, limit: int | None) -> list[Pair]:
    """Questions of ePQA's development part with a candidate of this label."""
    questions = read_judged(data / "amazon-pqa" / "epqa-dev.csv")
    pairs = [
        (question.text, passage)
        for question in questions
        for passage, given in zip(question.passages, question.labels, strict=True)
        if given == label
    ]
    if limit is None or limit >= len(pairs):
        return pairs
    return random.Random(1).sample(pairs, limit)


def declines(generator: GenaiGenerator, pair: Pair) -> bool:
    """Whether it says, in the sentence that serving looks for, that the fact holds no answer."""
    question, passage = pair
    prompt = build_prompt(question, [passage])
    said = generator.generate(prompt, max_tokens=_MAX_TOKENS, time_budget_seconds=60)
    return is_abstention(said.text)


def _shown(share: Estimate) -> str:
    return f"{share.value:.3f} ({share.low:.3f} to {share.high:.3f})"


if __name__ == "__main__":
    main()
