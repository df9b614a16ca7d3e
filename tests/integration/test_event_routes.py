"""Events over HTTP: what they may say, what is refused, and what the next request shows."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.testclient import TestClient

from functions.shop_api.app import app
from shopguide.bootstrap import Container
from shopguide.domain.dismissal import MAX_DISMISSALS, dismissal_key
from shopguide.domain.impression import MAX_SHOWN
from shopguide.domain.interaction import InteractionKind
from shopguide.domain.record_key import JOURNAL_SHARDS, journal_partition
from shopguide.ports.record_table import Put

client = TestClient(app, raise_server_exceptions=True)

VIEW = {"event_id": "e1", "event_name": "view_item", "shopper_id": "s", "product_id": "HP-1"}
LIST = {
    "event_id": "i1",
    "event_name": "view_item_list",
    "shopper_id": "s",
    "product_ids": ["HP-2", "SP-1", "HP-2"],
}

Event = Mapping[str, Any]


def send(*events: Event) -> dict[str, Any]:
    answer = client.post("/v1/events", json={"events": list(events)})
    assert answer.status_code == 200, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def journal(container: Container) -> dict[str, dict[str, Any]]:
    """What the journal says of today, by event id."""
    day = container.clock.now().date().isoformat()
    lines = [
        dict(line)
        for shard in range(JOURNAL_SHARDS)
        for _, line in container.records.query(journal_partition(day, shard))
    ]
    return {str(line["event_id"]): line for line in lines}


def recommended(shopper_id: str = "s", limit: int = 20) -> list[str]:
    parameters = {"shopper_id": shopper_id, "limit": limit, "in_stock": "false"}
    answer = client.get("/v1/recommendations", params=parameters)
    assert answer.status_code == 200, answer.text
    return [hit["product"]["product_id"] for hit in answer.json()["hits"]]


def test_everything_that_is_said_of_a_purchase_reaches_the_journal(container: Container) -> None:
    context = {"device": "tablet", "hour": 23, "country": "cn"}
    more = {"ranking_id": "r1", "value": 0.1 + 0.2, "currency": "CNY", "context": context}
    assert send({**VIEW, "event_name": "purchase", **more})["accepted"] == 1
    line = journal(container)["e1"]
    assert (line["value"], line["currency"], line["ranking_id"]) == (0.3, "CNY", "r1")
    assert (line["device"], line["hour"], line["country"]) == ("tablet", 23, "CN")


def test_impression_reaches_the_journal_in_its_order_and_no_history(container: Container) -> None:
    assert send({**LIST, "scene": "home", "ranking_id": "r1"})["accepted"] == 1
    line = journal(container)["i1"]
    assert (line["type"], line["product_ids"]) == ("impression", ["HP-2", "SP-1"])
    assert {"HP-2", "SP-1"} <= set(recommended())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": 5}, "currency"),
        ({"currency": "EUR"}, "value"),
        ({"value": 5, "currency": "euro"}, "currency"),
        ({"value": 5, "currency": "XXX"}, "currency"),
        ({"value": -0.01, "currency": "EUR"}, "value"),
        ({"value": "1e400", "currency": "EUR"}, "value"),
        ({"value": "NaN", "currency": "EUR"}, "value"),
        ({"value": "five", "currency": "EUR"}, "value"),
        ({"value": 1_000_000_001, "currency": "EUR"}, "value"),
        ({"value": [5], "currency": "EUR"}, "value"),
        ({"context": {"hour": 24}}, "context.hour"),
        ({"context": {"device": "fridge"}}, "context.device"),
        ({"context": {"country": "Germany"}}, "context.country"),
        ({"context": {"town": "Berlin"}}, "context.town"),
        ({"context": "mobile"}, "context"),
        ({"product_ids": ["HP-1"]}, "product_ids"),
        ({"scene": "home"}, "scene"),
        ({"ranking_id": "x" * 129}, "ranking_id"),
        ({"event_name": "view_item_list"}, "product_id"),
        ({"event_name": "view_item_list", "product_id": None}, "product_ids"),
    ],
    ids=str,
)
def test_wrong_member_costs_its_event_and_no_other(
    container: Container, change: Event, field: str
) -> None:
    receipt = send({**VIEW, **change}, {**VIEW, "event_id": "e2"})
    assert receipt["accepted"] == 1
    [rejected] = receipt["rejected"]
    assert (rejected["index"], rejected["code"]) == (0, "invalid_event")
    assert rejected["field"] == field
    assert rejected["fix"]
    assert set(journal(container)) == {"e2"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"product_ids": []}, "product_ids"),
        ({"product_ids": [f"p{n}" for n in range(MAX_SHOWN + 1)]}, "product_ids"),
        ({"product_ids": ["a", "b\x00"]}, "product_ids.1"),
        ({"product_ids": "HP-1"}, "product_ids"),
        ({"value": 5, "currency": "EUR"}, "value"),
        ({"scene": "attic"}, "scene"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_wrong_impression_is_refused(container: Container, change: Event, field: str) -> None:
    [rejected] = send({**LIST, **change})["rejected"]
    assert (rejected["code"], rejected["field"]) == ("invalid_event", field)


@pytest.mark.parametrize("amount", ["59.90", 59.9, 59, "5.99e1"])
def test_amount_may_be_a_number_or_the_text_of_one(container: Container, amount: object) -> None:
    assert send({**VIEW, "value": amount, "currency": "EUR"})["accepted"] == 1
    assert Decimal(str(journal(container)["e1"]["value"])) in (Decimal("59.9"), Decimal("59"))


def test_unknown_shopper_and_product_and_deleted_ones_are_accepted(container: Container) -> None:
    send({**VIEW, "shopper_id": "新会话", "product_id": "never-was"})
    send({**VIEW, "event_id": "e2", "shopper_id": "新会话", "product_id": "HP-1"})
    names = recommended("新会话")
    assert names
    assert not {"never-was", "HP-1"} & set(names)


def test_events_out_of_order_make_the_same_history(container: Container) -> None:
    now = container.clock.now()
    times = [(now - timedelta(minutes=n)).isoformat() for n in range(3)]
    products = ["HP-1", "CH-1", "SP-1"]
    for shopper_id, order in (("a", (0, 1, 2)), ("b", (2, 0, 1))):
        for n in order:
            event = {"event_id": f"{shopper_id}{n}", "shopper_id": shopper_id}
            send({**VIEW, **event, "product_id": products[n], "timestamp": times[n]})
    assert recommended("a") == recommended("b")


@pytest.mark.parametrize(
    ("id_length", "status", "code"), [(5, 400, "invalid_body"), (64, 413, "body_too_large")]
)
def test_batch_of_10_000_events_is_refused_whole(
    container: Container, id_length: int, status: int, code: str
) -> None:
    many = [{**VIEW, "event_id": f"{n:0{id_length}d}"} for n in range(10_000)]
    answer = client.post("/v1/events", json={"events": many})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "at most 500" in answer.json()["fix"] or status == 413
    assert journal(container) == {}


def test_id_that_was_used_for_another_event_changes_nothing(container: Container) -> None:
    send(VIEW)
    other = {**VIEW, "shopper_id": "another", "product_id": "CH-1", "event_name": "purchase"}
    assert send(other) == {"accepted": 0, "duplicates": 1, "rejected": []}
    assert journal(container)["e1"]["shopper_id"] == "s"


def test_busy_program_changes_nothing_for_others(container: Container) -> None:
    send({**VIEW, "event_id": "mine"})
    before = recommended("s"), recommended("stranger")
    for start in range(0, 3_000, 500):
        numbers = range(start, start + 500)
        receipt = send(
            *({**VIEW, "event_id": f"b{n}", "shopper_id": "bot", "product_id": f"x{n % 7}"}
              for n in numbers)
        )  # fmt: skip
        assert receipt["accepted"] == 500
    container.clock.advance(60)  # type: ignore[attr-defined]
    assert (recommended("s"), recommended("stranger")) == before


@pytest.mark.parametrize("kind", [kind for kind in InteractionKind if kind != "dismiss"])
def test_dismissed_product_is_gone_at_once_and_comes_back_when_taken_back(
    container: Container, kind: InteractionKind
) -> None:
    send(VIEW)
    assert "HP-2" in recommended()
    send({**VIEW, "event_id": "d1", "event_name": "dismiss", "product_id": "HP-2"})
    assert "HP-2" not in recommended()
    assert "HP-2" in recommended("another")
    taken_back = client.delete("/v1/shoppers/s/dismissals/HP-2").json()
    assert taken_back == {"shopper_id": "s", "product_id": "HP-2", "dismissed": False}
    assert "HP-2" in recommended()
    send({**VIEW, "event_id": "d2", "event_name": "dismiss", "product_id": "HP-2"})
    send({**VIEW, "event_id": "b1", "event_name": kind.value, "product_id": "HP-2"})
    container.clock.advance(500 * 86_400)  # type: ignore[attr-defined]
    assert "HP-1" in recommended()  # the history is forgotten
    assert "HP-2" not in recommended()


def test_dismissals_are_listed_and_bounded(container: Container) -> None:
    container.records.write_groups(
        [[Put(dismissal_key("s", f"p{n:04d}"), {})] for n in range(MAX_DISMISSALS)]
    )
    [rejected] = send({**VIEW, "event_name": "dismiss"})["rejected"]
    assert (rejected["code"], rejected["field"]) == ("too_many_dismissals", "product_id")
    listed = client.get("/v1/shoppers/s/dismissals").json()
    assert len(listed["product_ids"]) == MAX_DISMISSALS


def test_interests_are_declared_cleaned_and_forgotten(container: Container) -> None:
    path = "/v1/shoppers/会话/interests"
    assert client.get(path).json() == {"shopper_id": "会话", "interests": []}
    said = ["跑步", " Wireless  Headphones ", "wireless headphones", "　", "ＵＳＢ"]
    kept = ["跑步", "Wireless Headphones", "USB"]
    assert client.put(path, json={"interests": said}).json()["interests"] == kept
    assert client.get(path).json()["interests"] == kept
    assert client.put(path, json={"interests": ["茶"]}).json()["interests"] == ["茶"]
    assert client.delete(path).json()["interests"] == []
    assert client.get(path).json()["interests"] == []


def test_interests_are_kept_as_long_as_histories(container: Container) -> None:
    path = "/v1/shoppers/s/interests"
    client.put(path, json={"interests": ["tea"]})
    container.clock.advance(401 * 86_400)  # type: ignore[attr-defined]
    assert client.get(path).json()["interests"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "interests"),
        ({"interests": "tea"}, "interests"),
        ({"interests": [7]}, "interests.0"),
        ({"interests": ["x" * 101]}, "interests.0"),
        ({"interests": [""]}, "interests.0"),
        ({"interests": ["tea"] * 21}, "interests"),
        ({"interests": ["tea"], "weight": 1}, "weight"),
    ],
    ids=str,
)
def test_wrong_interests_are_refused(container: Container, body: Event, field: str) -> None:
    answer = client.put("/v1/shoppers/s/interests", json=body)
    assert (answer.status_code, answer.json()["field"]) == (400, field)
    assert client.get("/v1/shoppers/s/interests").json()["interests"] == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda: client.get("/v1/shoppers/a%00b/interests"),
        lambda: client.get("/v1/shoppers/" + "x" * 129 + "/dismissals"),
        lambda: client.delete("/v1/shoppers/s/dismissals/" + "x" * 129),
        lambda: client.delete("/v1/shoppers/s/interests?really=yes"),
    ],
)
def test_id_that_can_be_none_is_refused(container: Container, ask: Callable[[], Any]) -> None:
    answer = ask()
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")
