"""`shopguide chat` against a server."""

import io
import json
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from functions.assistant_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.api.application import create_app
from shopguide.bootstrap import Container


@pytest.fixture
def url(container: Container) -> Iterator[str]:
    """A server over a shop in memory."""
    assert container
    app = create_app("test", [router])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def test_typing_goes_on_after_a_line_that_is_too_long(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{'x' * 1001}\nheadphones\nexit\nnever said\n"))
    assert run(["chat", "--url", url]) == ExitCode.OK
    told = capsys.readouterr()
    assert "1001 characters" in told.err
    assert "headphones" in told.out
    assert "never said" not in told.out


def test_program_is_told_of_a_turn_that_is_too_long(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["chat", "headphones", "x" * 1001, "--json", "--url", url]) == ExitCode.ERROR
    problem = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["field"]) == ("invalid_parameter", "text")
