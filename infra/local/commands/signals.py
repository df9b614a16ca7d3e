"""`shopguide signals`: build what recommendations take from behaviour, look at it, take it back."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.parse import quote

import typer
from rich.progress import Progress, TaskID

from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.output import CommandError, Document, ExitCode, Output, problem_document
from infra.local.signals.batch_process import SignalsBatch
from infra.local.signals.build import nothing_to_build
from infra.local.signals.connection import connect_signals
from infra.local.signals_tables import (
    print_build,
    print_rollback,
    print_signal_version,
    print_signal_versions,
)
from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.signal_files import ADDED

app = typer.Typer(
    help="What recommendations take from the behaviour of shoppers.", no_args_is_help=True
)

POLL_SECONDS = 0.2

_Lake = Annotated[
    Path | None,
    typer.Option(
        "--lake", help="Build from the lake in this folder.", exists=True, file_okay=False,
        metavar="DIR",
    ),
]  # fmt: skip
_Interactions = Annotated[
    Path | None,
    typer.Option(
        "--interactions", help="Build from this CSV, Parquet or JSON-lines file.", exists=True,
        dir_okay=False, metavar="FILE",
    ),
]  # fmt: skip
_Also = Annotated[
    list[Path] | None,
    typer.Option(
        "--also", help="clicks.json, clicks.onnx or weights.json, from this build on; repeatable.",
        exists=True, dir_okay=False, metavar="FILE",
    ),
]  # fmt: skip
_Recommender = Annotated[
    str,
    typer.Option(
        "--recommender", help="Fingerprint of the recommender that goes with --lake or"
        " --interactions.", metavar="NAME@VERSION",
    ),
]  # fmt: skip
_NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait for its end.")]


@app.command()
def build(
    lake: _Lake = None,
    interactions: _Interactions = None,
    also: _Also = None,
    recommender: _Recommender = "",
    no_wait: _NoWait = False,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Make signals of what shoppers did, and let recommendations use them."""
    output = Output(as_json)
    source = _one_source(lake, interactions)
    added = _checked_names(also or [])
    with connect_signals(url, data) as shop, output.progress() as progress:
        task = progress.add_task("Building signals", total=None)
        for path in added:
            _send(shop, path, f"/local/signals/added/{path.name}")
        if source is None:
            document = _build_in_shop(shop, "", progress, task, wait=not no_wait)
        else:
            document = _build_here(shop, source, recommender, added, progress, task)
    output.result(document, lambda console: print_build(console, document))
    return ExitCode.OK


@app.command("list")
def list_versions(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """List the versions that are kept, and which one is live."""
    with connect_signals(url, data) as shop:
        document = shop.get("/local/signals/versions")
    Output(as_json).result(
        document, lambda console: print_signal_versions(console, document["versions"])
    )
    return ExitCode.OK


@app.command()
def show(
    version: Annotated[str, typer.Argument(help="Default: the live one.", metavar="VERSION")] = "",
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Show one version: what was counted, left out and set."""
    with connect_signals(url, data) as shop:
        wanted = version or _live_version(shop)
        document = shop.get(f"/local/signals/versions/{quote(wanted, safe='')}")
    Output(as_json).result(document, lambda console: print_signal_version(console, document))
    return ExitCode.OK


@app.command()
def rollback(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Make the version before the live one live again; once more undoes that."""
    with connect_signals(url, data) as shop:
        document = shop.post("/local/signals/rollback")
    Output(as_json).result(document, lambda console: print_rollback(console, document))
    return ExitCode.OK


def _build_in_shop(
    shop: ShopClient, version: str, progress: Progress, task: TaskID, *, wait: bool
) -> Document:
    """Have the shop build, or publish a version that it has, and follow that to its end."""
    begun = shop.post("/local/signals/builds", {"version": version})
    if not wait:
        return {"outcome": "begun", "version": None, "notes": ["The build has begun."]}
    while True:
        state = shop.get("/local/signals/builds/last")
        progress.update(task, description=f"Building signals: {state['step']}")
        if state["build"] == begun["build"] and state["state"] == "done":
            return dict(state["result"])
        if state["build"] == begun["build"] and state["state"] == "failed":
            problem = state["problem"]
            title = "The signals were not built."
            raise CommandError(
                problem_document(problem["code"], title, problem["detail"], fix=problem["fix"])
            )
        time.sleep(POLL_SECONDS)


def _build_here(
    shop: ShopClient,
    source: Path,
    recommender: str,
    also: list[Path],
    progress: Progress,
    task: TaskID,
) -> Document:
    """Make a version of outside files in this process, hand it over and have it published."""

    def told(line: str) -> None:
        progress.update(task, description=f"Building signals: {line}")

    with TemporaryDirectory(prefix="shopguide-signals-") as place:
        made = SignalsBatch().run(
            source, Path(place), recommender=recommender, also=also, told=told
        )
        if not made["interactions"]:
            return _nothing_in(source, made)
        folder = Path(made["folder"])
        names = sorted(path.name for path in folder.iterdir() if path.name != "signals.json")
        for name in [*names, "signals.json"]:
            told(f"send {name}")
            _send(shop, folder / name, f"/local/signals/versions/{made['version']}/{name}")
    published = _build_in_shop(shop, str(made["version"]), progress, task, wait=True)
    batch = {name: value for name, value in made.items() if name not in ("folder", "settings")}
    return {**published, "batch": batch}


def _nothing_in(source: Path, made: Document) -> Document:
    """What there is to say of a source without interactions: a file of other columns is no shop
    where nobody has done anything.

    Raises:
        InvalidParameterError: there are lines, and none of them can be used.
    """
    lines = made["read"]["lines"]
    if not lines:
        return nothing_to_build()
    why = ", ".join(f"{count:,} {name}" for name, count in made["left_out"].items() if count)
    raise InvalidParameterError(
        f"None of the {lines:,} lines of {source.name} is an interaction that can be used"
        f"{f' ({why})' if why else ''}; nothing was built.",
        fix="Lines need shopper_id, product_id, occurred_at and kind. A file of events as POST"
        " /v1/events takes them goes to the shop by `shopguide events FILE`; then build.",
    )


def _send(shop: ShopClient, path: Path, to: str) -> None:
    shop.send_file("PUT", to, path)


def _live_version(shop: ShopClient) -> str:
    live = shop.get("/local/signals/versions")["live"]
    if live is None:
        raise InvalidParameterError(
            "No signals are live.", fix="`shopguide signals build` makes some.", field="version"
        )
    return str(live["version"])


def _one_source(lake: Path | None, interactions: Path | None) -> Path | None:
    if lake is not None and interactions is not None:
        raise typer.BadParameter("give --lake or --interactions, not both")
    return lake or interactions


def _checked_names(paths: list[Path]) -> list[Path]:
    for path in paths:
        if path.name not in ADDED:
            raise typer.BadParameter(
                f"{path.name} is none of {', '.join(ADDED)}", param_hint="--also"
            )
    return paths
