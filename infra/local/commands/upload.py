"""`shopguide upload`: hand over a catalogue file and see what became of each row."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.import_progress import exit_code_of, follow
from infra.local.mapping_file import MappingFile, read_mapping_file
from infra.local.output import Document, ExitCode, Output
from infra.local.tables import print_import
from shopguide.domain.catalog_import import CatalogKind


def upload(
    file: Annotated[
        Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)
    ],
    kind: Annotated[CatalogKind, typer.Option("--kind", help="What its rows are.")],
    mapping: MappingFile = None,
    url: Url = None,
    data: Data = None,
    no_wait: Annotated[
        bool, typer.Option("--no-wait", help="Do not wait for the import's end.")
    ] = False,
    as_json: AsJson = False,
) -> ExitCode:
    """Upload a catalogue file, wait for its import and show the report."""
    output = Output(as_json)
    described = read_mapping_file(mapping, kind)
    with connect(url, data, works=not no_wait, may_create=True) as shop:
        with output.progress() as progress:
            if described is not None:
                shop.upload_mapping(described, file.name, kind.value)
            accepted = _send(shop, file, kind, progress)
            if not no_wait:
                record = follow(shop, accepted["import_id"], progress)
        if no_wait:
            output.result(accepted, lambda console: console.print(_accepted_text(accepted)))
            return ExitCode.OK
        page = shop.page_of(record)
    output.result(record, lambda console: print_import(console, record, page))
    return exit_code_of(record)


def _send(shop: ShopClient, file: Path, kind: CatalogKind, progress: Progress) -> Document:
    size = file.stat().st_size
    task = progress.add_task(f"Uploading {file.name}", total=size)
    return shop.upload(file, kind.value, lambda count: progress.advance(task, count))


def _accepted_text(accepted: Document) -> str:
    return f"Accepted {accepted['object_key']} as import {accepted['import_id']}."
