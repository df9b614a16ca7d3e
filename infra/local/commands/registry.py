"""`shopguide models list | show | publish | rollback`: which versions there are, and which is used.

All of them work on the models folder of this machine, or, with `--bucket`, on a bucket.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.local.commands.options import AsJson
from infra.local.output import Document, ExitCode, Output
from infra.local.person import user_name
from infra.local.tables import print_history, print_versions
from shopguide.bootstrap import model_registry
from shopguide.config import Settings, read_settings
from shopguide.domain.bundle import CURRENT_NAME, MANIFEST_NAME, BundleKind, BundleManifest
from shopguide.models.gate import read_gate
from shopguide.models.registry import ModelVersion, PointerMove

ModelsDir = Annotated[
    Path | None,
    typer.Option(
        "--models-dir",
        help="Folder of model bundles; default SHOPGUIDE_MODELS_DIR.",
        file_okay=False,
        metavar="DIR",
    ),
]
Bucket = Annotated[
    str,
    typer.Option(
        "--bucket",
        help="S3 bucket of bundles; default SHOPGUIDE_BUCKET where SHOPGUIDE_MODE is aws.",
        metavar="NAME",
    ),
]
Kind = Annotated[BundleKind, typer.Argument(help="What the model does.")]
Name = Annotated[str, typer.Argument(help="Name of the bundle.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the history.", metavar="TEXT")]

_FIRST_STEPS = {
    BundleKind.ENCODER: "A shop goes on with the encoder that made its index until `shopguide"
    " reindex` has rebuilt that; it then takes the new one by itself.",
    BundleKind.RECOMMENDER: "The next `shopguide signals build` takes it into recommendations.",
}
"""What is to do after publishing, where it is not a new start."""


def list_models(
    every: Annotated[bool, typer.Option("--all", help="Also versions not in use.")] = False,
    models_dir: ModelsDir = None,
    bucket: Bucket = "",
    as_json: AsJson = False,
) -> ExitCode:
    """List the bundles in use on this machine, and those in the bucket where one is named."""
    settings = _settings(models_dir)
    bucket = bucket or _bucket_of(settings)
    versions = [
        {**_document(version), "place": _place(settings, where)}
        for where in ("", *([bucket] if bucket else []))
        for version in model_registry(settings, where).all_versions()
        if every or version.is_current
    ]
    document = {"models_dir": str(settings.models_dir), "models": versions}
    Output(as_json).result(document, lambda console: print_versions(console, versions))
    return ExitCode.OK


def show(
    kind: Kind,
    name: Name,
    models_dir: ModelsDir = None,
    bucket: Bucket = "",
    as_json: AsJson = False,
) -> ExitCode:
    """Show a bundle: its versions with their figures, and when which of them was in use."""
    settings = _settings(models_dir)
    registry = model_registry(settings, bucket or _bucket_of(settings))
    versions = [_document(version) for version in registry.versions(kind, name)]
    history = [asdict(event) for event in registry.history(kind, name)]
    document = {"versions": versions, "history": history}

    def render(console: Console) -> None:
        print_versions(console, versions, figures=True)
        print_history(console, history)

    Output(as_json).result(document, render)
    return ExitCode.OK


def publish(
    folder: Annotated[
        Path,
        typer.Argument(help="A bundle, or the folder of its versions.", exists=True),
    ],
    gate: Annotated[
        list[str] | None,
        typer.Option(
            "--gate",
            help="Refuse a bundle whose own figure is worse, e.g. 'ePQA.P@1>=0.75'; repeatable.",
            metavar="FIGURE>=X",
        ),
    ] = None,
    why: Why = "",
    keep_current: Annotated[
        bool,
        typer.Option("--keep-current", help="Only store it: the version in use stays so."),
    ] = False,
    models_dir: ModelsDir = None,
    bucket: Bucket = "",
    as_json: AsJson = False,
) -> ExitCode:
    """Verify a bundle, store what is not there yet, and make it the one in use."""
    gates = [read_gate(text) for text in gate or ()]
    settings = _settings(models_dir)
    bucket = bucket or _bucket_of(settings)
    registry = model_registry(settings, bucket)
    move = registry.publish(
        _bundle_in(folder), gates=gates, by=user_name(), why=why, keep_current=keep_current
    )
    _tell(Output(as_json), settings, bucket, move)
    return ExitCode.OK


def rollback(
    kind: Kind,
    name: Name,
    to: Annotated[
        str,
        typer.Option("--to", help="Version; default the one in use before.", metavar="VERSION"),
    ] = "",
    why: Why = "",
    models_dir: ModelsDir = None,
    bucket: Bucket = "",
    as_json: AsJson = False,
) -> ExitCode:
    """Make an earlier version the one in use again."""
    settings = _settings(models_dir)
    bucket = bucket or _bucket_of(settings)
    registry = model_registry(settings, bucket)
    move = registry.rollback(kind, name, to=to, by=user_name(), why=why)
    _tell(Output(as_json), settings, bucket, move)
    return ExitCode.OK


def _tell(output: Output, settings: Settings, bucket: str, move: PointerMove) -> None:
    """Say what is in use now, and what has to happen before a server uses it."""
    manifest = move.manifest
    changed = move.before != manifest.version
    steps = _next_steps(settings, manifest) if move.moved else []
    place = _place(settings, bucket)
    document = {
        "kind": manifest.kind.value,
        "name": manifest.name,
        "version": manifest.version,
        "before": move.before or None,
        "in_use": manifest.version if move.moved else move.before or None,
        "files_stored": move.files_stored,
        "place": place,
        "next_steps": steps,
    }

    def render(console: Console) -> None:
        if not move.moved:
            console.print(_stored(move, place), markup=False, soft_wrap=True)
            return
        what = f"The {manifest.kind} {manifest.name} is at version {manifest.version} in"
        before = f"before: {move.before}" if move.before else "the first one"
        console.print(
            f"{what} {place} ({before if changed else 'it was already'};"
            f" {move.files_stored} files stored).",
            markup=False,
            soft_wrap=True,
        )
        for step in steps:
            console.print(step, markup=False, soft_wrap=True)

    output.result(document, render)


def _stored(move: PointerMove, place: str) -> str:
    """What was stored, and what is in use beside it."""
    manifest = move.manifest
    return (
        f"Version {manifest.version} of the {manifest.kind} {manifest.name} is stored in {place}"
        f" ({move.files_stored} files); in use stays {move.before or 'none'}."
    )


def _next_steps(settings: Settings, manifest: BundleManifest) -> list[str]:
    steps = [_FIRST_STEPS.get(manifest.kind, "Servers and functions use it from their next start.")]
    named = {
        BundleKind.ENCODER: settings.encoder,
        BundleKind.GENERATOR: settings.generator,
        BundleKind.RECOMMENDER: settings.recommender,
    }
    if manifest.kind in named and named[manifest.kind] != manifest.name:
        variable = f"SHOPGUIDE_{manifest.kind.upper()}"
        now = named[manifest.kind] or "none"
        steps.append(f"{variable} is {now}: set it to {manifest.name} to use this bundle.")
    return steps


def _bundle_in(folder: Path) -> Path:
    """The bundle's folder; of a folder of versions, the one that its pointer names."""
    pointer = folder / CURRENT_NAME
    if not (folder / MANIFEST_NAME).exists() and pointer.is_file():
        return folder / pointer.read_text(encoding="utf-8").strip()
    return folder


def _document(version: ModelVersion) -> Document:
    manifest = version.manifest
    return {
        "kind": version.kind.value,
        "name": version.name,
        "version": version.version,
        "is_current": version.is_current,
        "set_at": version.set_at or None,
        "problem": version.problem or None,
        "base_model": manifest.base_model if manifest else None,
        "licence": manifest.licence if manifest else None,
        "metrics": dict(manifest.metrics) if manifest else {},
        "parity": dict(manifest.parity) if manifest else {},
    }


def _settings(models_dir: Path | None) -> Settings:
    return read_settings() if models_dir is None else read_settings(models_dir=models_dir)


def _bucket_of(settings: Settings) -> str:
    return settings.bucket if settings.mode == "aws" else ""


def _place(settings: Settings, bucket: str) -> str:
    if bucket:
        return f"s3://{bucket}/{settings.models_bucket_prefix}"
    return str(settings.models_dir)
