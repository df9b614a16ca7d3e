"""Every announcer hands on what it is told."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

import boto3
import pytest

from shopguide.adapters.memory.announcer import InMemoryAnnouncer
from shopguide.adapters.sns.announcer import SnsAnnouncer, ascii_subject
from shopguide.adapters.system.announcer import LogAnnouncer
from shopguide.domain.errors import UnavailableError
from shopguide.ports.announcer import Announcement, Announcer

NEWS = Announcement(
    subject="ShopGuide: held 已暂停 商品.csv",
    text="没有任何改动。\n" * 20_000,
    attributes={"status": "held", "kind": "products", "problem": ""},
)


@pytest.fixture(params=["memory", "log", "sns"])
def told(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> tuple[Announcer, Callable[[], Sequence[str]]]:
    """Each announcer, and what its receivers have got."""
    if request.param == "memory":
        memory = InMemoryAnnouncer()
        return memory, lambda: [f"{it.subject}\n\n{it.text}" for it in memory.announcements]
    if request.param == "log":
        caplog.set_level(logging.INFO, logger="shopguide")
        return LogAnnouncer(), lambda: caplog.messages
    request.getfixturevalue("aws")
    topic, received = topic_with_queue()
    return SnsAnnouncer(topic), lambda: [message["Message"] for message in received()]


def topic_with_queue() -> tuple[str, Callable[[], list[dict[str, Any]]]]:
    topic = boto3.client("sns").create_topic(Name="reports")["TopicArn"]
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="subscriber")["QueueUrl"]
    boto3.client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint="arn:aws:sqs:eu-central-1:123456789012:subscriber",
    )

    def received() -> list[dict[str, Any]]:
        return [
            json.loads(message["Body"])
            for message in sqs.receive_message(QueueUrl=url).get("Messages", ())
        ]

    return topic, received


def test_subject_and_text_reach_the_receivers(
    told: tuple[Announcer, Callable[[], Sequence[str]]],
) -> None:
    announcer, received = told
    announcer.announce(NEWS)
    [message] = received()
    assert message.startswith("ShopGuide: held 已暂停 商品.csv\n")
    assert "没有任何改动。" in message


def test_sns_gets_a_subject_it_takes_and_words_to_filter_by(aws: None) -> None:
    topic, received = topic_with_queue()
    SnsAnnouncer(topic).announce(NEWS)
    [message] = received()
    assert message["Subject"] == "ShopGuide: held .csv"
    assert {name: value["Value"] for name, value in message["MessageAttributes"].items()} == {
        "status": "held",
        "kind": "products",
    }


def test_a_topic_that_is_not_there_is_told_of(aws: None) -> None:
    announcer = SnsAnnouncer("arn:aws:sns:eu-central-1:123456789012:gone")
    with pytest.raises(UnavailableError, match="gone"):
        announcer.announce(NEWS)


@pytest.mark.parametrize(
    ("subject", "taken"),
    [("a\nb\tc", "a b c"), ("商品", "ShopGuide"), ("x" * 300, "x" * 99), ("", "ShopGuide")],
)
def test_any_subject_becomes_one_that_sns_takes(subject: str, taken: str) -> None:
    assert ascii_subject(subject) == taken
