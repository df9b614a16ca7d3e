"""Comparisons and copy over HTTP and the command line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.assistant_api.app import app, router
from infra.local.cli import run
from infra.local.output import ExitCode
from shopguide.bootstrap import Container
from tests.integration.served import served

client = TestClient(app)


def compare(*ids: str, **asked: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post("/v1/compare", json={"product_ids": list(ids), **asked})
    body: dict[str, Any] = answer.json()
    return answer.status_code, body


def draft_of(product_id: str = "HP-2", **asked: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/products/{product_id}/copy", json={"kind": "bullets", **asked})
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_comparison_has_rows_and_cited_sentences(container: Container) -> None:
    status, body = compare("HP-1", "HP-2", need="under $100")
    assert status == 200
    rows = {row["name"]: row for row in body["rows"]}
    assert rows["price"]["best"] == [1]
    assert rows["color"]["cells"] == [
        {"value": None, "passage_id": None},
        {"value": "black", "passage_id": "HP-2/color"},
    ]
    assert body["pick"] == "HP-2"
    assert body["summary"][0]["passages"][0]["passage_id"] == "HP-1/price"


@pytest.mark.parametrize(
    ("ids", "status", "field"),
    [
        (["HP-1"], 400, "product_ids"),
        (["HP-1", "HP-1"], 400, "product_ids"),
        (["HP-1", "HP-2", "HP-3", "SP-1", "CH-1", "CH-2"], 400, "product_ids"),
        (["HP-1", "NO"], 404, "product_ids"),
    ],
)
def test_wrong_products_are_named_with_the_fix(
    container: Container, ids: list[str], status: int, field: str
) -> None:
    answered, problem = compare(*ids)
    assert (answered, problem["field"]) == (status, field)
    assert problem["fix"]


@pytest.mark.parametrize("body", [{}, {"product_ids": "HP-1"}, {"product_ids": [1, 2]}, []])
def test_bodies_that_are_no_comparison_are_refused(container: Container, body: object) -> None:
    assert client.post("/v1/compare", json=body).status_code == 400


def test_need_and_language_have_limits(container: Container) -> None:
    assert compare("HP-1", "HP-2", need="x" * 501)[1]["field"] == "need"
    assert compare("HP-1", "HP-2", language="fr")[1]["field"] == "language"


def test_draft_is_approved_and_then_read(container: Container) -> None:
    draft = draft_of()
    path = f"/v1/copy/{draft['draft_id']}"
    assert client.get("/v1/products/HP-2/copy").json()["copies"] == []
    approved = client.post(f"{path}/approve", json={"by": "Mei"}).json()
    assert approved["status"] == "approved"
    [copy] = client.get("/v1/products/HP-2/copy", params={"kind": "bullets"}).json()["copies"]
    assert copy["texts"] == draft["texts"]
    assert client.post(f"{path}/reject", json={}).json()["code"] == "draft_decided"
    assert [each["draft_id"] for each in client.get("/v1/copy").json()["drafts"]] == [
        draft["draft_id"]
    ]


def test_draft_of_a_product_that_is_gone_is_stale(container: Container) -> None:
    draft = draft_of()
    container.index.delete("products", ["HP-2"])
    assert client.get(f"/v1/copy/{draft['draft_id']}").json()["stale"]
    refused = client.post(f"/v1/copy/{draft['draft_id']}/approve", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "draft_stale")
    assert refused.json()["fix"]


@pytest.mark.parametrize(
    "asked",
    [{"kind": "poem"}, {"tone": "rude"}, {"length": "endless"}, {"language": "fr"},
     {"persona": "x" * 301}, {"persona": "x", "shopper_id": "s"}, {"more": 1}],
)  # fmt: skip
def test_wrong_requests_for_copy_name_the_member(
    container: Container, asked: dict[str, Any]
) -> None:
    answer = client.post("/v1/products/HP-2/copy", json={"kind": "title", **asked})
    assert answer.status_code == 400
    assert answer.json()["field"] in asked


def test_unknown_products_and_drafts_are_not_found(container: Container) -> None:
    assert client.post("/v1/products/NO/copy", json={"kind": "ad"}).status_code == 404
    assert client.get("/v1/products/NO/copy").status_code == 404
    assert client.get("/v1/copy/none").json()["code"] == "draft_not_found"


@pytest.fixture
def url(container: Container) -> Iterator[str]:
    """The assistant's routes, served on this machine."""
    assert container is not None
    with served(router) as address:
        yield address


def test_command_shows_what_differs_and_what_is_best(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["compare", "HP-1", "HP-2", "--need", "under $100", "--url", url]
    assert run(arguments) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "* Price" in shown
    assert "59.00 USD +" in shown
    assert "Pick: HP-2" in shown


def test_commands_write_list_and_approve_a_draft(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["copy", "HP-2", "--tone", "friendly", "--url", url, "--json"]) == ExitCode.OK
    draft = json.loads(capsys.readouterr().out)
    assert run(["copies", "list", "--url", url]) == ExitCode.OK
    short = draft["draft_id"][:12]
    assert short in capsys.readouterr().out
    assert run(["copies", "show", short, "--url", url]) == ExitCode.OK
    assert draft["texts"][0] in capsys.readouterr().out
    assert run(["copies", "approve", short, "--by", "Mei", "--url", url]) == ExitCode.OK
    assert "approved" in capsys.readouterr().out
    assert run(["copies", "reject", draft["draft_id"], "--url", url]) == ExitCode.ERROR
