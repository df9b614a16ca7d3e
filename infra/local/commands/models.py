"""`shopguide models`: build model bundles; beside it, the commands of the registry."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from infra.local.commands.options import AsJson
from infra.local.commands.registry import ModelsDir, list_models, publish, rollback, show
from infra.local.output import CommandError, ExitCode, problem_document
from shopguide.config import Settings, read_settings
from shopguide.domain.errors import ConfigurationError

app = typer.Typer(help="Build, publish and roll back model bundles.", no_args_is_help=True)

app.command("list")(list_models)
for command in (show, publish, rollback):
    app.command()(command)


@app.command()
def build(
    encoder: Annotated[
        str | None,
        typer.Option(
            "--encoder",
            help="shopguide-e5-small, multilingual-e5-small or all-MiniLM-L6-v2.",
            metavar="NAME",
        ),
    ] = None,
    generator: Annotated[
        str | None,
        typer.Option(
            "--generator", help="smollm2-135m, shopguide-smollm2-135m, or none.", metavar="NAME"
        ),
    ] = None,
    reranker: Annotated[
        str | None,
        typer.Option("--reranker", help="shopguide-reranker; default: none.", metavar="NAME"),
    ] = None,
    adapter: Annotated[
        Path | None,
        typer.Option(
            "--adapter",
            help="What training left: build that on its base, and nothing else.",
            exists=True,
            file_okay=False,
            metavar="DIR",
        ),
    ] = None,
    models_dir: ModelsDir = None,
    base_weights: Annotated[
        Path | None,
        typer.Option(
            "--base-weights", help="Local folder with base models, tried first.", metavar="DIR"
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Build also what is cached.")] = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Build the bundles that serving needs; what is built already is left alone.

    Runs the package `training` as a process of its own.
    """
    _require_libraries()
    settings = _settings(models_dir)
    if adapter is None:
        encoder = encoder or settings.encoder
        generator = settings.generator if generator is None else generator
    models = {"--encoder": encoder, "--generator": generator, "--reranker": reranker}
    arguments = ["--models-dir", str(settings.models_dir)]
    for option, name in models.items():
        arguments += [option, name] if name not in (None, "", "none") else []
    arguments += [] if adapter is None else ["--adapter", str(adapter)]
    arguments += [] if base_weights is None else ["--base-weights", str(base_weights)]
    arguments += ["--force"] * force + ["--json"] * as_json
    return _run_training(arguments)


def _require_libraries() -> None:
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise ConfigurationError(
            "Building models needs PyTorch and transformers, which are not installed.",
            fix="Run `make setup`, or pip install -c constraints.txt -e '.[build]'.",
        )


def _run_training(arguments: list[str]) -> ExitCode:
    """Run the build; its progress and its JSON go straight through."""
    command = [sys.executable, "-m", "training.models.build", *arguments]
    if subprocess.run(command, check=False).returncode == 0:
        return ExitCode.OK
    detail = "The models were not built; the reason stands above, on standard error."
    raise CommandError(problem_document("models_not_built", "No models.", detail))


def _settings(models_dir: Path | None) -> Settings:
    return read_settings() if models_dir is None else read_settings(models_dir=models_dir)
