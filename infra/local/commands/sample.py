"""`shopguide sample`: write the sample shop's files."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from infra.local.commands.options import AsJson
from infra.local.output import ExitCode, Output
from infra.local.sample_shop.files import LAST_DAY, write_sample_shop


def sample(
    folder: Annotated[Path, typer.Argument(help="Where to write them.", file_okay=False)],
    last_day: Annotated[
        datetime,
        typer.Option("--last-day", help="Day of the youngest events.", formats=["%Y-%m-%d"]),
    ] = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day),  # noqa: DTZ001 - a day
    as_json: AsJson = False,
) -> ExitCode:
    """Write the sample shop: products, Q&A, reviews, articles, interactions, a broken file."""
    output = Output(as_json)
    paths = write_sample_shop(folder, last_day.date())
    document = {"files": [{"path": str(path), "bytes": path.stat().st_size} for path in paths]}

    def show(console: Console) -> None:
        for path in paths:
            console.print(f"{path}  {path.stat().st_size:,} bytes", markup=False)

    output.result(document, show)
    return ExitCode.OK
