"""`shopguide status` and `retry`: what is live, and work that was given up on."""

from rich.console import Console

from infra.local.commands.options import AsJson, Data, Url
from infra.local.connection import connect
from infra.local.output import Document, ExitCode, Output
from infra.local.tables import print_models


def status(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Show the catalogue version, the counts, the models and what does not work."""
    output = Output(as_json)
    with connect(url, data) as shop:
        health = shop.get("/v1/health")
        queues = shop.get("/local/queues")
    document = {**health, "queues": queues}
    output.result(document, lambda console: _print_status(console, document))
    return ExitCode.OK


def retry(url: Url = None, data: Data = None, as_json: AsJson = False) -> ExitCode:
    """Put work that was given up on back into the queues, once its cause is removed."""
    output = Output(as_json)
    with connect(url, data) as shop:
        queues = shop.post("/local/queues/redrive")
    output.result(queues, lambda console: _print_queues(console, queues))
    return ExitCode.OK


def _print_status(console: Console, document: Document) -> None:
    counts = document["counts"]
    console.print(f"ShopGuide {document['version']} ({document['mode']}): {document['status']}")
    console.print(f"Catalogue version {document['catalogue_version']}")
    console.print(f"Words of catalogue version {document['words_version']}")
    console.print(f"Products {counts['products']}, passages {counts['passages']}")
    _print_queues(console, document["queues"])
    print_models(console, document["models"])
    for problem in document["problems"]:
        console.print(f"{problem['part']}: {problem['code']}", style="yellow")


def _print_queues(console: Console, queues: Document) -> None:
    for name, queue in queues.items():
        left = queue["waiting"] + queue["in_flight"]
        console.print(f"Queue of {name}: {left} to do, {queue['dead']} given up on")
