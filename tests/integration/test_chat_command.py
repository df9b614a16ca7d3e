"""`shopguide chat` against a server."""

import io
import json
from collections.abc import Iterator

import pytest

from functions.assistant_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from tests.integration.served import served


@pytest.fixture
def url(container: Container) -> Iterator[str]:
    """A server over a shop in memory."""
    assert container
    with served(router) as address:
        yield address


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
