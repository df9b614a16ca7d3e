"""A dependency does not answer the assistant: it answers without, or says so and loses nothing."""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from functions.assistant_api.app import router as assistant
from functions.shop_api.app import router as shop_router
from shopguide import bootstrap
from shopguide.answer.service import AnswerService
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from tests.integration.unsteady_shop import Outage, UnsteadyShop

CATALOGUE = "id,title,brand,price,description,color,weight,product_type\n" + "".join(
    f"p{n},Kettle number {n} steel,Maker{n % 2},{5 + n} USD,It boils water in {n + 2} minutes.,"
    f"{'black' if n % 2 else 'white'},{800 + n} g,Kitchen > Kettles\n"
    for n in range(12)
)
REVIEWS = "id,product_id,text,rating,date\n" + "".join(
    f"r{n},p{n % 3},{'It is very quiet.' if n % 2 else 'The lid broke.'},{2 + n % 2 * 3},2025-01-01"
    "\n"
    for n in range(12)
)
FOR_EVER = 10**9
client = TestClient(
    create_app("test", [assistant, shop_router], identify=everybody), raise_server_exceptions=False
)

Request = tuple[str, str, dict[str, Any] | None]
READS: Mapping[str, Request] = {
    "fact": ("POST", "/v1/answers", {"question": "How heavy is it?", "product_id": "p1"}),
    "opinion": (
        "POST",
        "/v1/answers",
        {"question": "What do people think of it?", "product_id": "p0"},
    ),
    "compare": ("POST", "/v1/compare", {"product_ids": ["p0", "p1"], "need": "quiet"}),
    "insights": ("GET", "/v1/products/p0/insights", None),
}
WRITES: Mapping[str, Request] = {
    "feedback": ("POST", "/v1/answers/{answer}/feedback", {"rating": "down", "shopper_id": "s"}),
    "answer a case": ("POST", "/v1/moderation/cases/{case}/answer", {"text": "No.", "by": "Mei"}),
    "reject a case": ("POST", "/v1/moderation/cases/{case}/reject", {"reason": "Silly."}),
    "delete a case": ("DELETE", "/v1/moderation/cases/{case}", None),
    "approve copy": ("POST", "/v1/copy/{draft}/approve", {"by": "Mei"}),
    "turn": ("POST", "/v1/conversations/{conversation}/turns", {"text": "black"}),
    "edit": ("PATCH", "/v1/conversations/{conversation}/state", {"need": "tea"}),
    "end": ("DELETE", "/v1/conversations/{conversation}", None),
}


class _Shop:
    """Some reviewed kettles, a case, a draft and a conversation; one port fails in `outage`."""

    def __init__(self, folder: Path, failing: str, outage: Outage) -> None:
        self._outage, self._begins, self._ends = outage, outage.begins, outage.ends
        outage.begins = outage.ends = FOR_EVER
        self.shop = UnsteadyShop(folder, failing, outage)
        for kind, content in (("products", CATALOGUE), ("reviews", REVIEWS)):
            self.shop.upload(kind, content)
            self.shop.work()
        here = self.shop.here
        bootstrap.install(here)
        here.__dict__["answer"] = AnswerService(
            here.index, here.encoder, lambda: None, here.clock, 2.0, cases=here.cases,
            kept=here.answers_kept,
        )  # fmt: skip
        asked = self.ask(("POST", "/v1/answers", {"question": "Can it fly?", "product_id": "p0"}))
        begun = self.ask(("POST", "/v1/conversations", {"text": "kettle"}))
        draft = self.ask(("POST", "/v1/products/p0/copy", {"kind": "title"}))
        self._names = {
            "answer": asked.json()["answer_id"],
            "case": asked.json()["case_id"],
            "conversation": begun.json()["conversation_id"],
            "draft": draft.json()["draft_id"],
        }

    def ask(self, request: Request) -> httpx.Response:
        """One exchange over HTTP."""
        method, path, body = request
        named = re.sub(r"\{(\w+)\}", lambda match: self._names[match[1]], path)
        return client.request(method, named, json=body)

    def ask_in_outage(self, request: Request) -> httpx.Response:
        """The same while the port fails, which is counted from here on."""
        self._outage.calls, self._outage.begins, self._outage.ends = 0, self._begins, self._ends
        with self.shop.outage():
            return self.ask(request)

    def state(self) -> str:
        """What everybody can see, without names and times that differ from run to run."""
        paths = (
            "/v1/moderation/cases", "/v1/moderation/cases?status=answered",
            "/v1/moderation/cases?status=rejected", "/v1/products/p0/copy", "/v1/copy",
            "/v1/conversations/{conversation}",
        )  # fmt: skip
        text = json.dumps([self.ask(("GET", path, None)).json() for path in paths])
        text = re.sub(r"[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+", "", text)
        return re.sub(r'"asked": \d', "", text)  # a turn or an answer sent again is asked again


Make = Callable[[str, Outage], _Shop]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    logging.disable(logging.CRITICAL)
    yield lambda failing, outage: _Shop(tmp_path, failing, outage)
    logging.disable(logging.NOTSET)
    bootstrap.install(None)


@pytest.mark.parametrize("name", READS)
def test_what_the_index_says_is_told_while_the_records_do_not_answer(make: Make, name: str) -> None:
    counting = Outage()
    answer = make("records", counting).ask_in_outage(READS[name])
    assert counting.calls, "the records are asked for something"
    for begins in range(counting.calls):
        for ends in (begins + 1, FOR_EVER):
            without = make("records", Outage(begins, ends)).ask_in_outage(READS[name])
            assert without.status_code == 200, without.text
            for said in ("text", "rows", "aspects"):
                assert without.json().get(said) == answer.json().get(said)


@pytest.mark.parametrize("name", READS)
def test_without_the_index_callers_are_asked_to_come_again(make: Make, name: str) -> None:
    answer = make("index", Outage(0)).ask_in_outage(READS[name])
    assert (answer.status_code, answer.json()["code"]) == (503, "index_unavailable")
    assert answer.headers["Retry-After"]
    assert answer.json()["fix"]


@pytest.mark.parametrize("failing", ["records", "index"])
@pytest.mark.parametrize("name", WRITES)
def test_what_was_refused_is_done_when_it_is_sent_again(
    make: Make, name: str, failing: str
) -> None:
    request, counting = WRITES[name], Outage()
    clean = make(failing, counting)
    expected = clean.ask_in_outage(request)
    assert expected.status_code == 200, expected.text
    state = clean.state()
    for begins in range(counting.calls):
        shop = make(failing, Outage(begins, begins + 1))
        answer = shop.ask_in_outage(request)
        if answer.status_code != 200:
            assert answer.status_code == 503, answer.text
            assert answer.headers["Retry-After"]
            assert shop.ask(request).status_code == 200
        elif name == "turn":  # what it could not look up is a note, and the turn is kept
            continue
        assert shop.state() == state, (begins, answer.text)


def test_person_is_asked_for_without_the_index(make: Make) -> None:
    request = ("POST", "/v1/conversations/{conversation}/turns", {"text": "talk to a person"})
    reply = make("index", Outage(0)).ask_in_outage(request).json()
    assert (reply["intent"], reply["notes"]) == ("hand_over", [])
    assert reply["case_id"]
