"""`shopguide event`: one interaction, with all that can be said of it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from functions.shop_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from shopguide.domain.record_key import JOURNAL_SHARDS, journal_partition
from tests.integration.served import served

Cli = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def cli(container: Container, capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    with served(router) as url:

        def call(*arguments: str) -> tuple[int, dict[str, Any]]:
            code = run(["event", "--shopper", "s", *arguments, "--url", url, "--json"])
            return code, json.loads(capsys.readouterr().out)

        yield call


def lines(container: Container) -> list[dict[str, Any]]:
    day = container.clock.now().date().isoformat()
    partitions = [journal_partition(day, shard) for shard in range(JOURNAL_SHARDS)]
    return [dict(line) for each in partitions for _, line in container.records.query(each)]


def test_purchase_is_reported_with_its_ranking_and_value(container: Container, cli: Cli) -> None:
    said = ("--ranking", "r1", "--value", "129.00", "--currency", "USD")
    code, receipt = cli("--product", "HP-1", "--name", "purchase", *said)
    assert (code, receipt["accepted"]) == (ExitCode.OK, 1)
    [line] = lines(container)
    assert (line["kind"], line["ranking_id"]) == ("purchase", "r1")
    assert (line["value"], line["currency"]) == (129.0, "USD")


def test_product_is_turned_down(container: Container, cli: Cli) -> None:
    code, _ = cli("--product", "耳机-1", "--name", "dismiss")
    assert code == ExitCode.OK
    assert container.dismissals.of("s") == ["耳机-1"]


def test_refused_event_names_what_is_wrong_and_the_fix(container: Container, cli: Cli) -> None:
    code, problem = cli("--product", "HP-1", "--value", "5", "--currency", "euro")
    assert (code, problem["code"]) == (ExitCode.ERROR, "invalid_event")
    assert "ISO 4217" in problem["detail"]
    assert lines(container) == []
