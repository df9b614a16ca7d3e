"""Waiting for an import, with a progress display, and what its end means."""

from rich.progress import Progress

from infra.local.client import ShopClient
from infra.local.output import Document, ExitCode

_EXIT_CODES = {
    "published": ExitCode.OK,
    "checked": ExitCode.OK,
    "held": ExitCode.HELD,
    "failed": ExitCode.IMPORT_FAILED,
    "superseded": ExitCode.IMPORT_FAILED,
}


def exit_code_of(record: Document) -> ExitCode:
    """The exit code of a command that followed this import to its end.

    A file that was only checked, and whose import would be held, counts as held.
    """
    if record["status"] == "checked" and record["holds"]:
        return ExitCode.HELD
    return _EXIT_CODES[record["status"]]


def follow(shop: ShopClient, import_id: str, progress: Progress) -> Document:
    """Wait until an import has ended; Ctrl-C ends only the waiting.

    Raises:
        CommandError: no worker will ever finish it.
    """
    task = progress.add_task("Waiting", total=None)

    def show(record: Document) -> None:
        progress.update(
            task,
            description=f"Import {record['status']}",
            completed=record["batches_done"],
            total=record["batches_total"] or None,
        )

    try:
        return shop.follow_import(import_id, show)
    except KeyboardInterrupt:
        progress.console.print(f"Import {import_id} goes on without this command.")
        raise
