"""`shopguide catalog` against a server: check, look, approve, go back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.catalog_import.app import lambda_handler as import_file
from functions.catalog_index.app import lambda_handler as index_batch
from functions.shop_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from infra.local.uploads import local_router
from infra.local.workers import QueueWorker
from shopguide.adapters.memory.queue import InMemoryWorkQueue
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.adapters.system.clock import SystemClock
from shopguide.bootstrap import Container
from tests.integration.served import served

Cli = Callable[..., tuple[int, dict[str, Any]]]
HEADER = "id,title,price\n"


def products(*numbers: int, price: str = "5 USD") -> str:
    return HEADER + "".join(f"p{number},Product {number},{price}\n" for number in numbers)


@pytest.fixture
def url(empty_container: Container) -> Iterator[str]:
    """A server over a shop in memory, with its workers."""
    clock = SystemClock()
    empty_container.__dict__.update(
        clock=clock,
        records=InMemoryRecordTable(clock),
        index_queue=InMemoryWorkQueue(clock),
        import_queue=InMemoryWorkQueue(clock),
    )
    workers = [
        QueueWorker("import", empty_container.import_queue, import_file, lambda _: "?"),
        QueueWorker("index", empty_container.index_queue, index_batch, lambda _: "?"),
    ]
    with served(router, local_router(lambda: empty_container)) as address:
        for worker in workers:
            worker.start()
        yield address
        for worker in workers:
            worker.ask_to_stop()
            worker.join(10)


@pytest.fixture
def cli(url: str, capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, arguments), "--url", url, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to_file(text: str, name: str = "shop.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def test_check_upload_approve_and_roll_back(
    cli: Cli, write: Callable[..., Path], empty_container: Container
) -> None:
    full = write(products(*range(10)))
    assert cli("upload", full, "--kind", "products")[0] == ExitCode.OK
    small = write(products(0, price="6 USD"))

    code, checked = cli("catalog", "check", small, "--kind", "products")
    assert code == ExitCode.HELD
    assert checked["import"]["status"] == "checked"
    assert checked["import"]["holds"] == ["too_many_removed"]
    assert checked["report"]["changes"]["changed_price"][0]["row_id"] == "p0"
    assert [each.key for each in empty_container.objects.list("catalog/check/")] == []

    code, held = cli("upload", small, "--kind", "products")
    assert (code, held["status"]) == (ExitCode.HELD, "held")
    assert held["counts"] == checked["import"]["counts"]
    assert f"shopguide catalog approve {held['import_id']}" in held["problem"]

    code, problem = cli("catalog", "approve", held["import_id"])
    assert (code, problem["fix"]) == (ExitCode.USAGE, "Add --yes to go ahead.")
    code, approved = cli("catalog", "approve", held["import_id"], "--yes")
    assert (code, approved["status"]) == (ExitCode.OK, "published")
    assert approved["approved"] == ["too_many_removed"]
    code, again = cli("catalog", "approve", held["import_id"], "--yes")
    assert (code, again["catalogue_version"]) == (ExitCode.OK, 2)

    code, rolled_back = cli("catalog", "rollback", "--yes")
    assert (code, rolled_back["version"], rolled_back["live"]) == (ExitCode.OK, 1, 2)
    [part] = rolled_back["imports"]
    assert (part["status"], part["restores"], part["catalogue_version"]) == ("published", 1, 3)
    assert cli("status")[1]["counts"]["products"] == 10

    versions = cli("catalog", "versions")[1]["versions"]
    assert [each["version"] for each in versions] == [3, 2, 1]
    listed = cli("catalog", "imports")[1]["imports"]
    assert [each["status"] for each in listed] == ["published", "published", "checked", "published"]
    shown = cli("catalog", "show", held["import_id"])[1]
    assert shown["report"]["counts"]["removed"] == 9


def test_check_goes_by_a_mapping_and_leaves_it_nowhere(
    cli: Cli, write: Callable[..., Path], empty_container: Container
) -> None:
    file = write("Nr,Was,Preis\n1,Stuhl,5 EUR\n", "german.csv")
    columns = {"columns": {"id": "Nr", "title": "Was", "price": "Preis"}}
    mapping = write(json.dumps(columns), "mapping.json")
    code, checked = cli("catalog", "check", file, "--kind", "products", "--mapping", mapping)
    assert (code, checked["import"]["counts"]["added"]) == (ExitCode.OK, 1)
    assert [each.key for each in empty_container.objects.list("catalog/")] == []


def test_a_file_that_cannot_be_imported_has_its_exit_code(
    cli: Cli, write: Callable[..., Path]
) -> None:
    code, checked = cli("catalog", "check", write("title\nChair\n"), "--kind", "products")
    assert (code, checked["import"]["status"]) == (ExitCode.IMPORT_FAILED, "failed")
    assert checked["import"]["problem_code"] == "missing_column"


def test_what_cannot_be_done_is_told_as_the_server_tells_it(
    cli: Cli, write: Callable[..., Path]
) -> None:
    code, problem = cli("catalog", "rollback", "--yes")
    assert (code, problem["code"]) == (ExitCode.ERROR, "conflict")
    assert cli("catalog", "show", "0123456789abcdef")[1]["code"] == "import_not_found"
    _, record = cli("upload", write(products(1)), "--kind", "products")
    code, problem = cli("catalog", "approve", record["import_id"], "--yes")
    assert (code, problem["code"], problem["field"]) == (ExitCode.ERROR, "conflict", "import_id")
    code, problem = cli("catalog", "rollback", "9", "--yes")
    assert (problem["code"], problem["field"]) == ("not_found", "version")
    assert cli("catalog", "redrive")[1]["imports"]["dead"] == 0


def test_tables_say_what_the_json_says(
    url: str, write: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    def table(*arguments: str) -> str:
        assert run([*arguments, "--url", url]) in (ExitCode.OK, ExitCode.HELD)
        return " ".join(capsys.readouterr().out.split())

    path = str(write(products(*range(10))))
    assert "Nothing was imported yet" in table("catalog", "versions")
    table("upload", path, "--kind", "products")
    small = str(write(products(0) + "x,,1 USD\n"))
    told = table("catalog", "check", small, "--kind", "products")
    for words in ("would be held", "A required value is missing", "Gone, for instance: p"):
        assert words in told
    assert "It is live." in table("catalog", "versions")
    assert "published" in table("catalog", "imports")
