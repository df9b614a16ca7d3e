"""`shopguide catalog check`: what an upload would do, without doing it."""

from pathlib import Path
from typing import Annotated

import typer

from infra.local.catalog_tables import print_report
from infra.local.client import ShopClient
from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.import_progress import exit_code_of, follow
from infra.local.mapping_file import MappingFile, read_mapping_file
from infra.local.output import ExitCode, Output
from shopguide.domain.catalog_import import CatalogKind


def check(
    file: Annotated[
        Path, typer.Argument(help="The file.", exists=True, dir_okay=False, readable=True)
    ],
    kind: Annotated[CatalogKind, typer.Option("--kind", help="What its rows are.")],
    mapping: MappingFile = None,
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Show what an upload of this file would do, and change nothing."""
    output = Output(as_json)
    described = read_mapping_file(mapping, kind)
    with connect(url, data, works=True, may_create=True) as shop, output.progress() as progress:
        task = progress.add_task(f"Sending {file.name}", total=file.stat().st_size)
        try:
            _lay_mapping(shop, described, file.name, kind.value)
            accepted = shop.upload(
                file, kind.value, lambda count: progress.advance(task, count), check=True
            )
            record = follow(shop, accepted["import_id"], progress)
        finally:
            shop.discard_check(file.name, kind.value)
            shop.discard_check(file.name, kind.value, mapping=True)
        report, page = shop.report(record), shop.page_of(record)
    document = {"import": record, "report": report}
    output.result(document, lambda console: print_report(console, record, report, page))
    return exit_code_of(record)


def _lay_mapping(shop: ShopClient, mapping: bytes | None, file_name: str, kind: str) -> None:
    """Send the mapping, or see to it that none is left from another check."""
    if mapping is None:
        shop.discard_check(file_name, kind, mapping=True)
    else:
        shop.upload_mapping(mapping, file_name, kind, check=True)
