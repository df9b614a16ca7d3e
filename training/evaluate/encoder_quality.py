"""What cutting, quantising and tuning an encoder do: ranking quality, cosines, size, tokens.

    python -m training.evaluate.encoder_quality --data ../shared/data \
        --encoder multilingual-e5-small --vocabulary 40000 60000 80000
    python -m training.evaluate.encoder_quality --data ../shared/data \
        --bundles BASE_BUNDLE TUNED_BUNDLE --card training/adapters/shopguide-e5-small

The first builds the encoder's bundle at each size of vocabulary in a temporary folder and measures
it beside the base in full precision with its whole vocabulary. The second measures bundles as they
are, each against the first, query by query, and can write the last one's figures into the card of
its adapter. Dense search alone: see `encoder_benchmark`.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from shopguide.adapters.onnx.encoder import OnnxEncoder
from training.evaluate.encoder_benchmark import (
    CHINESE,
    ENGLISH,
    EncoderBenchmark,
    Encodes,
    load_benchmark,
)
from training.evaluate.intervals import mean_of
from training.models.adapter_card import read_card, write_card
from training.models.base_weights import local_folder, resolve_base_weights
from training.models.encoder import build_encoder
from training.models.encoder_weights import read_encoder_weights
from training.models.full_precision import FullPrecisionEncoder
from training.models.known_models import ENCODERS, EncoderRecipe
from training.models.progress import Progress


def main() -> None:
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(description="Quality of encoder bundles beside their base.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--encoder", choices=sorted(ENCODERS))
    parser.add_argument("--vocabulary", type=int, nargs="*", help="sizes to try; default: ours")
    parser.add_argument("--base-weights", type=Path)
    parser.add_argument("--bundles", type=Path, nargs="*", help="folders of encoder bundles")
    parser.add_argument("--card", type=Path, help="adapter of the last bundle")
    options = parser.parse_args()
    if not (options.encoder or options.bundles):
        parser.error("name an --encoder to build, or --bundles to measure")
    benchmark = load_benchmark(options.data)
    if options.bundles:
        figures = [_measure_bundle(folder, benchmark) for folder in options.bundles]
        for folder, those in zip(options.bundles[1:], figures[1:], strict=True):
            _print_differences(folder, figures[0], those)
        if options.card:
            _write_figures(options.card, figures[0], figures[-1])
    if options.encoder:
        _try_sizes(ENCODERS[options.encoder], options.vocabulary, options.base_weights, benchmark)


def _measure_bundle(folder: Path, benchmark: EncoderBenchmark) -> dict[str, list[float]]:
    encoder = OnnxEncoder(folder, threads=2)
    figures = benchmark.figures(encoder)
    print(f"{encoder.bundle.fingerprint}")
    for name, values in figures.items():
        print(f"    {name}: {np.mean(values):.4f}", flush=True)
    return figures


def _print_differences(
    folder: Path, first: Mapping[str, Sequence[float]], other: Mapping[str, Sequence[float]]
) -> None:
    print(f"{folder} less the first bundle, with 95% intervals over queries")
    for name, values in other.items():
        gain = mean_of(np.subtract(values, first[name]))
        print(f"    {name}: {gain.value:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]", flush=True)


def _write_figures(
    adapter: Path, base: Mapping[str, Sequence[float]], tuned: Mapping[str, Sequence[float]]
) -> None:
    """Add to a card what was measured; figures of the training stay."""
    card = read_card(adapter)
    measured = {name: round(float(np.mean(values)), 4) for name, values in tuned.items()}
    before = {f"{name}, base": round(float(np.mean(values)), 4) for name, values in base.items()}
    write_card(adapter, replace(card, figures={**card.figures, **measured, **before}))


def _try_sizes(
    recipe: EncoderRecipe,
    sizes: Sequence[int] | None,
    base_weights: Path | None,
    benchmark: EncoderBenchmark,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = _unpack_base(recipe, Path(folder), base_weights)
        weights = read_encoder_weights(base)
        whole = Tokenizer.from_str(weights.tokenizer_json())
        _print_figures(
            "float32, whole vocabulary", FullPrecisionEncoder(weights, recipe), benchmark
        )
        del weights
        for size in sizes or [recipe.vocabulary_size]:
            _measure(replace(recipe, vocabulary_size=size), base, Path(folder), whole, benchmark)


def _measure(
    recipe: EncoderRecipe, base: Path, folder: Path, whole: Tokenizer, benchmark: EncoderBenchmark
) -> None:
    built = build_encoder(
        recipe,
        models_dir=folder / "models",
        local=base,
        key="",
        progress=Progress(quiet=True),
    )
    manifest = built.manifest
    megabytes = sum(path.stat().st_size for path in built.folder.iterdir()) / 1e6
    label = f"int8, {manifest.metrics['vocabulary']:,.0f} pieces, {megabytes:.1f} MB"
    _print_figures(label, OnnxEncoder(built.folder, threads=2), benchmark)
    cut = Tokenizer.from_file(str(built.folder / "tokenizer.json"))
    for language, texts in (("English", benchmark.english), ("Chinese", benchmark.chinese)):
        changed, longer = tokens_changed(whole, cut, list(texts.values()))
        print(f"    {language}: {changed:.2%} of tokens changed, texts {longer:.2%} longer")
    parity = manifest.parity
    print(f"    cosine: mean {parity['mean_cosine']:.4f}, min {parity['min_cosine']:.4f}")


def tokens_changed(whole: Tokenizer, cut: Tokenizer, texts: list[str]) -> tuple[float, float]:
    """Share of the whole vocabulary's tokens that the cut one lost, and growth of the count."""
    lost = before = after = 0
    for old, new in zip(
        whole.encode_batch(texts, add_special_tokens=False),
        cut.encode_batch(texts, add_special_tokens=False),
        strict=True,
    ):
        lost += (Counter(old.tokens) - Counter(new.tokens)).total()
        before += len(old.tokens)
        after += len(new.tokens)
    return lost / before, after / before - 1


def _print_figures(label: str, encoder: Encodes, benchmark: EncoderBenchmark) -> None:
    english = np.mean(benchmark.english_ndcg(encoder))
    chinese = np.mean(benchmark.chinese_mrr(encoder))
    print(f"{label}: {ENGLISH} {english:.4f}, {CHINESE} {chinese:.4f}", flush=True)


def _unpack_base(recipe: EncoderRecipe, folder: Path, base_weights: Path | None) -> Path:
    scratch = folder / "download"
    scratch.mkdir()
    return resolve_base_weights(
        recipe,
        local=local_folder(base_weights, recipe.name),
        scratch=scratch,
        progress=Progress(),
    ).folder


if __name__ == "__main__":
    main()
