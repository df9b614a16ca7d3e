"""Which precision should the generator have? Quality and speed of each, on real questions.

    python -m training.evaluate.generator_precision --data ../shared/data --rows 150

For each precision: the size, tokens/s on two threads, perplexity of the answers that people wrote
(given question and evidence), and ROUGE-L of its own greedy answers.
"""

import argparse
import csv
import math
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shopguide.adapters.onnx.chat_prompt import ChatTokenizer
from shopguide.adapters.onnx.generator import GenaiGenerator
from shopguide.domain.generation import PromptMessage
from training.models.adapted_recipe import adapter_folder
from training.models.base_weights import local_folder, resolve_base_weights
from training.models.bundle_writer import complete_manifest
from training.models.generator import export_generator, generator_draft, merge_into_folder
from training.models.generator_weights import write_generator_folder
from training.models.known_models import GENERATORS
from training.models.progress import Progress
from training.models.text_overlap import rouge_l

PRECISIONS = {
    "float32": ("fp32", ()),
    "int8, blocks of 32": ("int8", ("block_size=32",)),
    "int8, blocks of 64": ("int8", ("block_size=64",)),
    "int8, blocks of 128": ("int8", ("block_size=128",)),
    "int4, blocks of 32": ("int4", ("block_size=32",)),
    "int4, k-quant": ("int4", ("block_size=32", "algo_config=k_quant")),
    "int4, k-quant, output int8": (
        "int4",
        ("block_size=32", "algo_config=k_quant", "matmul_mixed_precision=last_matmul:int8"),
    ),
}
_MAX_TOKENS = 48
_TIMED_TOKENS = 128
_SYSTEM = "Answer the question about a product in one sentence, from the evidence only."


@dataclass(frozen=True)
class Case:
    """A question with evidence and the answer that a person wrote from it."""

    prompt: tuple[PromptMessage, ...]
    answer: str


def main() -> None:
    """Print one line for each precision."""
    parser = argparse.ArgumentParser(description="Quality and speed of generator precisions.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--generator", choices=sorted(GENERATORS), default="smollm2-135m")
    parser.add_argument("--rows", type=int, default=150)
    parser.add_argument("--base-weights", type=Path)
    options = parser.parse_args()
    recipe = GENERATORS[options.generator]
    cases = read_cases(options.data, options.rows)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        base = resolve_base_weights(
            recipe,
            local=local_folder(options.base_weights, recipe.base_name or recipe.name),
            scratch=folder,
            progress=Progress(),
        )
        write_generator_folder(base.folder, folder / "float")
        if adapter := adapter_folder(recipe):
            merge_into_folder(folder / "float", adapter)
        for label, (precision, extra) in PRECISIONS.items():
            bundle = folder / label.replace(" ", "-").replace(",", "")
            export_generator(folder / "float", bundle, precision, *extra)
            complete_manifest(bundle, generator_draft(recipe))
            print(f"{label}: {measure(bundle, cases)}", flush=True)


def measure(bundle: Path, cases: Sequence[Case]) -> str:
    """The figures of one bundle, as printed."""
    megabytes = sum(path.stat().st_size for path in bundle.iterdir()) / 1e6
    generator = GenaiGenerator(bundle, threads=2)
    speed = tokens_per_second(generator, cases[0])
    overlap = _answer_overlap(generator, cases)
    del generator
    perplexity = math.exp(_negative_log_likelihood(bundle, cases))
    size_and_speed = f"{megabytes:.0f} MB, {speed:.0f} tokens/s"
    return f"{size_and_speed}, perplexity {perplexity:.3f}, ROUGE-L {overlap:.4f}"


def read_cases(data: Path, rows: int) -> list[Case]:
    """The first `rows` rows of the development answers."""
    path = data / "amazon-pqa" / "hetpqa-answer-dev.tsv"
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Case(
            (
                PromptMessage("system", _SYSTEM),
                PromptMessage(
                    "user", f"Evidence: {line['candidate']}\nQuestion: {line['question']}"
                ),
            ),
            line["answer"].strip(),
        )
        for line in lines[:rows]
    ]


def tokens_per_second(generator: GenaiGenerator, case: Case) -> float:
    """Speed of decoding, the best of three: a long answer's time less a short one's."""

    def timed(max_tokens: int) -> tuple[float, int]:
        began = time.perf_counter()
        answer = generator.generate(case.prompt, max_tokens=max_tokens, time_budget_seconds=60)
        return time.perf_counter() - began, answer.token_count

    speeds = []
    for _ in range(3):
        (short, few), (long, many) = timed(1), timed(_TIMED_TOKENS)
        speeds.append((many - few) / (long - short))
    return max(speeds)


def _answer_overlap(generator: GenaiGenerator, cases: Sequence[Case]) -> float:
    """Mean ROUGE-L of the greedy answers."""
    scores = []
    for case in cases:
        answer = generator.generate(case.prompt, max_tokens=_MAX_TOKENS, time_budget_seconds=60)
        scores.append(rouge_l(answer.text, case.answer))
    return float(np.mean(scores))


def _negative_log_likelihood(bundle: Path, cases: Sequence[Case]) -> float:
    """Mean over all tokens of the written answers, in nats."""
    import onnxruntime_genai
    from tokenizers import Tokenizer

    model = onnxruntime_genai.Model(str(bundle))
    tokenizer = ChatTokenizer(Tokenizer.from_file(str(bundle / "tokenizer.json")))
    plain = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    total, count = 0.0, 0
    for case in cases:
        prompt = tokenizer.encode(case.prompt)
        answer = plain.encode(case.answer, add_special_tokens=False).ids
        parameters = onnxruntime_genai.GeneratorParams(model)
        parameters.set_search_options(max_length=len(prompt) + len(answer) + 1)
        reader = onnxruntime_genai.Generator(model, parameters)
        reader.append_tokens(np.array([*prompt, *answer], dtype=np.int32))
        logits = reader.get_output("logits")[0, len(prompt) - 1 : -1]  # [answer, vocabulary]
        highest = logits.max(axis=1, keepdims=True)
        normal = highest[:, 0] + np.log(np.exp(logits - highest).sum(axis=1))
        total += float((normal - logits[np.arange(len(answer)), answer]).sum())
        count += len(answer)
    return total / count


if __name__ == "__main__":
    main()
