"""`shopguide serve`: the one-machine server."""

import logging
from pathlib import Path
from typing import Annotated

import typer

from infra.local.output import Output
from shopguide.api.logs import JsonFormatter
from shopguide.config import read_settings

LogLevel = Annotated[
    str, typer.Option("--log-level", help="debug, info, warning or error.", metavar="LEVEL")
]
LogFormat = Annotated[
    str, typer.Option("--log-format", help="text, or json: one object a line.", metavar="FORMAT")
]


def serve(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            help="Folder for everything the server keeps; default SHOPGUIDE_DATA_DIR.",
            file_okay=False,
            metavar="DIR",
        ),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8080,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    log_level: LogLevel = "warning",
    log_format: LogFormat = "text",
) -> None:
    """Serve the shop in a folder over HTTP until SIGTERM or Ctrl-C.

    Prints its address, alone on a line, once it answers.
    """
    output = Output(as_json=False)
    settings = read_settings() if data is None else read_settings(data_dir=data)
    _set_up_log(log_level, log_format)
    from infra.local.server import serve as run_server

    output.note(f"Opening the shop in {settings.data_dir} ...")

    def announce(url: str) -> None:
        output.note("ShopGuide is ready; Ctrl-C stops it.")
        typer.echo(url)

    run_server(settings, host, port, announce)


def _set_up_log(level: str, log_format: str) -> None:
    if level not in ("debug", "info", "warning", "error"):
        raise typer.BadParameter(f"{level!r} is not a level.", param_hint="--log-level")
    if log_format not in ("text", "json"):
        raise typer.BadParameter(f"{log_format!r} is not a format.", param_hint="--log-format")
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    if log_format == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(JsonFormatter("one_machine"))
    for name in ("shopguide", "functions", "infra"):
        logging.getLogger(name).setLevel(level.upper())
