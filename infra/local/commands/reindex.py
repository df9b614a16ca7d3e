"""`shopguide reindex`: rebuild the index for the published encoder and this version's layout."""

import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from shopguide.bootstrap import Container
from shopguide.config import read_settings
from shopguide.domain.bundle import name_and_version
from shopguide.domain.errors import InvalidParameterError

POLL_SECONDS = 2.0


def reindex(
    url: Url = None,
    data: Data = None,
    encoder: Annotated[
        str,
        typer.Option(
            "--encoder",
            help="This version, also one that is stored and not in use; default the one in use.",
            metavar="NAME@VERSION",
        ),
    ] = "",
    drop_old: Annotated[
        bool,
        typer.Option("--drop-old", help="Delete the indexes kept for the way back, and no more."),
    ] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait for its end.")] = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Embed everything live with the encoder that is published, then switch to it in one step.

    An index that an older version of the shop laid out is rebuilt too; what the same encoder has
    embedded is taken over. Searches go on with the old index until then, and uploads stand in line.
    Where canary queries lose their products in the new index it is held, and nothing changes.
    Ctrl-C ends only the waiting. Where SHOPGUIDE_MODE is aws, the functions do the work.
    """
    output = Output(as_json)
    if encoder and not all(name_and_version(encoder)):
        raise InvalidParameterError(
            f"{encoder!r} names no version of an encoder.",
            fix="Write NAME@VERSION; `shopguide models list --all` shows them.",
            field="encoder",
        )
    settings = read_settings()
    if settings.mode == "aws" and url is None and data is None:
        with closing(Container(settings)) as here:
            return reindex_on_aws(output, here, drop_old=drop_old, no_wait=no_wait, encoder=encoder)
    return _reindex_here(output, url, data, drop_old, no_wait, encoder)


def _reindex_here(
    output: Output,
    url: str | None,
    data: Path | None,
    drop_old: bool,
    no_wait: bool,
    encoder: str,
) -> ExitCode:
    works = not (no_wait or drop_old)
    with connect(url, data, works=works, any_encoder=True) as shop:
        if drop_old:
            return _tell_dropped(output, shop.post("/local/reindex/drop-old"))
        asked = shop.post("/local/reindex", {"encoder": encoder} if encoder else None)
        return _finish(output, asked, no_wait, shop.follow_import)


def reindex_on_aws(
    output: Output, here: Container, *, drop_old: bool, no_wait: bool, encoder: str = ""
) -> ExitCode:
    """Ask the functions for a reindex, over the import queue, and wait for it."""
    if drop_old:
        return _tell_dropped(output, {"dropped": list(here.indexing.drop_old_indexes())})
    encoder = encoder or here.wanted_encoder()
    request = here.reindex.request(encoder)
    asked = {
        "import_id": request.record.import_id if request.record else None,
        "encoder": encoder,
        "live_encoder": request.live,
    }

    def follow(import_id: str, seen: Callable[[Document], None]) -> Document:
        while True:
            record = here.imports.find(import_id)
            seen(asdict(record))
            if record.status.is_final:
                return asdict(record)
            time.sleep(POLL_SECONDS)

    return _finish(output, asked, no_wait, follow)


def _finish(
    output: Output,
    asked: Document,
    no_wait: bool,
    follow: Callable[[str, Callable[[Document], None]], Document],
) -> ExitCode:
    record: Document | None = None
    if asked["import_id"] and not no_wait:
        with output.progress() as progress:
            record = _follow(asked, progress, follow)
    document = {**asked, "import": record}
    output.result(document, lambda console: _print(console, document))
    if record is None or record["status"] == "published":
        return ExitCode.OK
    return ExitCode.HELD if record["status"] == "held" else ExitCode.IMPORT_FAILED


def _follow(
    asked: Document,
    progress: Progress,
    follow: Callable[[str, Callable[[Document], None]], Document],
) -> Document:
    task = progress.add_task(f"Rebuilding for {asked['encoder']}", total=None)

    def show(record: Document) -> None:
        total = record["batches_total"] or None
        progress.update(task, completed=record["batches_done"], total=total)

    try:
        return follow(asked["import_id"], show)
    except KeyboardInterrupt:
        progress.console.print(f"Reindex {asked['import_id']} goes on without this command.")
        raise


def _tell_dropped(output: Output, document: Document) -> ExitCode:
    names = ", ".join(document["dropped"]) or "nothing: no old index was kept"
    output.result(document, lambda console: console.print(f"Dropped {names}.", markup=False))
    return ExitCode.OK


def _print(console: Console, document: Document) -> None:
    console.print(_outcome(document), markup=False, soft_wrap=True)


def _outcome(document: Document) -> str:
    encoder, live = document["encoder"], document["live_encoder"]
    record = document["import"]
    if document["import_id"] is None:
        return (
            f"The index was made by {encoder}, in this layout; there is nothing to rebuild."
            if live
            else f"The shop is empty; its first import will be indexed by {encoder}."
        )
    if record is None:
        change = (
            f"from {live} to {encoder}" if live != encoder else f"for {encoder} in a new layout"
        )
        return f"Reindex {document['import_id']} has begun: {change}."
    if record["status"] != "published":
        return f"Reindex {record['import_id']} {record['status']}: {record['problem']}"
    rows = record["counts"]["read"]
    before = f"The one made by {live}" if live != encoder else "The one in the older layout"
    return (
        f"The index of {rows:,} rows is now made by {encoder}. {before} is kept until the next"
        " reindex, or `shopguide reindex --drop-old`."
    )
