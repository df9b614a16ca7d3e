"""The shop over HTTP, whether it runs elsewhere or in this process."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx

from infra.local.output import CommandError, Document, ExitCode, problem_document, usage_problem
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.upload import MAPPING_NAME

PIECE_BYTES = 256 * 1024
POLL_SECONDS = 0.2
LOST_SECONDS = 10
"""After this long without a change, the queues are asked whether anybody still works."""

TIMEOUT = httpx.Timeout(60, connect=5)
FINAL_STATES = frozenset(status.value for status in ImportStatus if status.is_final)


class ShopClient:
    """Verbs of the command line; each raises `CommandError` with the server's problem document.

    Args:
        http: Its base URL is the shop's.
        name: What the shop is called in messages: a URL or a folder.
    """

    def __init__(self, http: httpx.Client, name: str) -> None:
        self._http = http
        self._name = name

    def page_of(self, record: Document) -> str:
        """Where people open the report of an import: an address, or a file of the folder."""
        if not record.get("page_key"):
            return ""
        if self._name.startswith(("http://", "https://")):
            return f"{self._name.rstrip('/')}/local/imports/{record['import_id']}/report.html"
        return f"{self._name}/objects/{record['page_key']}"

    def get(self, path: str, **parameters: Any) -> Document:  # noqa: ANN401 - as httpx
        """The JSON object that a GET answers; parameters that are None are left out."""
        chosen = {name: value for name, value in parameters.items() if value is not None}
        return self._send("GET", path, params=chosen)

    def text(self, path: str) -> str:
        """The text that a GET answers.

        Raises:
            CommandError: there is none.
        """
        response = self._request("GET", path)
        if response.is_error:
            _document(response, self._name)
        return response.text

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Document:
        """The JSON object that a POST answers."""
        return self._send("POST", path, json=body)

    def put(self, path: str, body: Mapping[str, Any]) -> Document:
        """The JSON object that a PUT of a JSON object answers."""
        return self._send("PUT", path, json=body)

    def send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        **parameters: Any,  # noqa: ANN401 - as httpx
    ) -> Document:
        """The JSON object answered to these bytes; parameters that are None are left out."""
        chosen = {name: value for name, value in parameters.items() if value is not None}
        return self._send(method, path, params=chosen, content=content)

    def send_file(self, method: str, path: str, file: Path) -> Document:
        """The JSON object answered to a file's bytes, which are streamed."""
        with file.open("rb") as stream:
            return self._send(
                method,
                path,
                content=_pieces(stream, lambda _: None),
                headers={"Content-Length": str(file.stat().st_size)},
            )

    def upload(
        self, path: Path, kind: str, sent: Callable[[int], None], *, check: bool = False
    ) -> Document:
        """Hand over a catalogue file; `sent` is told of every piece's bytes.

        By `check` it is only checked.

        Raises:
            CommandError: it is a column mapping, which imports nothing by itself.
        """
        if path.name.endswith(MAPPING_NAME):
            raise _is_mapping(path)
        with path.open("rb") as file:
            return self._send(
                "PUT",
                _upload_path(kind, path.name, check),
                content=_pieces(file, sent),
                headers={"Content-Length": str(path.stat().st_size)},
            )

    def upload_mapping(
        self, content: bytes, file_name: str, kind: str, *, check: bool = False
    ) -> None:
        """Lay a column mapping beside where a catalogue file of this name is uploaded to."""
        name = f"{file_name}.{MAPPING_NAME}"
        self._send("PUT", _upload_path(kind, name, check), content=content)

    def discard_check(self, file_name: str, kind: str, *, mapping: bool = False) -> None:
        """Delete a file that was only checked, or by `mapping` the one beside it."""
        name = f"{file_name}.{MAPPING_NAME}" if mapping else file_name
        self._request("DELETE", _upload_path(kind, name, True))

    def report(self, record: Document) -> Document | None:
        """The report of an import, None where it has none."""
        if not record["report_key"]:
            return None
        return self.get(f"{import_path(record['import_id'])}/report")

    def import_record(self, import_id: str) -> Document | None:
        """The state of an import, None while it has not begun."""
        try:
            return self.get(import_path(import_id))
        except CommandError as error:
            if error.document.get("code") == "import_not_found":
                return None
            raise

    def follow_import(self, import_id: str, seen: Callable[[Document], None]) -> Document:
        """Wait for an import's end; `seen` is told of every state on the way.

        Raises:
            CommandError: no worker will ever finish it, because its messages were given up on.
        """
        last: Document | None = None
        changed_at = time.monotonic()
        while True:
            record = self.import_record(import_id)
            if record is not None:
                seen(record)
                if record["status"] in FINAL_STATES:
                    return record
            if record != last:
                last, changed_at = record, time.monotonic()
            elif time.monotonic() - changed_at > LOST_SECONDS:
                if not self._is_at_work():
                    raise _lost(import_id)
                changed_at = time.monotonic()
            time.sleep(POLL_SECONDS)

    def _is_at_work(self) -> bool:
        queues = self.get("/local/queues")
        return any(queue["waiting"] or queue["in_flight"] for queue in queues.values())

    def _send(self, method: str, path: str, **arguments: Any) -> Document:  # noqa: ANN401
        return _document(self._request(method, path, **arguments), self._name)

    def _request(self, method: str, path: str, **arguments: Any) -> httpx.Response:  # noqa: ANN401
        try:
            return self._http.request(method, path, **arguments)
        except httpx.TransportError as error:
            raise _unreachable(self._name, error) from error


def import_path(import_id: str) -> str:
    """Where an import's record is."""
    return f"/v1/catalog/imports/{quote(import_id, safe='')}"


def _upload_path(kind: str, name: str, check: bool) -> str:
    folder = "check/" if check else ""
    return f"/local/uploads/{folder}{quote(kind, safe='')}/{quote(name, safe='')}"


def _pieces(file: BinaryIO, sent: Callable[[int], None]) -> Iterator[bytes]:
    while piece := file.read(PIECE_BYTES):
        yield piece
        sent(len(piece))


def _document(response: httpx.Response, name: str) -> Document:
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict) or (response.is_error and "detail" not in document):
        detail = f"{name} answered {response.status_code} without a ShopGuide document."
        fix = "Check that --url is the address of a ShopGuide server."
        raise CommandError(problem_document("not_shopguide", "No ShopGuide.", detail, fix=fix))
    if response.is_error:
        raise CommandError(document)
    return document


def _unreachable(name: str, error: httpx.TransportError) -> CommandError:
    return CommandError(
        problem_document(
            "server_unreachable",
            "The server does not answer.",
            f"{name} does not answer: {error or type(error).__name__}.",
            fix="Start it with `shopguide serve`, or check --url.",
        ),
        ExitCode.UNREACHABLE,
    )


def _is_mapping(path: Path) -> CommandError:
    detail = f"{path.name} is a column mapping by its name, which is not imported by itself."
    fix = "Upload the file that it is about with --mapping, or give a catalogue file another name."
    return CommandError(usage_problem(detail, fix=fix), ExitCode.USAGE)


def _lost(import_id: str) -> CommandError:
    return CommandError(
        problem_document(
            "import_given_up",
            "The import was given up.",
            f"Import {import_id} has not ended, and no work is left in the queues.",
            fix="The server's log says why; `shopguide retry` tries once more.",
        ),
        ExitCode.IMPORT_FAILED,
    )
