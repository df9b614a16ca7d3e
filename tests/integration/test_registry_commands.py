"""`shopguide models list | show | publish | rollback` and `reindex` of an empty shop."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.domain.bundle import BundleKind
from tests.unit.registry.conftest import write_small_bundle

Cli = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOPGUIDE_MODELS_DIR", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def cli(models: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command with ``--json``; its exit code, its document, what it said beside it."""

    def call(*arguments: str | Path) -> tuple[int, dict[str, Any], str]:
        code = run([*map(str, arguments), "--json"])
        captured = capsys.readouterr()
        return code, json.loads(captured.out), captured.err

    return call


def test_publish_roll_back_and_look(cli: Cli, tmp_path: Path, models: Path) -> None:
    old, new = (write_small_bundle(tmp_path, weights) for weights in ("1", "2"))
    code, first, _ = cli("models", "publish", old, "--why", "first")
    assert (code, first["before"], first["files_stored"]) == (0, None, 2)
    assert cli("models", "publish", new)[1]["before"] == first["version"]
    _, listed, _ = cli("models", "list")
    assert [one["is_current"] for one in listed["models"]] == [True]
    assert len(cli("models", "list", "--all")[1]["models"]) == 2
    assert cli("models", "rollback", "encoder", "e5")[1]["version"] == first["version"]
    _, shown, _ = cli("models", "show", "encoder", "e5")
    assert [event["action"] for event in shown["history"]] == ["publish", "publish", "rollback"]
    assert shown["history"][0]["why"] == "first"
    assert shown["history"][0]["by"]
    assert (models / "encoder/e5/current").read_text().strip() == first["version"]


def test_stored_bundle_is_listed_and_not_in_use(
    cli: Cli, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = (write_small_bundle(tmp_path, weights) for weights in ("1", "2"))
    first = cli("models", "publish", old)[1]["version"]
    stored = cli("models", "publish", new, "--keep-current")[1]
    assert (stored["before"], stored["in_use"], stored["next_steps"]) == (first, first, [])
    listed = cli("models", "list", "--all")[1]["models"]
    assert {one["version"]: one["is_current"] for one in listed} == {
        first: True,
        stored["version"]: False,
    }
    assert run(["models", "publish", str(new), "--keep-current"]) == 0
    assert f"in use stays {first}" in capsys.readouterr().out
    code, problem, _ = cli("reindex", "--encoder", "e5", "--data", tmp_path / "shop")
    assert (code, problem["code"]) == (ExitCode.ERROR, "invalid_parameter")


def test_output_says_when_a_server_uses_it(cli: Cli, tmp_path: Path) -> None:
    encoder = cli("models", "publish", write_small_bundle(tmp_path, "1"))[1]["next_steps"]
    assert "shopguide reindex" in encoder[0]
    assert "set it to e5" in encoder[1]
    folder = write_small_bundle(tmp_path, "2", kind=BundleKind.RERANKER, name="order")
    assert "next start" in cli("models", "publish", folder)[1]["next_steps"][0]
    folder = write_small_bundle(tmp_path, "3", kind=BundleKind.RECOMMENDER, name="mine")
    recommender = cli("models", "publish", folder)[1]["next_steps"]
    assert "shopguide signals build" in recommender[0]
    assert "SHOPGUIDE_RECOMMENDER" in recommender[1]


def test_folder_of_versions_stands_for_the_current_one(cli: Cli, tmp_path: Path) -> None:
    bundle = write_small_bundle(tmp_path, "1")
    cli("models", "publish", bundle, "--models-dir", tmp_path / "elsewhere")
    code, document, _ = cli("models", "publish", tmp_path / "elsewhere/encoder/e5")
    assert (code, document["name"], document["before"]) == (0, "e5", None)


def test_bundle_below_its_gate_stays_unpublished(cli: Cli, tmp_path: Path, models: Path) -> None:
    folder = write_small_bundle(tmp_path, "1", metrics={"P@1": 0.7})
    code, problem, err = cli("models", "publish", folder, "--gate", "P@1>=0.75")
    assert (code, problem["code"]) == (ExitCode.ERROR, "bundle_below_gate")
    assert "0.7" in err
    assert cli("models", "list")[1]["models"] == []
    assert cli("models", "publish", folder, "--gate", "P@1>0.7")[1]["code"] == "invalid_parameter"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("publish", "/no/such/folder"), "usage_invalid"),
        (("publish", "."), "bundle_missing"),
        (("rollback", "encoder", "nobody"), "bundle_missing"),
        (("rollback", "toaster", "e5"), "usage_invalid"),
        (("rollback", "encoder", "../up"), "invalid_parameter"),
        (("show", "encoder", "nobody"), "bundle_missing"),
    ],
)
def test_wrong_request_is_a_problem_in_json(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    exit_code, problem, _ = cli("models", *arguments)
    assert exit_code != 0
    assert problem["code"] == code


def test_tables_show_what_is_broken(
    cli: Cli, tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = cli("models", "publish", write_small_bundle(tmp_path, "1"))[1]["version"]
    (models / "encoder/e5" / version / "bundle.json").write_text("{")
    assert run(["models", "list"]) == 0
    out = capsys.readouterr().out
    assert "broken" in out
    assert "it is not JSON" in out
