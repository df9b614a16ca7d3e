"""`shopguide moderation` against a server."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from functions.assistant_api.app import router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from shopguide.domain.moderation import CaseReason, CaseStatus
from shopguide.domain.record_key import cases_since_key
from tests.integration.served import served

Cli = Callable[..., tuple[int, str]]


@pytest.fixture
def url(container: Container) -> Iterator[str]:
    """A server over a shop in memory."""
    assert container
    with served(router) as address:
        yield address


@pytest.fixture
def cli(url: str, capsys: pytest.CaptureFixture[str]) -> Cli:
    def call(*arguments: str) -> tuple[int, str]:
        code = run(["moderation", *arguments, "--url", url])
        return code, capsys.readouterr().out

    return call


@pytest.fixture
def case_id(container: Container) -> str:
    return container.cases.open("这款耳机多重？", "zh", "耳机-1", CaseReason.ABSTAINED)


def test_case_is_listed_answered_reopened_rejected_and_deleted(cli: Cli, case_id: str) -> None:
    def ask(*arguments: str) -> dict[str, Any]:
        code, text = cli(*arguments, "--json")
        assert code == ExitCode.OK, text
        return dict(json.loads(text))

    listed = ask("list", "--product", "耳机-1", "--reason", "abstained", "--most-asked")
    assert [case["case_id"] for case in listed["cases"]] == [case_id]
    assert ask("show", case_id)["closest_now"]
    answered = ask("answer", case_id, "重 250 克。", "--by", "小明")
    assert (answered["verified_by"], answered["in_use"]) == ("小明", True)
    assert ask("sync")["verified"] == 1
    assert ask("reopen", case_id)["in_use"] is False
    assert ask("reject", case_id, "没有数据")["note"] == "没有数据"
    assert ask("list", "--status", "rejected", "--limit", "1")["next_cursor"] is None
    assert ask("report")["cases"] == {"open": 0, "answered": 0, "rejected": 1}
    assert ask("delete", case_id, "--yes")["case_id"] == case_id
    assert ask("list", "--status", "rejected")["cases"] == []


def test_tables_show_what_people_need_to_answer(cli: Cli, case_id: str) -> None:
    assert f" {case_id[:12]} " in cli("list")[1]
    shown = cli("show", case_id)[1]
    assert "Question: 这款耳机多重？" in shown
    assert "Closest now" in shown
    assert (
        "Verified (小明, in use): 重 250 克。"
        in cli("answer", case_id, "重 250 克。", "--by", "小明")[1]
    )
    assert "Median time to answer" in cli("report")[1]
    assert "There are no such cases." in cli("list")[1]


def test_late_decision_names_who_was_faster(
    cli: Cli, case_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cli("answer", case_id, "重 250 克。", "--by", "小明")
    code, text = cli("reject", case_id, "没有数据", "--json")
    assert code == ExitCode.ERROR
    assert json.loads(text)["detail"].startswith("小明 answered this case at")
    assert cli("show", "nobody")[0] == ExitCode.ERROR
    assert capsys.readouterr().out == ""


def test_beginning_of_an_id_stands_for_it(cli: Cli, case_id: str) -> None:
    code, text = cli("answer", case_id[:6], "重 250 克。", "--json")
    assert (code, json.loads(text)["case_id"]) == (ExitCode.OK, case_id)
    assert json.loads(cli("show", case_id[:4], "--json")[1])["status"] == "answered"
    assert json.loads(cli("delete", case_id[:12], "--yes", "--json")[1])["case_id"] == case_id


@pytest.mark.parametrize("given", ["abc", "abcd", "A" * 31])
def test_beginning_of_no_id_is_not_found(cli: Cli, case_id: str, given: str) -> None:
    assert not case_id.startswith(given)
    code, text = cli("reject", given, "why", "--json")
    assert (code, json.loads(text)["code"]) == (ExitCode.ERROR, "case_not_found")


def test_beginning_of_several_ids_is_refused_with_their_names(
    cli: Cli, container: Container
) -> None:
    ids = [f"abcd{place:028x}" for place in range(7)]
    for each in ids:
        place = cases_since_key(CaseStatus.REJECTED, "2026-01-01", each)
        container.records.put(place, {"case_id": each, "reason": "abstained"})
    code, text = cli("show", "abcd", "--json")
    problem = json.loads(text)
    assert (code, problem["code"], problem["field"]) == (1, "invalid_parameter", "case_id")
    assert all(each in problem["detail"] for each in ids[:5])
    assert "more characters" in problem["fix"]
