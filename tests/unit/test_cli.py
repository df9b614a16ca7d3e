import json
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import run
from infra.local.output import ExitCode

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def _problem(out: str) -> dict[str, Any]:
    document = json.loads(out)
    assert {"type", "title", "detail", "code"} <= document.keys()
    return document


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_unreachable_server_has_its_own_exit_code(cli: Cli, closed_port: int) -> None:
    code, out, err = cli("search", "x", "--json", "--url", f"http://127.0.0.1:{closed_port}")
    assert code == ExitCode.UNREACHABLE == 5
    assert _problem(out)["code"] == "server_unreachable"
    assert "shopguide serve" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("serch", "x"),
        ("search",),
        ("search", "x", "--limit", "many"),
        ("upload", __file__, "--kind", "prices"),
        ("upload", "/no/such/file.csv", "--kind", "qa"),
        ("search", "x", "--url", "http://127.0.0.1:1", "--data", "here"),
        ("search", "x", "--url", "localhost:8080"),
        ("search", "x", "--url", "http://localhost:port"),
    ],
)
def test_wrong_command_line_is_a_usage_error_in_json_too(
    cli: Cli, arguments: tuple[str, ...]
) -> None:
    code, out, err = cli(*arguments, "--json")
    assert code == ExitCode.USAGE == 2
    assert _problem(out)["code"] == "usage_invalid"
    assert err.startswith("Error:")


def test_error_without_json_leaves_standard_output_empty(cli: Cli) -> None:
    code, out, err = cli("status", "--data", "/no/such/folder")
    assert code == ExitCode.ERROR == 1
    assert out == ""
    assert "There is no shop in the folder /no/such/folder." in err
    assert "Fix:" in err


def test_folder_without_a_shop_is_not_created(cli: Cli, tmp_path: Path) -> None:
    code, out, _ = cli("search", "x", "--data", tmp_path / "typo", "--json")
    assert code == 1
    assert _problem(out)["field"] == "data"
    assert not (tmp_path / "typo").exists()


def test_sample_writes_every_file(cli: Cli, tmp_path: Path) -> None:
    code, out, _ = cli("sample", tmp_path / "shop", "--json")
    assert code == 0
    listed = {Path(file["path"]).name for file in json.loads(out)["files"]}
    assert listed == {path.name for path in (tmp_path / "shop").iterdir()}


def test_models_list_of_an_empty_folder_is_empty(cli: Cli, tmp_path: Path) -> None:
    code, out, _ = cli("models", "list", "--models-dir", tmp_path, "--json")
    assert code == 0
    assert json.loads(out)["models"] == []


def test_serving_without_an_encoder_names_the_command_that_builds_it(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOPGUIDE_MODELS_DIR", str(tmp_path / "models"))
    code, _, err = cli("serve", "--data", tmp_path / "shop", "--port", "0")
    assert code == 1
    assert "shopguide models build" in err


def test_help_of_every_command_is_shown(cli: Cli) -> None:
    for command in ("serve", "upload", "search", "recommend", "answer", "event", "status"):
        code, out, _ = cli(command, "--help")
        assert code == 0
        assert "Usage: shopguide" in out
