"""How commands speak: tables or one JSON object on standard output, everything else on the other.

Exit codes are part of the contract; docs/cli.md lists them.
"""

import json
import sys
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from shopguide.domain.errors import ShopGuideError

Document: TypeAlias = Mapping[str, Any]


class ExitCode(IntEnum):
    """What a command's exit status means."""

    OK = 0
    ERROR = 1
    USAGE = 2
    HELD = 3
    IMPORT_FAILED = 4
    UNREACHABLE = 5
    GATE_FAILED = 6
    REPLAY_DIFFERS = 7
    INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on; `document` is a problem document (RFC 9457)."""

    def __init__(self, document: Document, exit_code: ExitCode = ExitCode.ERROR) -> None:
        super().__init__(document["detail"])
        self.document = document
        self.exit_code = exit_code


def problem_document(
    code: str, title: str, detail: str, *, fix: str = "", field: str | None = None
) -> Document:
    """A problem that did not come over HTTP, in the form of those that do."""
    document = {
        "type": f"urn:shopguide:problem:{code}",
        "title": title,
        "detail": detail,
        "code": code,
        "field": field,
        "fix": fix or None,
    }
    return {name: value for name, value in document.items() if value is not None}


def usage_problem(detail: str, *, fix: str = "") -> Document:
    """A command line that cannot be carried out."""
    return problem_document("usage_invalid", "The command line is wrong.", detail, fix=fix)


def problem_of_error(error: ShopGuideError) -> Document:
    """One of our own errors as a problem document; here nothing needs to be kept inside."""
    from shopguide.api.errors import ERRORS

    row = ERRORS.get(error.code)
    title = row.title if row else "ShopGuide failed."
    return problem_document(error.code, title, error.message, fix=error.fix, field=error.field)


class Output:
    """Where one command writes.

    Args:
        as_json: Exactly one JSON object on standard output, whatever happens.
    """

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.stdout = Console(highlight=False)
        self.stderr = Console(stderr=True, highlight=False)

    def result(self, document: Document, render: Callable[[Console], None]) -> None:
        """The outcome: `document` as JSON, or what `render` writes."""
        if self.as_json:
            _write_json(document)
        else:
            render(self.stdout)

    def note(self, text: str) -> None:
        """Something worth knowing on the way; markup is not read."""
        self.stderr.print(text, markup=False)

    def problem(self, document: Document) -> None:
        """Why the command failed."""
        if self.as_json:
            _write_json(document)
        self.stderr.print("Error:", style="bold red", end=" ")
        self.stderr.print(document["detail"], markup=False)
        if document.get("fix"):
            self.stderr.print(f"Fix: {document['fix']}", markup=False)
        elif document.get("request_id"):
            self.stderr.print(f"The server's log says more of request {document['request_id']}.")

    def progress(self) -> Progress:
        """A progress display for long work; silent where nobody watches."""
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.stderr,
            transient=True,
            disable=not self.stderr.is_terminal,
        )


def _write_json(document: Document) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    sys.stdout.flush()
