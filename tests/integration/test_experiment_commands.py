"""`shopguide experiment` and `shopguide report`: from a definitions file to a verdict."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from functions.shop_api.app import app
from infra.local.cli import run
from infra.local.client import ShopClient
from infra.local.experiments import experiments_router
from infra.local.experiments_client import LocalExperiments, RemoteExperiments
from infra.local.in_process import InProcessTransport
from infra.local.output import ExitCode
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.bootstrap import Container

Cli = Callable[..., tuple[int, dict[str, Any]]]
DEFINITIONS = [
    {
        "name": "更多样",
        "scene": "home",
        "variants": [
            {"name": "A", "share": 0.5},
            {"name": "B", "share": 0.5, "overrides": {"diversity": 0.9}},
        ],
    }
]
CONTENT = json.dumps(DEFINITIONS, ensure_ascii=False).encode()

http = TestClient(app)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "experiments.json"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Cli:
    def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        code = run([*map(str, arguments), "--data", str(tmp_path / "shop"), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def _recommended(shopper: str) -> dict[str, Any]:
    answer = http.get("/v1/recommendations", params={"shopper_id": shopper, "limit": 3})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _report_events(shopper: str, shown: dict[str, Any]) -> None:
    products = [hit["product"]["product_id"] for hit in shown["hits"]]
    base = {"shopper_id": shopper, "ranking_id": shown["ranking_id"]}
    paid = {"product_id": products[0], "value": 20, "currency": "USD"}
    events = [
        {**base, "event_name": "view_item_list", "product_ids": products, "scene": "home"},
        {**base, "event_name": "view_item", "product_id": products[0]},
        {**base, **paid, "event_name": "purchase"},
    ]
    for number, event in enumerate(events):
        event["event_id"] = f"{shopper}-{number}"
    answer = http.post("/v1/events", json={"events": events})
    assert answer.json()["accepted"] == len(events), answer.text


def test_what_shoppers_are_recommended_and_do_comes_back_in_the_reports(
    container: Container,
) -> None:
    shop = LocalExperiments(container)
    assert shop.publish(CONTENT)["outcome"] == "published"
    for number in range(12):
        shown = _recommended(f"shopper-{number}")
        assert shown["experiments"]["更多样"] in ("A", "B")
        _report_events(f"shopper-{number}", shown)
    report = shop.report("更多样")
    assert sum(each["shoppers"] for each in report["variants"]) == 12
    assert all(each["metrics"]["conversion_rate"]["value"] == 1 for each in report["variants"])
    assert report["verdicts"][0]["verdict"] == "keep_waiting"
    assert report["verdicts"][0]["text"]["zh"].startswith("请继续等待")
    exposure = shop.exposure(7)
    assert (exposure["products"], exposure["lists"], exposure["places"]) == (8, 12, 36)
    assert 0 < exposure["coverage"] <= 1
    assert sum(each["exposure"] for each in exposure["brands"]) == pytest.approx(1)
    assert exposure["plots"]["shop"].startswith("<svg")


def test_an_app_without_a_shopper_takes_part_in_nothing(container: Container) -> None:
    LocalExperiments(container).publish(CONTENT)
    assert http.get("/v1/recommendations").json()["experiments"] == {}


def test_a_file_is_checked_without_a_shop(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    assert run(["experiment", "check", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "valid"
    assert not (tmp_path / "shop").exists()


def test_commands_tell_what_they_did(cli: Cli, file: Path, tmp_path: Path) -> None:
    code, first = cli("experiment", "publish", file, "--why", "first")
    assert (code, first["outcome"]) == (0, "published")
    code, listed = cli("experiment", "list")
    assert listed["experiments"][0]["name"] == "更多样"
    assert listed["is_live"]
    file.write_text("[]")
    cli("experiment", "publish", file)
    assert cli("experiment", "rollback")[1]["version"] == first["version"]
    assert [each["number"] for each in cli("experiment", "history")[1]["revisions"]] == [3, 2, 1]
    plot = tmp_path / "plot.svg"
    code, report = cli("experiment", "report", "更多样", "--svg", plot)
    assert (code, report["verdicts"][0]["verdict"]) == (0, "no_shoppers")
    assert plot.read_text().startswith("<svg")
    code, exposure = cli("report", "exposure", "--svg", plot)
    assert (code, exposure["products"], exposure["gini"]) == (0, 0, 0)


def test_a_wrong_file_is_refused_with_its_lines(cli: Cli, file: Path) -> None:
    file.write_bytes(CONTENT.replace(b'"diversity"', b'"diversty"'))
    code, document = cli("experiment", "publish", file)
    assert (code, document["outcome"]) == (ExitCode.IMPORT_FAILED, "refused")
    assert document["problems"][0]["fix"].startswith("Did you mean 'diversity'?")


def test_an_unknown_experiment_is_told_with_those_there_are(cli: Cli, file: Path) -> None:
    cli("experiment", "publish", file)
    code, problem = cli("experiment", "report", "none")
    assert (code, problem["code"]) == (ExitCode.ERROR, "not_found")
    assert "更多样" in problem["fix"]


def test_tables_show_what_json_does(
    capsys: pytest.CaptureFixture[str], file: Path, tmp_path: Path
) -> None:
    for arguments in (
        ("experiment", "publish", str(file)),
        ("experiment", "list"),
        ("experiment", "history"),
        ("experiment", "report", "更多样"),
        ("report", "exposure", "--days", "7"),
    ):
        assert run([*arguments, "--data", str(tmp_path / "shop")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for text in ("Published: experiments", "diversity=0.9", "尚无结论", "No list was reported"):
        assert text in told


@pytest.fixture
def remote(container: Container) -> Iterator[RemoteExperiments]:
    server = create_app(
        "test",
        [experiments_router(lambda: container)],
        identify=everybody,
        streamed_paths=["/local/experiments"],
    )
    with httpx.Client(transport=InProcessTransport(server), base_url="http://test") as client:
        yield RemoteExperiments(ShopClient(client, "test"))


def test_a_server_answers_as_a_folder_does(remote: RemoteExperiments, container: Container) -> None:
    here = LocalExperiments(container)
    first = remote.publish(CONTENT, by="ann", note="双十一", expected_version=None)
    assert first["outcome"] == "published"
    remote.publish(b"[]", by="", note="", expected_version=str(first["version"]))
    assert remote.rollback("", by="", note="")["version"] == first["version"]
    assert remote.history(2) == here.history(2)
    assert remote.experiments("") == here.experiments("")
    assert remote.report("更多样") == json.loads(json.dumps(here.report("更多样")))
    assert remote.exposure(30) == json.loads(json.dumps(here.exposure(30)))


def test_a_search_goes_on_to_its_next_page_in_the_same_variant(container: Container) -> None:
    variants = [
        {"name": "A", "share": 0.5},
        {"name": "B", "share": 0.5, "overrides": {"collapse": False}},
    ]
    searching = [{"name": "variants-apart", "scene": "search", "variants": variants}]
    LocalExperiments(container).publish(json.dumps(searching).encode())
    met = set()
    for number in range(8):
        asked = {"q": "headphones", "shopper_id": f"shopper-{number}", "limit": 1}
        first = http.get("/v1/search", params=asked).json()
        answer = http.get("/v1/search", params={**asked, "cursor": first["next_cursor"]})
        assert answer.status_code == 200, answer.text
        second = answer.json()
        assert second["experiments"] == first["experiments"]
        assert second["ranking_id"] != first["ranking_id"]
        assert second["hits"][0]["product"] != first["hits"][0]["product"]
        met.add(first["experiments"]["variants-apart"])
    assert met == {"A", "B"}
    assert http.get("/v1/search", params={"q": "headphones"}).json()["experiments"] == {}
