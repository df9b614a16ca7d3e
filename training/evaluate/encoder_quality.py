"""What cutting and quantising an encoder costs: ranking quality, cosines, size, tokens changed.

    python -m training.evaluate.encoder_quality --data ../shared/data \
        --encoder multilingual-e5-small --vocabulary 40000 60000 80000

Builds the encoder's bundle at each size of vocabulary in a temporary folder and ranks, dense only:
Icecat (nDCG@10 over the judged products of each query) and Chinese titles (MRR@10), beside the base
in full precision with its whole vocabulary.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from shopguide.adapters.onnx.encoder import OnnxEncoder
from training.evaluate.benchmark_data import icecat_qrels, icecat_texts, zh_queries, zh_texts
from training.evaluate.metrics import judged_ndcg_at, reciprocal_rank_at
from training.models.base_weights import local_folder, resolve_base_weights
from training.models.encoder import build_encoder
from training.models.encoder_weights import read_encoder_weights
from training.models.full_precision import FullPrecisionEncoder
from training.models.known_models import ENCODERS, EncoderRecipe
from training.models.progress import Progress


class Encodes(Protocol):
    """What both the served and the full-precision encoder do."""

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of queries."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of passages."""


@dataclass(frozen=True)
class Benchmark:
    """The texts and judgements of both languages."""

    english: dict[str, str]
    qrels: dict[str, dict[str, int]]
    chinese: dict[str, str]
    targets: dict[str, str]

    def english_ndcg(self, encoder: Encodes) -> float:
        """nDCG@10 over judged products; the others would be taken out of the ranking anyway."""
        rankings = _rank(encoder, list(self.qrels), self.english)
        return _mean(judged_ndcg_at(10, rankings[query], self.qrels[query]) for query in self.qrels)

    def chinese_mrr(self, encoder: Encodes) -> float:
        """MRR@10 over all titles."""
        rankings = _rank(encoder, list(self.targets), self.chinese)
        return _mean(
            reciprocal_rank_at(10, rankings[query], target)
            for query, target in self.targets.items()
        )


def main() -> None:
    """Print one line for the base and one for each size of vocabulary."""
    parser = argparse.ArgumentParser(description="Quality of encoder bundles beside their base.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the benchmark data")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), required=True)
    parser.add_argument("--vocabulary", type=int, nargs="*", help="sizes to try; default: ours")
    parser.add_argument("--base-weights", type=Path)
    options = parser.parse_args()
    recipe = ENCODERS[options.encoder]
    benchmark = _load(options.data)
    with tempfile.TemporaryDirectory() as folder:
        base = _unpack_base(recipe, Path(folder), options.base_weights)
        weights = read_encoder_weights(base)
        whole = Tokenizer.from_str(weights.tokenizer_json())
        _print_figures(
            "float32, whole vocabulary", FullPrecisionEncoder(weights, recipe), benchmark
        )
        del weights
        for size in options.vocabulary or [recipe.vocabulary_size]:
            _measure(replace(recipe, vocabulary_size=size), base, Path(folder), whole, benchmark)


def _measure(
    recipe: EncoderRecipe, base: Path, folder: Path, whole: Tokenizer, benchmark: Benchmark
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


def _print_figures(label: str, encoder: Encodes, benchmark: Benchmark) -> None:
    english = benchmark.english_ndcg(encoder)
    chinese = benchmark.chinese_mrr(encoder)
    print(f"{label}: Icecat nDCG@10 judged {english:.4f}, Chinese MRR@10 {chinese:.4f}", flush=True)


def _load(data: Path) -> Benchmark:
    qrels = {query: dict(grades) for query, grades in icecat_qrels(data).items()}
    judged = {product for grades in qrels.values() for product in grades}
    english = {key: text for key, text in icecat_texts(data).items() if key in judged}
    return Benchmark(english, qrels, zh_texts(data), zh_queries(data))


def _unpack_base(recipe: EncoderRecipe, folder: Path, base_weights: Path | None) -> Path:
    scratch = folder / "download"
    scratch.mkdir()
    return resolve_base_weights(
        recipe,
        local=local_folder(base_weights, recipe.name),
        scratch=scratch,
        progress=Progress(),
    ).folder


def _rank(encoder: Encodes, queries: list[str], texts: dict[str, str]) -> dict[str, list[str]]:
    ids = list(texts)
    scores = encoder.encode_queries(queries) @ encoder.encode_passages(list(texts.values())).T
    return {
        query: [ids[column] for column in np.argsort(-row, kind="stable")]
        for query, row in zip(queries, scores, strict=True)
    }


def _mean(values: Iterator[float]) -> float:
    return float(np.mean(list(values)))


if __name__ == "__main__":
    main()
