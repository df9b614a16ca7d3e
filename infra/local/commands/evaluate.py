"""`shopguide evaluate`: measure what is served on a shop's own files."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from infra.local.commands.options import AsJson
from infra.local.output import CommandError, ExitCode, problem_document, usage_problem
from shopguide.domain.errors import ConfigurationError

app = typer.Typer(help="Measure what is served on your own files.", no_args_is_help=True)

Gates: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--gate",
        help="A bound, such as ndcg@10>=0.5 or risk<=0.1; METRIC:BASELINE is the lead over a"
        " baseline. Repeatable; exit code 6 where one does not hold.",
        metavar="METRIC>=X",
    ),
]
Out: TypeAlias = Annotated[
    Path | None,
    typer.Option("--out", help="Write the JSON object into this file too.", metavar="FILE"),
]
First: TypeAlias = Annotated[
    int | None,
    typer.Option("--limit", help="Only so many queries or questions, for a quick look.", min=1),
]
ModelsDir: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--models-dir",
        help="Folder of model bundles; default SHOPGUIDE_MODELS_DIR.",
        file_okay=False,
        metavar="DIR",
    ),
]
File: TypeAlias = Path | None


class Protocol(StrEnum):
    """What a night's batch may have seen."""

    SERVED = "served"
    STRICT = "strict"


_TOLD = 65
"""The process has said by itself, on both outputs, why it failed."""

_LIBRARIES = ("bm25s", "sacrebleu", "scipy")


@app.command()
def search(
    products: Annotated[
        Path, typer.Option("--products", help="A products file, as uploaded.", metavar="FILE")
    ],
    queries: Annotated[
        Path,
        typer.Option("--queries", help="Columns query, product_id, rating.", metavar="FILE"),
    ],
    limit: First = None,
    gate: Gates = None,
    out: Out = None,
    models_dir: ModelsDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Import products, ask queries, compare with what people rated."""
    given = {"--products": products, "--queries": queries, "--limit": limit}
    return _run("search", given, gate, out, models_dir, as_json)


@app.command()
def recommend(  # noqa: PLR0913, PLR0917 - parameters are options, as typer reads them
    sequences: Annotated[
        Path,
        typer.Option(
            "--sequences", help="One user a line: user item item …, oldest first.", metavar="FILE"
        ),
    ],
    products: Annotated[
        File, typer.Option("--products", help="A products file, as uploaded.", metavar="FILE")
    ] = None,
    users: Annotated[
        int, typer.Option("--users", help="Users to ask for, drawn at random; 0 for all.", min=0)
    ] = 2000,
    protocol: Annotated[
        Protocol,
        typer.Option(
            "--protocol", help="strict: the batch saw nobody's last two, as in published figures."
        ),
    ] = Protocol.SERVED,
    recommender: Annotated[
        bool, typer.Option("--recommender", help="Fit a recommender too; takes minutes.")
    ] = False,
    tune: Annotated[
        bool,
        typer.Option("--tune", help="Fit the blend's weights on the last but one products first."),
    ] = False,
    weights: Annotated[
        File,
        typer.Option(
            "--weights",
            help="Tune, and write weights that are better here: `shopguide signals build --also`"
            " takes them.",
            metavar="FILE",
        ),
    ] = None,
    curve: Annotated[
        File,
        typer.Option(
            "--curve", help="Draw what the long-tail knob gives and costs (SVG).", metavar="FILE"
        ),
    ] = None,
    gate: Gates = None,
    out: Out = None,
    models_dir: ModelsDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Report histories but their last products, and look for those in the recommendations."""
    given = {
        "--sequences": sequences,
        "--products": products,
        "--users": users,
        "--protocol": protocol,
        "--weights": weights,
        "--curve": curve,
    }
    flags = ["--recommender"] * recommender + ["--tune"] * tune
    return _run("recommend", given, gate, out, models_dir, as_json, flags)


@app.command()
def answers(
    evidence: Annotated[
        File,
        typer.Option("--evidence", help="Columns question, candidate, label.", metavar="FILE"),
    ] = None,
    pairs: Annotated[
        File,
        typer.Option("--pairs", help="Columns question, candidate, answer.", metavar="FILE"),
    ] = None,
    limit: First = None,
    gate: Gates = None,
    out: Out = None,
    models_dir: ModelsDir = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Rank given evidence, answer from it, compare with what people said."""
    if evidence is None and pairs is None:
        problem = usage_problem("Nothing is given to measure on.", fix="Use --evidence or --pairs.")
        raise CommandError(problem, ExitCode.USAGE)
    given = {"--evidence": evidence, "--pairs": pairs, "--limit": limit}
    return _run("answers", given, gate, out, models_dir, as_json)


def _run(
    task: str,
    given: Mapping[str, Path | int | str | None],
    gates: list[str] | None,
    out: Path | None,
    models_dir: Path | None,
    as_json: bool,
    flags: Sequence[str] = (),
) -> ExitCode:
    """Run the package `training.evaluate` as a process of its own; what it writes goes through."""
    missing = [name for name in _LIBRARIES if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            f"Evaluating needs {', '.join(missing)}, which is not installed.",
            fix="Run `make setup`, or pip install -c constraints.txt -e '.[evaluate]'.",
        )
    options = {**given, "--out": out, "--models-dir": models_dir}
    arguments = [f"{name}={value}" for name, value in options.items() if value is not None]
    arguments += [f"--gate={gate}" for gate in gates or ()] + ["--json"] * as_json + [*flags]
    command = [sys.executable, "-m", "training.evaluate", task, *arguments]
    code = subprocess.run(command, check=False).returncode
    if code == _TOLD:
        return ExitCode.ERROR
    if code in (ExitCode.OK, ExitCode.GATE_FAILED, ExitCode.INTERRUPTED):
        return ExitCode(code)
    detail = f"The evaluation ended with exit code {code}; the reason stands above."
    raise CommandError(problem_document("evaluation_failed", "Nothing was measured.", detail))
