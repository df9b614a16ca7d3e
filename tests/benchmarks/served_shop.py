"""The real one-machine server in a process of its own, as the benchmarks measure it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx


class ServedShop:
    """A running server: its HTTP client and its process."""

    def __init__(self, client: httpx.Client, pid: int) -> None:
        self.client = client
        self.pid = pid
        self.port = client.base_url.port or 0

    def upload(self, file: Path, kind: str) -> tuple[dict[str, Any], float]:
        """Upload a file and wait for its end; the import record and the seconds it took."""
        start = time.perf_counter()
        with file.open("rb") as stream:
            answer = self.client.put(f"/local/uploads/{kind}/{file.name}", content=stream)
        answer.raise_for_status()
        import_id = answer.json()["import_id"]
        while True:
            record = self.client.get(f"/v1/catalog/imports/{import_id}")
            if record.status_code == 200 and _is_final(record.json()["status"]):
                return record.json(), time.perf_counter() - start
            time.sleep(0.1)

    def wait_for_words(self) -> float:
        """Wait until the words of the live catalogue are counted; the seconds that took.

        They are counted after an import, in the same process, and searches are slower meanwhile.
        """
        start = time.perf_counter()
        while True:
            health = self.client.get("/v1/health").json()
            if health["words_version"] == health["catalogue_version"]:
                return time.perf_counter() - start
            time.sleep(0.1)

    def search(self, query: str, *, limit: int = 10, offset: int = 0) -> dict[str, Any]:
        """One page of search results."""
        parameters: dict[str, str | int] = {"q": query, "limit": limit, "offset": offset}
        answer = self.client.get("/v1/search", params=parameters)
        answer.raise_for_status()
        return dict(answer.json())

    def memory_mb(self) -> dict[str, float]:
        """Resident memory now and at its peak; `anonymous` leaves out mapped index files."""
        fields = {}
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in ("VmHWM", "VmRSS", "RssAnon"):
                fields[name] = int(value.split()[0]) / 1024
        return {"peak": fields["VmHWM"], "now": fields["VmRSS"], "anonymous": fields["RssAnon"]}


@contextmanager
def serve(data: Path | None = None, **variables: str) -> Iterator[ServedShop]:
    """Start `shopguide serve` on an empty folder and a free port; stop it at the end.

    Args:
        data: A folder to serve and to keep, instead.
        **variables: Environment variables that differ from this process's.
    """
    with tempfile.TemporaryDirectory(prefix="shopguide-bench-") as scratch:
        port = free_port()
        folder = data or Path(scratch) / "data"
        command = [sys.executable, "-m", "infra.local", "serve"]
        process = subprocess.Popen(
            [*command, "--data", str(folder), "--port", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=(Path(scratch) / "log").open("wb"),
            env={**os.environ, **variables},  # noqa: TID251
        )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=600) as client:
                _wait_until_ready(client, process, Path(scratch) / "log")
                yield ServedShop(client, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait_until_ready(
    client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path, seconds: float = 60
) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if client.get("/v1/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    sys.exit(f"The server did not start:\n{log.read_text()}")


def _is_final(status: str) -> bool:
    return status not in ("waiting", "reading", "indexing")


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
