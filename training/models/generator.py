"""Builds a generator bundle: base -> adapter -> the builder of ONNX Runtime GenAI -> parity."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.errors import BundleError
from training.models.adapted_recipe import adapter_folder, with_card
from training.models.adapters import merge_adapter
from training.models.base_weights import resolve_base_weights
from training.models.bundle_writer import (
    BuiltBundle,
    bundle_workspace,
    complete_manifest,
    write_bundle,
)
from training.models.generator_parity import (
    AnswerParity,
    answer_cases,
    compare_answers,
    full_precision_answers,
    require_answer_parity,
    served_answers,
)
from training.models.generator_weights import write_generator_folder
from training.models.known_models import GeneratorRecipe
from training.models.progress import Progress
from training.models.word_vectors import pack_word_vectors

_KEPT = (
    "genai_config.json",
    "model.onnx",
    "model.onnx.data",
    "tokenizer.json",
    "tokenizer_config.json",
)


def build_generator(
    recipe: GeneratorRecipe,
    *,
    models_dir: Path,
    local: Path | None,
    key: str,
    progress: Progress,
) -> BuiltBundle:
    """Build the bundle of `recipe` and make it current; arguments as for `build_encoder`.

    Raises:
        BundleError: no base weights, an adapter of another base, the model builder failed, or the
            quantised model answers worse than the float32 one with the adapter in it.
    """
    adapter = adapter_folder(recipe)
    with bundle_workspace(models_dir, recipe.kind, recipe.name) as scratch:
        base = resolve_base_weights(recipe, local=local, scratch=scratch, progress=progress)
        with progress.step(f"{recipe.name}: unpack{' and merge' if adapter else ''}"):
            write_generator_folder(base.folder, scratch / "float")
            if adapter:
                merge_into_folder(scratch / "float", adapter)
        files = scratch / "bundle"
        with progress.step(f"{recipe.name}: export and quantise to {recipe.precision}"):
            export_generator(scratch / "float", files, recipe.precision, *recipe.builder_options)
        draft = replace(generator_draft(recipe), base_source=base.source, recipe=key)
        draft = with_card(draft, adapter, files)
        if adapter:  # how the base bears int8 was measured once for all: docs/adr/0011
            with progress.step(f"{recipe.name}: parity with full precision"):
                parity = _measure(scratch / "float", files, draft, recipe.abstention_threshold)
            require_answer_parity(recipe.name, parity)
            draft = replace(draft, parity=_figures(parity))
        return write_bundle(models_dir, files, draft)


def merge_into_folder(folder: Path, adapter: Path) -> None:
    """Replace the weights of a Hugging Face folder by those with the adapter added to them.

    Raises:
        AdapterError: the adapter is broken or belongs to another architecture.
    """
    import torch
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
    merged = merge_adapter(model, adapter)
    configuration = (folder / "config.json").read_bytes()
    merged.save_pretrained(folder)
    (folder / "config.json").write_bytes(configuration)  # transformers adds its version


def export_generator(folder: Path, target: Path, precision: str, *options: str) -> None:
    """Write the files of a generator bundle from a Hugging Face folder.

    Args:
        folder: ``config.json, model.safetensors, tokenizer.json, tokenizer_config.json``.
        target: Folder to write to; made here.
        precision: ``fp32``, ``int8`` or ``int4``.
        options: ``KEY=VALUE`` of the model builder's extra options.

    Raises:
        BundleError: the model builder failed; holds its last words.
    """
    built = target.with_name(f"{target.name}-built")
    command = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
    command += ["-m", str(folder), "-o", str(built), "-p", precision, "-e", "cpu"]
    command += ["-c", str(target.with_name(f"{target.name}-cache"))]
    command += ["--extra_options", "hf_token=false", *options]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BundleError(f"The model builder ended with {answer.returncode}: {last}.")
    if precision == "int8":  # at int4 the builder packs them itself
        pack_word_vectors(built / "model.onnx")
    target.mkdir()
    for name in _KEPT:
        (built / name).rename(target / name)


def _measure(
    full: Path, files: Path, draft: BundleManifest, threshold: float | None
) -> AnswerParity:
    complete_manifest(files, draft)
    cases = answer_cases()
    return compare_answers(
        cases, full_precision_answers(full, cases, threshold), served_answers(files, cases)
    )


def _figures(parity: AnswerParity) -> dict[str, float]:
    return {
        "answers": parity.answers,
        "rouge_l_full": round(parity.full, 4),
        "rouge_l": round(parity.small, 4),
        "equal_share": round(parity.equal, 4),
    }


def generator_draft(recipe: GeneratorRecipe) -> BundleManifest:
    """The manifest as far as the recipe decides it."""
    abstention = {"abstention_threshold": recipe.abstention_threshold}
    return BundleManifest(
        kind=BundleKind.GENERATOR,
        name=recipe.name,
        version="",
        base_model=recipe.hub.repository,
        licence=recipe.licence,
        files={},
        options={
            "chat_format": "chatml",
            "context_length": recipe.context_length,
            "precision": recipe.precision,
            **(abstention if recipe.abstention_threshold is not None else {}),
        },
    )
