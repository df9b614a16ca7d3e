"""What is asked of functions: requests to the APIs and batches for the indexer."""

import csv
import json
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

from infra.local.sqs_event import sqs_event
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.ports.work_queue import QueueMessage
from tests.benchmarks.on_lambda.packages import ROOT

Event: TypeAlias = dict[str, Any]

_EVENTS = ROOT / "tests/events"
_QUERIES = (
    "无线耳机 降噪",
    "保温杯",
    "人体工学 办公椅",
    "蓝牙音箱",
    "跑步鞋",
    "wireless headphones",
)
_QUESTIONS = 12
"""How many of the sample shop's questions are asked, over and over."""
_WRITTEN = ("How fast", "What warranty")
"""In English, which the generator writes, and not answered by a field of the product."""
_SHOPPERS = 20
_VIEWS = 6


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of request.

    Attributes:
        name: As the table calls it.
        function: Logical id of the function that answers it.
        event: Makes the next event, another one each time.
        check: Whether an answer is one that is meant to be measured.
        warm: How many follow the first in one container.
        variables: Settings that differ from the template's.
    """

    name: str
    function: str
    event: Callable[[], Event]
    check: Callable[[Any], bool]
    warm: int
    variables: Mapping[str, str]


def http_cases(sample: Path) -> list[Case]:
    """Search, recommendations, and answers with and without the generator, about `sample`."""
    questions, draw = _questions(sample), random.Random(5)
    written = [one for one in questions if any(word in one["question"] for word in _WRITTEN)]

    def search() -> Event:
        return _get("api-search.json", {"q": draw.choice(_QUERIES), "limit": "10"})

    def recommendations() -> Event:
        query = {"shopper_id": _shopper(draw.randrange(_SHOPPERS)), "limit": "10"}
        return _get("api-recommendations.json", query)

    def answer(compose: str) -> Event:
        asked = written if compose == "generate" else questions
        return _post("api-answer.json", {**draw.choice(asked), "compose": compose})

    settings = {"SHOPGUIDE_ACCESS": "open"}  # the key of a session costs microseconds
    return [
        Case("search", "ShopApi", search, _lists("hits"), 20, settings),
        Case("recommendations", "ShopApi", recommendations, _lists("hits"), 20, settings),
        Case("answer, extracted", "AssistantApi", lambda: answer("extract"), _is_ok, 12, settings),
        Case("answer, generated", "AssistantApi", lambda: answer("generate"), _is_ok, 5, settings),
    ]


def _questions(sample: Path) -> list[dict[str, str]]:
    """Some that the shop has answers to, in the languages of its file."""
    with (sample / "qa.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["product_id"]]
    step = len(rows) // _QUESTIONS
    return [
        {"question": row["question"], "product_id": row["product_id"]}
        for row in rows[: step * _QUESTIONS : step]
    ]


def index_case(batches: Sequence[QueueMessage]) -> Case:
    """The indexer's batch of new rows; each of `batches` is used once."""
    remaining = iter(batches)

    def event() -> Event:
        return sqs_event("index", [next(remaining)])

    return Case("index a batch", "CatalogIndex", event, _has_no_failures, 1, {})


def product_ids(sample: Path) -> list[str]:
    """Ids of the sample shop's products."""
    with (sample / "products.csv").open(encoding="utf-8", newline="") as stream:
        return [row["id"] for row in csv.DictReader(stream)]


def views(products: Sequence[str]) -> list[ReportedInteraction]:
    """What made the shoppers known of whom recommendations are asked."""
    draw = random.Random(3)
    return [
        ReportedInteraction(
            uuid.UUID(int=draw.getrandbits(128)).hex,
            _shopper(number),
            InteractionKind.VIEW_ITEM,
            draw.choice(products),
        )
        for number in range(_SHOPPERS)
        for _ in range(_VIEWS)
    ]


def _shopper(number: int) -> str:
    return f"shopper-{number}"


def _get(name: str, query: Mapping[str, str]) -> Event:
    event = _document(name)
    return {**event, "rawQueryString": urlencode(query), "queryStringParameters": dict(query)}


def _post(name: str, body: Mapping[str, str]) -> Event:
    return {**_document(name), "body": json.dumps(body)}


def _document(name: str) -> Event:
    event: Event = json.loads((_EVENTS / name).read_text(encoding="utf-8"))
    event["requestContext"]["requestId"] = uuid.uuid4().hex
    return event


def _is_ok(answer: Any) -> bool:
    return bool(answer["statusCode"] == 200)


def _lists(name: str) -> Callable[[Any], bool]:
    return lambda answer: _is_ok(answer) and len(json.loads(answer["body"])[name]) > 0


def _has_no_failures(answer: Any) -> bool:
    return not answer["batchItemFailures"]
