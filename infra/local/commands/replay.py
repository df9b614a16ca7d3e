"""`shopguide replay`: repeat a search from its trace and say what has become of it."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output

_VERDICTS = {
    "identical": "Identical: the same hits in the same order, with the same scores.",
    "same_order": "The same hits in the same order, with other scores.",
    "different": "Different.",
}


def replay(
    trace: Annotated[
        str, typer.Argument(help="As a search answered it; - reads it from standard input.")
    ],
    url: Url = None,
    data: Data = None,
    as_json: AsJson = False,
) -> ExitCode:
    """Repeat a search as of its time on what is live now, and report every difference."""
    output = Output(as_json)
    token = sys.stdin.read() if trace == "-" else trace
    with connect(url, data) as shop:
        report = shop.post("/v1/search/replay", {"trace": token.strip()})
    return tell_replay(output, report)


def tell_replay(output: Output, report: Document) -> ExitCode:
    """Write the report; the exit code says whether the search came out the same."""
    output.result(report, lambda console: _print(console, report))
    return ExitCode.OK if report["verdict"] == "identical" else ExitCode.REPLAY_DIFFERS


def _print(console: Console, report: Document) -> None:
    lines = [_VERDICTS[report["verdict"]], *report["why"]]
    lines += [
        f"  {hit['product_id']}: place {hit['before']} -> {hit['after']}" for hit in report["moved"]
    ]
    lines += [f"  {product_id}: no longer there" for product_id in report["vanished"]]
    lines += [f"  {product_id}: new" for product_id in report["appeared"]]
    lines += [
        f"  {hit['product_id']}: score {hit['before']:.6g} -> {hit['after']:.6g}"
        for hit in report["scores"]
    ]
    console.print("\n".join(lines), markup=False, soft_wrap=True)
