"""The same shop with `SHOPGUIDE_ACCESS=sessions`: who may reach what, and being forgotten."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from infra.local.cli import run
from infra.local.client import TIMEOUT, ShopClient
from infra.local.demo.transcript import Transcript
from infra.local.output import CommandError, Document
from infra.local.sample_shop.catalogue import sample_products
from infra.local.server_process import ServerProcess

ACCESS = ("env", "SHOPGUIDE_ACCESS=sessions")


def guard(data: Path, transcript: Transcript) -> None:
    """Two shoppers and an operator, before one server that asks who they are."""
    key_file = data.parent / "operator.key"
    made = ["access", "add-key", "--name", "demo", "--scope", "operator"]
    code = run([*made, "--to", str(key_file), "--data", str(data)])
    transcript.check(code == 0, "there is a key for an operator, in a file of its own")
    with ServerProcess(data, within=ACCESS) as server:
        anyone = _caller(server.url)
        with anyone as stranger:
            transcript.check(
                bool(stranger.get("/v1/search", q="keyboard")["hits"]), "anyone may search"
            )
            _refused(
                lambda: stranger.get("/v1/catalog/versions"),
                "operators_only",
                "the catalogue's versions are not for anyone",
                transcript,
            )
            anna, ben = (stranger.post("/v1/sessions", {}) for _ in range(2))
        _keep_apart(server.url, anna, ben, transcript)
        with _caller(server.url, key_file.read_text().strip()) as operator:
            versions = operator.get("/v1/catalog/versions")["versions"]
            transcript.check(bool(versions), "an operator with the key sees them")


def _keep_apart(url: str, anna: Document, ben: Document, transcript: Transcript) -> None:
    """What Anna did is Anna's alone, and gone once she asks."""
    who = anna["shopper_id"]
    with _caller(url, anna["session_token"]) as shop:
        receipt = shop.post("/v1/events", {"events": [_view(who)]})
        transcript.check(receipt["accepted"] == 1, f"a session of {who} reports what it viewed")
        before = shop.get("/v1/recommendations", shopper_id=who)
        transcript.check(before["strategy"] in ("blend", "profile"), "and is recommended by it")
        with _caller(url, ben["session_token"]) as other:
            _refused(
                lambda: other.get("/v1/recommendations", shopper_id=who),
                "not_your_shopper",
                "another session does not learn it",
                transcript,
            )
        erased = shop.send("DELETE", f"/v1/shoppers/{who}")
        transcript.say(f"Forgotten; journal and lake are clean by {erased['complete_by'][:10]}.")
        after = shop.get("/v1/recommendations", shopper_id=who)
        transcript.check(
            after["strategy"] not in ("blend", "profile"), "who was forgotten is a stranger"
        )


def _view(shopper_id: str) -> dict[str, Any]:
    product_id = next(iter(sample_products())).product_id
    event = {"event_id": f"demo-{shopper_id}", "event_name": "view_item"}
    return {**event, "shopper_id": shopper_id, "product_id": product_id}


def _refused(ask: Callable[[], Document], code: str, what: str, transcript: Transcript) -> None:
    try:
        ask()
    except CommandError as error:
        told = error.document["code"]
    else:
        told = "answered"
    transcript.check(told == code, f"{what}: {code}")


@contextmanager
def _caller(url: str, credential: str = "") -> Iterator[ShopClient]:
    headers = {"Authorization": f"Bearer {credential}"} if credential else {}
    with httpx.Client(base_url=url, timeout=TIMEOUT, headers=headers) as http:
        yield ShopClient(http, url)
