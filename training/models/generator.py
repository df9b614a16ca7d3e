"""Builds a generator bundle with the model builder of ONNX Runtime GenAI."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from shopguide.domain.bundle import BundleKind, BundleManifest
from shopguide.domain.errors import BundleError
from training.models.base_weights import resolve_base_weights
from training.models.bundle_writer import BuiltBundle, bundle_workspace, write_bundle
from training.models.generator_weights import write_generator_folder
from training.models.known_models import GeneratorRecipe
from training.models.progress import Progress

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
        BundleError: no base weights, or the model builder failed.
    """
    with bundle_workspace(models_dir, recipe.kind, recipe.name) as scratch:
        base = resolve_base_weights(recipe, local=local, scratch=scratch, progress=progress)
        with progress.step(f"{recipe.name}: unpack"):
            write_generator_folder(base.folder, scratch / "float")
        with progress.step(f"{recipe.name}: export and quantise to {recipe.precision}"):
            export_generator(scratch / "float", scratch / "onnx", recipe.precision)
        files = scratch / "bundle"
        files.mkdir()
        for name in _KEPT:
            (scratch / "onnx" / name).rename(files / name)
        draft = replace(_draft(recipe, files), base_source=base.source, recipe=key)
        return write_bundle(models_dir, files, draft)


def export_generator(folder: Path, target: Path, precision: str, *options: str) -> None:
    """Write the ONNX Runtime GenAI model of a Hugging Face folder.

    Args:
        folder: ``config.json, model.safetensors, tokenizer.json, tokenizer_config.json``.
        target: Folder to write to.
        precision: ``fp32``, ``int8`` or ``int4``.
        options: ``KEY=VALUE`` of the model builder's extra options.

    Raises:
        BundleError: the model builder failed; holds its last words.
    """
    command = [sys.executable, "-m", "onnxruntime_genai.models.builder"]
    command += ["-m", str(folder), "-o", str(target), "-p", precision, "-e", "cpu"]
    command += ["-c", str(target.with_name("builder-cache"))]
    command += ["--extra_options", "hf_token=false", *options]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        last = (answer.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BundleError(f"The model builder ended with {answer.returncode}: {last}.")


def _draft(recipe: GeneratorRecipe, files: Path) -> BundleManifest:
    runtime = json.loads((files / "genai_config.json").read_text(encoding="utf-8"))["model"]
    return BundleManifest(
        kind=BundleKind.GENERATOR,
        name=recipe.name,
        version="",
        base_model=recipe.hub.repository,
        licence=recipe.licence,
        files={},
        options={
            "chat_format": "chatml",
            "context_length": min(recipe.context_length, runtime["context_length"]),
            "precision": recipe.precision,
        },
    )
