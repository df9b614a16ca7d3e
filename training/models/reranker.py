"""Builds a reranker bundle: base -> layers -> adapter -> one graph -> int8 -> parity -> bundle."""

import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

from shopguide.adapters.onnx.reranker import OnnxReranker
from shopguide.domain.bundle import BundleKind, BundleManifest, TensorSpec
from training.models.adapted_recipe import adapter_folder, with_card
from training.models.adapters import merge_adapter
from training.models.base_weights import resolve_base_weights
from training.models.bundle_writer import (
    BuiltBundle,
    bundle_workspace,
    complete_manifest,
    write_bundle,
)
from training.models.encoder import cut_vocabulary
from training.models.encoder_weights import EncoderWeights, read_encoder_weights
from training.models.known_models import RerankerRecipe
from training.models.progress import Progress
from training.models.ranking_parity import (
    FullPrecisionReranker,
    compare_rankings,
    require_same_ranking,
    score_pools,
)

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def build_reranker(
    recipe: RerankerRecipe,
    *,
    models_dir: Path,
    local: Path | None,
    key: str,
    progress: Progress,
) -> BuiltBundle:
    """Build the bundle of `recipe` and make it current; arguments as for `build_encoder`.

    Raises:
        AdapterError: the adapter is missing, broken, or for another base.
        BundleError: no base weights, or the int8 model ranks otherwise than the float32 model.
    """
    adapter = adapter_folder(recipe)
    with bundle_workspace(models_dir, recipe.kind, recipe.name) as scratch:
        base = resolve_base_weights(recipe, local=local, scratch=scratch, progress=progress)
        with progress.step(f"{recipe.name}: read, cut, add the adapter"):
            weights = reranker_weights(read_encoder_weights(base.folder), recipe)
            model = cross_encoder(weights, recipe)
            model = merge_adapter(model, adapter)
        full = FullPrecisionReranker(model, weights.tokenizer_json(), recipe.max_tokens)
        with progress.step(f"{recipe.name}: scores in full precision"):
            wanted = score_pools(full)
        files = scratch / "bundle"
        files.mkdir()
        with progress.step(f"{recipe.name}: export and quantise"):
            _export(model, weights, files, scratch)
        draft = replace(_draft(recipe, weights), base_source=base.source, recipe=key)
        draft = with_card(draft, adapter, files)
        complete_manifest(files, draft)
        with progress.step(f"{recipe.name}: parity with full precision"):
            parity = compare_rankings(wanted, score_pools(OnnxReranker(files, threads=2)))
        require_same_ranking(recipe.name, parity)
        return write_bundle(models_dir, files, replace(draft, parity=parity.figures()))


def reranker_weights(base: EncoderWeights, recipe: RerankerRecipe) -> EncoderWeights:
    """The base with the recipe's vocabulary, and a tokenizer that frames pairs."""
    from training.models.cross_encoder import pair_tokenizer

    cut = cut_vocabulary(base, recipe.vocabulary_size)
    tokenizer = pair_tokenizer(cut.tokenizer, recipe.query_prefix, recipe.passage_prefix)
    return EncoderWeights(cut.sizes, cut.tensors, tokenizer)


def cross_encoder(weights: EncoderWeights, recipe: RerankerRecipe) -> Any:
    """The `CrossEncoder` that an adapter of `recipe` belongs on."""
    from training.models.cross_encoder import CrossEncoder

    bert = weights.to_bert()
    bert.encoder.layer = bert.encoder.layer[: recipe.layers]
    return CrossEncoder(bert, recipe.local_layers)


def _export(model: Any, weights: EncoderWeights, files: Path, scratch: Path) -> None:
    from training.models.quantise import quantise_matrices

    (files / "tokenizer.json").write_text(weights.tokenizer_json(), encoding="utf-8")
    float_model = scratch / "float.onnx"
    export_cross_encoder(model, float_model)
    quantise_matrices(float_model, files / "model.onnx")


def export_cross_encoder(model: Any, target: Path) -> None:
    """Write the reranker as ONNX with free batch and length; matrices still in float32.

    `model` has its word vectors replaced by `ByteEmbedding` afterwards.
    """
    import torch

    from training.models.sentence_encoder import OPSET, ByteEmbedding

    embeddings = model.bert.embeddings
    embeddings.word_embeddings = ByteEmbedding(embeddings.word_embeddings.weight.detach())
    example = torch.ones((2, 8), dtype=torch.int64)
    types = torch.tensor([[0] * 4 + [1] * 4] * 2)
    free = {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        # as for the encoder: constant shapes, and the tracer's retirement
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        with torch.inference_mode():
            torch.onnx.export(
                model.eval(),
                (example, example, types),
                str(target),
                dynamo=False,
                opset_version=OPSET,
                input_names=list(_INPUTS),
                output_names=["logits"],
                dynamic_axes={**dict.fromkeys(_INPUTS, free), "logits": {0: "batch"}},
            )


def _draft(recipe: RerankerRecipe, weights: EncoderWeights) -> BundleManifest:
    return BundleManifest(
        kind=BundleKind.RERANKER,
        name=recipe.name,
        version="",
        base_model=recipe.hub.repository,
        licence=recipe.licence,
        files={},
        inputs=tuple(TensorSpec(name, "int64", ("batch", "length")) for name in _INPUTS),
        outputs=(TensorSpec("logits", "float32", ("batch", 1)),),
        options={"max_tokens": recipe.max_tokens},
        metrics={
            "layers": float(recipe.layers),
            "vocabulary": float(weights.sizes["vocab_size"]),
        },
    )
