"""Conversations over HTTP, beside search and recommendations that share their state."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from functions.assistant_api.app import router as assistant
from functions.shop_api.app import router as shop
from infra.local.in_process import InProcessTransport
from shopguide.api.application import create_app
from shopguide.api.caller import everybody
from shopguide.api.schemas.conversation import TurnResponse
from shopguide.bootstrap import Container
from shopguide.chat.conversations import Conversation
from shopguide.chat.state import ConversationState
from shopguide.chat.turn import TurnIntent, TurnReply


@pytest.fixture
def http(container: Container) -> Iterator[httpx.Client]:
    assert container  # the shop that the routes speak to
    app = create_app("test", [shop, assistant], identify=everybody)
    with httpx.Client(transport=InProcessTransport(app), base_url="http://test") as client:
        yield client


def begin(http: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = http.post("/v1/conversations", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def path_of(begun: dict[str, Any]) -> str:
    return f"/v1/conversations/{begun['conversation_id']}"


def test_conversation_begins_with_what_is_said(http: httpx.Client) -> None:
    begun = begin(http, text="headphones", shopper_id="anna")
    assert begun["reply"]["cards"]
    assert begun["revision"] == 1
    assert begun["state"] == begun["reply"]["state"]
    assert begun["state"]["shown"] == [
        card["product"]["product_id"] for card in begun["reply"]["cards"]
    ]


def test_turns_are_read_back_by_their_shopper_alone(http: httpx.Client) -> None:
    path = path_of(begin(http, text="headphones", shopper_id="anna"))
    assert http.post(f"{path}/turns", json={"text": "hello", "shopper_id": "anna"}).is_success
    found = http.get(path, params={"shopper_id": "anna"}).json()
    assert [turn["said"] for turn in found["turns"]] == ["headphones", "hello"]
    for stranger in ({}, {"shopper_id": "bert"}):
        for answer in (
            http.get(path, params=stranger),
            http.get(f"{path}/state", params=stranger),
            http.delete(path, params=stranger),
            http.patch(f"{path}/state", json=stranger),
            http.post(f"{path}/turns", json={"text": "hello", **stranger}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "conversation_not_found")


def test_shopper_takes_constraints_away(http: httpx.Client) -> None:
    path = path_of(begin(http, text="headphones")) + "/state"
    changed = http.patch(
        path, json={"constraints": {"price_max": 100, "brand": ["Auralis"]}}
    ).json()
    assert changed["state"]["constraints"]["price_max"] == 100
    kept = http.get(path).json()
    assert kept["state"] == changed["state"]
    cleared = http.patch(path, json={"constraints": None, "revision": kept["revision"]}).json()
    assert cleared["state"]["constraints"]["brand"] == []
    assert cleared["state"]["need"] == changed["state"]["need"]
    late = http.patch(path, json={"need": "a chair", "revision": kept["revision"]})
    assert (late.status_code, late.json()["code"]) == (409, "conversation_changed")


def test_shopper_changes_measures_and_clears_what_was_asked(http: httpx.Client) -> None:
    path = path_of(begin(http, text="headphones")) + "/state"
    light = {"concept": "weight", "family": "mass", "above": None, "below": 300.0}
    asked = {"measures": [light], "inquiry": "how heavy is it?"}
    changed = http.patch(path, json=asked).json()["state"]
    assert (changed["measures"], changed["inquiry"]) == ([light], "how heavy is it?")
    cleared = http.patch(path, json={"measures": None, "inquiry": None}).json()["state"]
    assert (cleared["measures"], cleared["inquiry"]) == ([], "")


def test_choices_are_shown_in_words_and_sent_back_as_the_index_has_them() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    begun = Conversation("0" * 32, "", ConversationState(), 1, now, now)
    reply = TurnReply(
        "您想要什么颜色？", TurnIntent.SEARCH, begun.state, choices={"橙色": "orange"}
    )
    assert TurnResponse.of(begun, reply, 1.0).model_dump()["choices"] == [
        {"value": "orange", "shown": "橙色"}
    ]


def test_search_and_recommendations_keep_to_the_conversation_and_tell_it_what_they_show(
    http: httpx.Client,
) -> None:
    begun = begin(http, shopper_id="anna")
    whose = {"shopper_id": "anna", "conversation_id": begun["conversation_id"]}
    path = path_of(begun) + "/state"
    http.patch(path, json={"constraints": {"price_max": 100}, "shopper_id": "anna"})
    found = http.get("/v1/search", params={"q": "wireless headphones", **whose}).json()
    assert found["hits"]
    assert all(float(hit["product"]["current_price"]["amount"]) <= 100 for hit in found["hits"])
    state = http.get(path, params={"shopper_id": "anna"}).json()["state"]
    assert state["shown"] == [hit["product"]["product_id"] for hit in found["hits"]]
    http.patch(path, json={"rejected": [state["shown"][0]], "shopper_id": "anna"})
    recommended = http.get("/v1/recommendations", params=whose).json()
    ids = [hit["product"]["product_id"] for hit in recommended["hits"]]
    assert ids
    assert state["shown"][0] not in ids
    assert http.get(path, params={"shopper_id": "anna"}).json()["state"]["shown"] == ids[:10]
    stranger = {"q": "headphones", "conversation_id": begun["conversation_id"]}
    assert http.get("/v1/search", params=stranger).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 20_000}, "text"),
        ({"text": "hello", "mood": "good"}, "mood"),
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": "hello", "shopper_id": ""}, "shopper_id"),
    ],
)
def test_turn_that_cannot_be_used_names_the_field_and_changes_nothing(
    http: httpx.Client, body: dict[str, Any], field: str
) -> None:
    path = path_of(begin(http))
    answer = http.post(f"{path}/turns", json=body)
    assert answer.status_code == 400
    assert answer.json()["field"] == field
    assert http.get(path).json()["turns"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"sort": "best"},
        {"turn": 5},
        {"shown": ["x"] * 11},
        {"constraints": {"price_min": 5, "price_max": 1}},
        {"constraints": {"colour": [""]}},
        {"revision": -1},
        {"language": "fr"},
        {"measures": [{"concept": "weight"}]},
        {"measures": [{"concept": "weight", "family": "mass", "below": -1}]},
    ],
)
def test_state_takes_no_nonsense(http: httpx.Client, change: dict[str, Any]) -> None:
    path = path_of(begin(http)) + "/state"
    assert http.patch(path, json=change).status_code == 400
    assert http.get(path).json()["revision"] == 0


def test_largest_state_that_can_be_sent_is_stored(http: httpx.Client) -> None:
    def words(most: int, length: int) -> list[str]:
        return ["🎧" * (length - 3) + f"{number:03d}" for number in range(most)]

    state = {
        "need": "🎧" * 512,
        "constraints": {name: words(50, 300) for name in ("brand", "category", "colour", "size")},
        "without": words(20, 200),
        "shown": words(10, 128),
        "rejected": words(60, 128),
        "asked": words(20, 200),
    }
    path = path_of(begin(http)) + "/state"
    changed = http.patch(path, json=state)
    assert changed.status_code == 200, changed.text[:300]
    assert http.get(path).json()["state"] == changed.json()["state"]
    more = http.patch(path, json={"rejected": words(61, 128)})
    assert (more.status_code, more.json()["field"]) == (400, "rejected")


def test_first_turn_that_cannot_be_used_leaves_no_conversation(
    http: httpx.Client, container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shopguide.chat.conversations.secrets.token_hex", lambda _: "named")
    assert http.post("/v1/conversations", json={"text": " "}).json()["field"] == "text"
    assert list(container.records.query("conversation#named")) == []


def test_nothing_is_left_of_an_ended_conversation(http: httpx.Client) -> None:
    path = path_of(begin(http, text="headphones"))
    assert http.delete(path).json()["ended"]
    assert http.get(path).status_code == 404


def test_cards_are_short_and_what_was_just_done_is_not_proposed(http: httpx.Client) -> None:
    begun = begin(http, text="headphones")
    assert "Compare the first two" in begun["reply"]["suggestions"]
    card = begun["reply"]["cards"][0]["product"]
    assert {"title", "current_price", "in_stock", "image_link"} <= card.keys()
    assert not {"description", "attributes"} & card.keys()
    compared = http.post(path_of(begun) + "/turns", json={"text": "Compare the first two"}).json()
    assert compared["intent"] == "compare"
    assert "Compare the first two" not in compared["suggestions"]


def test_a_person_is_proposed_where_the_data_does_not_say_and_not_once_more(
    http: httpx.Client,
) -> None:
    begun = begin(http, text="Who designed the lighthouse of Alexandria?")
    assert begun["reply"]["answer"]["abstained"]
    assert "I want to talk to a person" in begun["reply"]["suggestions"]
    handed = http.post(
        path_of(begun) + "/turns", json={"text": "I want to talk to a person"}
    ).json()
    assert handed["intent"] == "hand_over"
    assert "I want to talk to a person" not in handed["suggestions"]
