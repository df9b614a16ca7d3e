"""`shopguide events`: a file of events, sent in batches, each line judged by itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.shop_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from tests.integration.served import served

Send = Callable[[Path], tuple[int, dict[str, Any]]]


@pytest.fixture
def send(container: Container, capsys: pytest.CaptureFixture[str]) -> Iterator[Send]:
    with served(router) as url:

        def call(file: Path) -> tuple[int, dict[str, Any]]:
            code = run(["events", str(file), "--url", url, "--json"])
            return code, json.loads(capsys.readouterr().out)

        yield call


def _line(number: int, **more: object) -> str:
    event = {"event_id": f"e{number}", "event_name": "view_item", "shopper_id": "顾客"}
    return json.dumps({**event, "product_id": "HP-1", **more}, ensure_ascii=False)


def test_file_longer_than_a_batch_is_reported_whole_and_counts_once(
    send: Send, tmp_path: Path
) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text("".join(_line(n) + "\n" for n in range(1001)), encoding="utf-8-sig")
    counts = {"lines": 1001, "accepted": 1001, "duplicates": 0, "rejected": 0, "rejections": []}
    assert send(file) == (ExitCode.OK, counts)
    code, again = send(file)
    assert (code, again["accepted"], again["duplicates"]) == (ExitCode.OK, 0, 1001)


def test_rejected_lines_are_told_by_their_numbers(send: Send, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    lines = [_line(1), "", "not json", _line(2, event_name="bought"), _line(3)]
    file.write_text("\n".join(lines), encoding="utf-8")
    code, told = send(file)
    assert (code, told["lines"], told["accepted"], told["rejected"]) == (ExitCode.OK, 4, 2, 2)
    assert [each["line"] for each in told["rejections"]] == [3, 4]
    assert "event_name" in told["rejections"][1]["detail"]


def test_file_without_a_single_event_is_an_error(send: Send, tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text("id,title\nHP-1,Headphones\n", encoding="utf-8")
    code, told = send(file)
    assert (code, told["rejected"]) == (ExitCode.ERROR, 2)
