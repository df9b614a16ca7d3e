"""Stages reach X-Ray's daemon nested as they ran, where a trace is sampled, and only there."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from shopguide.api.tracing import MAX_DATAGRAM, TraceContext, send_trace, trace_of
from shopguide.domain.stages import collect_stages, stage

HEADER = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"


@pytest.fixture
def daemon() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.bind(("127.0.0.1", 0))
        channel.settimeout(2)
        yield channel


def context_of(daemon: socket.socket, header: str = HEADER) -> TraceContext:
    host, port = daemon.getsockname()
    return trace_of(header, f"{host}:{port}")


def received(daemon: socket.socket) -> dict[str, Any]:
    head, _, body = daemon.recv(MAX_DATAGRAM + 1000).partition(b"\n")
    assert json.loads(head) == {"format": "json", "version": 1}
    document: dict[str, Any] = json.loads(body)
    return document


def test_stages_are_subsegments_inside_each_other(daemon: socket.socket) -> None:
    with collect_stages() as course:
        with stage("evidence"), stage("encode"):
            pass
        with stage("compose"):
            pass
    send_trace(context_of(daemon), "assistant_api", course, failed=False)
    document = received(daemon)
    assert document["trace_id"] == "1-5759e988-bd862e3fe1be46a994272793"
    assert document["parent_id"] == "53995c3f42cd8ad8"
    evidence, compose = document["subsegments"]
    assert [one["name"] for one in evidence["subsegments"]] == ["encode"]
    assert (evidence["name"], compose["name"]) == ("evidence", "compose")
    assert document["start_time"] <= evidence["start_time"] <= evidence["end_time"]


def test_a_trace_too_long_for_a_datagram_is_sent_without_its_stages(daemon: socket.socket) -> None:
    with collect_stages() as course:
        for _ in range(900):
            with stage("store"):
                pass
    send_trace(context_of(daemon), "catalog_index", course, failed=True)
    document = received(daemon)
    assert (document["fault"], document["subsegments"]) == (True, [])


@pytest.mark.parametrize("header", ["", "nonsense", HEADER.replace("=1;", "=0;")[:-1] + "0"])
def test_what_is_not_sampled_is_not_sent(daemon: socket.socket, header: str) -> None:
    daemon.settimeout(0.05)
    with collect_stages() as course:
        pass
    send_trace(context_of(daemon, header), "shop_api", course, failed=False)
    with pytest.raises(TimeoutError):
        daemon.recv(1)


def test_a_daemon_that_is_not_there_disturbs_nobody() -> None:
    with collect_stages() as course:
        pass
    send_trace(trace_of(HEADER, "no address"), "shop_api", course, failed=False)
