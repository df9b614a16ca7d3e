"""`shopguide signals`: from reported events to live signals, on a folder and on a server."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.local import connection
from infra.local.cli import run
from infra.local.client import ShopClient
from infra.local.in_process import InProcessTransport
from infra.local.one_machine import OneMachineShop
from infra.local.signals.builds import BuildState
from shopguide.bootstrap import Container
from shopguide.domain.record_key import LIVE_SIGNALS, SIGNALS_BUILD
from tests.e2e.hashing_shop import hashing_shop

Cli = Callable[..., tuple[int, dict[str, Any]]]
Shop = tuple[OneMachineShop, Container]
CSV = "shopper_id,product_id,kind,occurred_at\n" + "".join(
    f"s{shopper},p{product},view_item,2026-01-01T10:0{product}:00Z\n"
    for shopper in range(6)
    for product in range(4)
)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with real stores, open as a server holds it."""
    with hashing_shop(tmp_path / "shop") as (opened, container):
        yield opened, container


@pytest.fixture
def cli(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Cli]:
    """Commands with --json that reach the open shop, as with --url."""
    transport = InProcessTransport(shop[0].application())
    with httpx.Client(transport=transport, base_url="http://shop") as http:
        client = ShopClient(http, "http://shop")
        monkeypatch.setattr(connection.httpx, "Client", lambda **_: _Opened(http))
        assert client.get("/local/signals/builds/last")["state"] == "none"

        def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
            code = run(["signals", *map(str, arguments), "--url", "http://shop", "--json"])
            return code, json.loads(capsys.readouterr().out)

        yield call


class _Opened:
    """A client that somebody else closes."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def __enter__(self) -> httpx.Client:
        return self._http

    def __exit__(self, *_: object) -> None:
        pass


def report_events(shop: Shop) -> None:
    now = shop[1].clock.now().isoformat()
    events = [
        {
            "event_id": f"{shopper}-{product}",
            "shopper_id": f"买家-{shopper}",
            "event_name": "view_item",
            "product_id": f"产品-{product}",
            "timestamp": now,
        }
        for shopper in range(5)
        for product in range(4)
    ]
    transport = InProcessTransport(shop[0].application())
    with httpx.Client(transport=transport, base_url="http://shop") as http:
        assert http.post("/v1/events", json={"events": events}).status_code < 300


def test_without_interactions_nothing_is_built_and_that_is_no_error(cli: Cli, shop: Shop) -> None:
    code, built = cli("build")
    assert (code, built["outcome"]) == (0, "nothing")
    assert "There are no interactions yet" in built["notes"][0]
    assert shop[1].records.get(LIVE_SIGNALS) is None
    assert cli("list")[1] == {"versions": [], "live": None}


def test_file_of_other_columns_is_an_error_and_not_a_shop_without_interactions(
    cli: Cli, tmp_path: Path
) -> None:
    pytest.importorskip("duckdb")
    file = tmp_path / "events.jsonl"
    event = {"event_name": "view_item", "shopper_id": "s", "product_id": "p"}
    file.write_text(json.dumps({**event, "timestamp": "2026-06-01T12:00:00Z"}) + "\n")
    code, problem = cli("build", "--interactions", file)
    assert (code, problem["code"]) == (1, "invalid_parameter")
    assert "occurred_at" in problem["fix"]
    assert "shopguide events FILE" in problem["fix"]


def test_what_was_reported_is_built_shown_and_gone_back_from(
    cli: Cli, shop: Shop, tmp_path: Path
) -> None:
    pytest.importorskip("duckdb")
    report_events(shop)
    code, built = cli("build")
    assert (code, built["outcome"], built["batch"]["interactions"]) == (0, "published", 20)
    live = shop[1].signals_reader.live()
    assert live is not None
    assert shop[1].signals_reader.neighbours(live, ["产品-0"])["产品-0"].count == 5
    assert cli("show")[1]["told"]["interactions"] == 20
    weights = tmp_path / "weights.json"
    weights.write_text('{"weights": {"followed": 2.0}, "clicks": 0.0, "source": "tuned"}')
    code, other = cli("build", "--interactions", _file(tmp_path), "--also", weights)
    assert (code, other["outcome"], other["batch"]["interactions"]) == (0, "published", 24)
    assert other["live"]["weights"]["source"] == "tuned"
    states = {each["version"]: each["state"] for each in cli("list")[1]["versions"]}
    assert sorted(states.values()) == ["live", "previous"]
    assert cli("rollback")[1]["live"]["version"] == built["version"]
    health = httpx.Client(
        transport=InProcessTransport(shop[0].application()), base_url="http://shop"
    )
    with health as http:
        assert http.get("/v1/health").json()["signals"]["version"] == built["version"]


def test_a_batch_that_fails_is_told_and_seen_in_the_health_of_the_shop(
    cli: Cli, shop: Shop, tmp_path: Path
) -> None:
    pytest.importorskip("duckdb")
    shop[1].objects.put("lake/day=2026-01-01/part-00.jsonl.gz", b"no gzip")
    code, problem = cli("build")
    assert (code, problem["code"]) == (1, "signals_build_failed")
    assert problem["fix"]
    record = shop[1].records.get(SIGNALS_BUILD)
    assert record is not None
    assert (record["state"], record["code"]) == ("failed", "signals_build_failed")
    status = shop[1].status.status()
    assert ("signals", "signals_build_failed") in [(one.part, one.code) for one in status.problems]
    shop[1].objects.delete("lake/day=2026-01-01/part-00.jsonl.gz")
    assert cli("build")[0] == 0
    assert "signals" not in [one.part for one in shop[1].status.status().problems]


def test_wrong_options_are_refused_before_anything_is_done(cli: Cli, tmp_path: Path) -> None:
    file = _file(tmp_path)
    assert cli("build", "--interactions", file, "--lake", tmp_path)[0] == 2
    assert cli("build", "--also", file)[0] == 2
    assert cli("show")[1]["code"] == "invalid_parameter"
    assert cli("show", "none")[1]["code"] == "signals_not_found"
    assert cli("rollback")[1]["code"] == "signals_not_found"
    assert cli("show", "../x")[0] == 1


def test_one_build_at_a_time(shop: Shop) -> None:
    builds = shop[0]._signals
    builds._progress = type(builds.progress)(1, BuildState.RUNNING)
    transport = InProcessTransport(shop[0].application())
    with httpx.Client(transport=transport, base_url="http://shop") as http:
        answer = http.post("/local/signals/builds", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def _file(folder: Path) -> Path:
    path = folder / "interactions.csv"
    path.write_text(CSV)
    return path
