"""`shopguide rules`, `synonyms` and `canaries`: on a folder, and on a server."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import merchandising_client
from infra.local.cli import run
from infra.local.client import ShopClient
from infra.local.in_process import InProcessTransport
from infra.local.merchandising import merchandising_router
from infra.local.output import ExitCode
from shopguide.adapters.folder.lock import DataFolderLock
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.bootstrap import Container
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.text.merchandising.file_text import MAX_FILE_BYTES
from shopguide.text.merchandising.rules_file import check_rules_file
from shopguide.text.merchandising.synonyms_file import check_synonyms_file

Cli = Callable[..., tuple[int, dict[str, Any]]]
PAGE = (Path(__file__).parents[2] / "docs/merchandising.md").read_text(encoding="utf-8")
GOOD, OTHER = "action,product_id\nhide,A\n", "动作,商品编号\n隐藏,B\n"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, arguments), "--data", str(tmp_path / "shop"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def to_file(text: str) -> Path:
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def test_publishes_shows_and_rolls_back(cli: Cli, write: Callable[[str], Path]) -> None:
    code, first = cli("rules", "publish", write(GOOD), "--why", "first")
    assert (code, first["outcome"], first["before"]) == (0, "published", None)
    code, second = cli("rules", "publish", write(OTHER), "--expect", first["version"])
    assert (code, second["changes"]["counts"]) == (0, {"added": 1, "removed": 1, "changed": 0})
    code, shown = cli("rules", "show")
    assert (code, shown["is_live"], shown["entries"]) == (0, True, ["hide B for every search"])
    assert cli("rules", "rollback")[1]["version"] == first["version"]
    assert cli("rules", "show", second["version"])[1]["is_live"] is False
    code, history = cli("rules", "history", "--limit", "2")
    assert [it["action"] for it in history["revisions"]] == ["rollback", "publish"]


def test_synonyms_have_the_same_commands(cli: Cli, write: Callable[[str], Path]) -> None:
    assert cli("synonyms", "publish", write("a = b\nc => d\n"))[1]["entries"] == 2
    assert cli("synonyms", "show")[1]["entries"] == ["a = b", "c => d"]


def test_canaries_have_the_same_commands(cli: Cli, write: Callable[[str], Path]) -> None:
    published = cli("canaries", "publish", write("query,product_id\nshoes,A1\n"))[1]
    assert (published["outcome"], published["entries"]) == ("published", 1)
    wider = cli("canaries", "publish", write("查询词,商品编号,前几名\nshoes,A1,20\n"))[1]
    assert wider["changes"]["added"] == ['"shoes" finds A1 within 20']
    assert wider["changes"]["removed"] == ['"shoes" finds A1 within 10']
    assert cli("canaries", "rollback")[1]["version"] == published["version"]
    code, document = cli("canaries", "check", write("query,product_id\n,A1\n"))
    assert (code, document["problems"][0]["line"]) == (ExitCode.IMPORT_FAILED, 2)


def test_a_file_with_errors_has_its_own_exit_code(cli: Cli, write: Callable[[str], Path]) -> None:
    bad = write("action,product_id\nhied,A\n")
    for command in ("check", "publish"):
        code, document = cli("rules", command, bad)
        assert (code, document["outcome"]) == (ExitCode.IMPORT_FAILED, "refused")
        assert document["problems"][0]["line"] == 2
    assert cli("rules", "history")[1]["revisions"] == []


def test_a_conflict_names_the_way_out(cli: Cli, write: Callable[[str], Path]) -> None:
    cli("rules", "publish", write(GOOD))
    code, problem = cli("rules", "publish", write(OTHER), "--expect", "0000")
    assert (code, problem["code"]) == (ExitCode.ERROR, "conflict")
    assert "rules show" in problem["fix"]


def test_a_check_needs_no_shop_and_works_beside_a_server(
    cli: Cli, write: Callable[[str], Path], tmp_path: Path
) -> None:
    assert cli("rules", "check", write(GOOD))[1]["outcome"] == "valid"
    assert not (tmp_path / "shop").exists()
    cli("rules", "publish", write(GOOD))
    with DataFolderLock(tmp_path / "shop", "http://127.0.0.1:1"):
        assert cli("rules", "check", write(GOOD))[1]["outcome"] == "valid"
        code, problem = cli("rules", "publish", write(OTHER))
    assert (code, problem["code"]) == (ExitCode.ERROR, "data_folder_in_use")


def test_tables_tell_problems_and_changes(
    capsys: pytest.CaptureFixture[str], write: Callable[[str], Path], tmp_path: Path
) -> None:
    for arguments in (
        ("rules", "publish", str(write("action,product_id,position\nhide,[A],3\n"))),
        ("rules", "history"),
        ("rules", "show"),
    ):
        assert run([*arguments, "--data", str(tmp_path / "shop")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for text in ("Only a pin has a", "+ hide [A] for every search", "Published: rules", "in use"):
        assert text in told


@pytest.fixture
def remote(empty_container: Container) -> Iterator[merchandising_client.RemoteMerchandising]:
    app = create_app(
        "test",
        [merchandising_router(lambda: empty_container)],
        identify=everybody,
        streamed_paths=["/local/merchandising/"],
    )
    with httpx.Client(transport=InProcessTransport(app), base_url="http://test") as http:
        yield merchandising_client.RemoteMerchandising(ShopClient(http, "test"))


def test_a_server_answers_as_a_folder_does(
    remote: merchandising_client.RemoteMerchandising, empty_container: Container
) -> None:
    kind = MerchandisingKind.RULES
    here = merchandising_client.LocalMerchandising(empty_container.merchandising)
    assert remote.check(kind, GOOD.encode()) == here.check(kind, GOOD.encode())
    first = remote.publish(kind, GOOD.encode(), by="ann", note="双十一")
    remote.publish(kind, OTHER.encode(), expected_version=str(first["version"]))
    assert remote.show(kind) == here.show(kind)
    assert remote.show(kind, str(first["version"]))["entries"] == ["hide A for every search"]
    assert remote.rollback(kind)["outcome"] == "rolled_back"
    assert remote.history(kind, 2) == here.history(kind, 2)
    assert here.history(kind)["revisions"][-1]["by"] == "ann"


def test_a_file_that_is_too_long_is_refused_by_a_server(
    remote: merchandising_client.RemoteMerchandising,
) -> None:
    document = remote.publish(MerchandisingKind.SYNONYMS, b"#" * (MAX_FILE_BYTES + 2))
    assert document["outcome"] == "refused"
    assert "bytes" in document["problems"][0]["reason"]


def test_the_examples_of_the_documentation_have_no_problem() -> None:
    blocks = re.findall(r"```(csv|text)\n(.+?)```", PAGE, re.DOTALL)
    assert [language for language, _ in blocks] == ["csv", "csv", "text"]
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for language, text in blocks:
        check = check_synonyms_file(text.encode()) if language == "text" else None
        checked = check or check_rules_file(text.encode(), now)
        assert checked.problems == (), text
