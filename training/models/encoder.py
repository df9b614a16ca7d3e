"""Builds an encoder bundle: base -> adapter -> cut vocabulary -> one graph -> int8 -> parity."""

import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from tokenizers import Tokenizer

from shopguide.adapters.onnx.encoder import OnnxEncoder
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
from training.models.encoder_weights import EncoderWeights, read_encoder_weights
from training.models.full_precision import FullPrecisionEncoder
from training.models.known_models import EncoderRecipe
from training.models.parity import Parity, compare, parity_texts, require_parity
from training.models.progress import Progress
from training.models.vocabulary import cut_tokenizer, kept_pieces


def build_encoder(
    recipe: EncoderRecipe,
    *,
    models_dir: Path,
    local: Path | None,
    key: str,
    progress: Progress,
) -> BuiltBundle:
    """Build the bundle of `recipe` and make it current.

    Args:
        recipe: Which encoder, and how it is cut.
        models_dir: Folder of all bundles.
        local: Folder with the base weights, if they are here already.
        key: The recipe's cache key, for the manifest.
        progress: Told each step.

    Raises:
        BundleError: no base weights, an adapter of another base, or the int8 model is too far from
            the float32 one with the adapter in it.
    """
    adapter = adapter_folder(recipe)
    with bundle_workspace(models_dir, recipe.kind, recipe.name) as scratch:
        base = resolve_base_weights(recipe, local=local, scratch=scratch, progress=progress)
        with progress.step(
            f"{recipe.name}: read{' and merge' if adapter else ''}, cut the vocabulary"
        ):
            full = merge_weights(read_encoder_weights(base.folder), adapter)
            weights = cut_vocabulary(full, recipe.vocabulary_size)
        files = scratch / "bundle"
        files.mkdir()
        with progress.step(f"{recipe.name}: export and quantise"):
            _export(recipe, weights, files, scratch)
        draft = replace(_draft(recipe, weights), base_source=base.source, recipe=key)
        draft = with_card(draft, adapter, files)
        with progress.step(f"{recipe.name}: parity with full precision"):
            parity = _measure(recipe, FullPrecisionEncoder(full, recipe), files, draft)
        require_parity(recipe.name, parity)
        return write_bundle(models_dir, files, _with_figures(draft, parity, weights, full))


def read_cut_base(
    recipe: EncoderRecipe, *, local: Path | None, progress: Progress
) -> tuple[str, EncoderWeights]:
    """What an adapter is trained on: where the base weights came from, and the encoder of a recipe
    with the vocabulary that is served.

    Raises:
        BundleError: no base weights.
    """
    with tempfile.TemporaryDirectory() as scratch:
        base = resolve_base_weights(recipe, local=local, scratch=Path(scratch), progress=progress)
        weights = cut_vocabulary(read_encoder_weights(base.folder), recipe.vocabulary_size)
    return base.source, weights


def merge_weights(weights: EncoderWeights, adapter: Path | None) -> EncoderWeights:
    """The encoder with what the adapter in a folder learned; as it is where there is none.

    Raises:
        AdapterError: the adapter is broken or belongs to another architecture.
    """
    if adapter is None:
        return weights
    merged = merge_adapter(weights.to_bert(), adapter).state_dict()
    tensors = {name: merged[name].numpy() for name in weights.tensors}
    return EncoderWeights(weights.sizes, tensors, weights.tokenizer)


def cut_vocabulary(weights: EncoderWeights, size: int | None) -> EncoderWeights:
    """The encoder with a vocabulary of about `size` pieces; as it is where `size` is None."""
    if size is None:
        return weights
    pieces = [(piece, score) for piece, score in weights.tokenizer["model"]["vocab"]]
    special = {token["content"] for token in weights.tokenizer["added_tokens"]}
    kept = kept_pieces(pieces, special, size)
    return weights.keep_pieces(kept, cut_tokenizer(weights.tokenizer, kept))


def _export(recipe: EncoderRecipe, weights: EncoderWeights, files: Path, scratch: Path) -> None:
    from training.models.quantise import quantise_matrices
    from training.models.sentence_encoder import export_sentence_encoder
    from training.models.smooth import smooth

    (files / "tokenizer.json").write_text(weights.tokenizer_json(), encoding="utf-8")
    float_model = scratch / "float.onnx"
    bert = weights.to_bert()
    if recipe.smoothing is not None:
        smooth(bert, _smoothing_ids(recipe, weights), recipe.smoothing)
    export_sentence_encoder(bert, float_model)
    quantise_matrices(float_model, files / "model.onnx")


def _smoothing_ids(recipe: EncoderRecipe, weights: EncoderWeights) -> list[list[int]]:
    from training.models.smooth import smoothing_texts

    tokenizer = Tokenizer.from_str(weights.tokenizer_json())
    tokenizer.no_padding()
    tokenizer.enable_truncation(recipe.max_tokens)
    texts = [recipe.passage_prefix + text for text in smoothing_texts()]
    return [encoding.ids for encoding in tokenizer.encode_batch(texts)]


def _measure(
    recipe: EncoderRecipe, full: FullPrecisionEncoder, files: Path, draft: BundleManifest
) -> Parity:
    """Parity of the very code and files that will serve."""
    complete_manifest(files, draft)
    texts = parity_texts(chinese="zh" in recipe.languages)
    small = OnnxEncoder(files, threads=2)
    return compare(texts, full.encode_passages(texts), small.encode_passages(texts))


def _draft(recipe: EncoderRecipe, weights: EncoderWeights) -> BundleManifest:
    width = int(weights.sizes["hidden_size"])
    tokens = ("batch", "length")
    return BundleManifest(
        kind=BundleKind.ENCODER,
        name=recipe.name,
        version="",
        base_model=recipe.hub.repository,
        licence=recipe.licence,
        files={},
        inputs=(
            TensorSpec("input_ids", "int64", tokens),
            TensorSpec("attention_mask", "int64", tokens),
        ),
        outputs=(TensorSpec("embedding", "float32", ("batch", width)),),
        options={
            "dimension": width,
            "pooling": "mean",
            "query_prefix": recipe.query_prefix,
            "passage_prefix": recipe.passage_prefix,
            "max_tokens": recipe.max_tokens,
        },
    )


def _with_figures(
    draft: BundleManifest, parity: Parity, weights: EncoderWeights, full: EncoderWeights
) -> BundleManifest:
    figures = {name: value for name, value in asdict(parity).items() if name != "worst_text"}
    sizes = {
        "vocabulary": float(weights.sizes["vocab_size"]),
        "base_vocabulary": float(full.sizes["vocab_size"]),
    }
    return replace(draft, parity=figures, metrics={**draft.metrics, **sizes})
