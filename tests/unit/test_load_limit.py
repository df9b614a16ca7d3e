"""A busy one-machine server: who is served, who waits, who is told to come back."""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from infra.local.load_limit import LoadLimit


class SlowApp:
    """Answers when it is told to, and keeps count."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.at_work = 0
        self.most_at_work = 0
        self.order: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.at_work += 1
        self.most_at_work = max(self.most_at_work, self.at_work)
        self.order.append(scope["path"])
        await self.may_answer.wait()
        self.at_work -= 1
        if scope["path"] == "/v1/broken":
            raise RuntimeError("broken")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})


def run_alone(work: Coroutine[Any, Any, None]) -> None:
    """In a loop of its own: `asyncio.run` would drop the one that other tests of a process use."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


def client_of(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://shop")


def test_requests_beyond_those_at_work_wait_in_order_and_the_rest_is_refused() -> None:
    async def run() -> None:
        slow = SlowApp()
        async with client_of(LoadLimit(slow, at_once=2, waiting=3)) as client:
            asked = []
            for number in range(8):
                asked.append(asyncio.create_task(client.get(f"/v1/{number}")))
                await asyncio.sleep(0)
            refused = [await task for task in asked[5:]]
            slow.may_answer.set()
            served = [await task for task in asked[:5]]
        assert [each.status_code for each in served] == [200] * 5
        assert [each.status_code for each in refused] == [429] * 3
        assert slow.most_at_work == 2
        assert slow.order == [f"/v1/{number}" for number in range(5)]
        problem = json.loads(refused[0].content)
        assert (problem["code"], problem["status"]) == ("too_busy", 429)
        assert refused[0].headers["retry-after"] == "1"
        assert refused[0].headers["x-request-id"] == problem["request_id"]

    run_alone(run())


@pytest.mark.parametrize("path", ["/v1/health", "/local/uploads/products/a.csv"])
def test_health_and_operators_are_served_while_it_is_busy(path: str) -> None:
    async def run() -> None:
        slow = SlowApp()
        async with client_of(LoadLimit(slow, at_once=1, waiting=0)) as client:
            busy = [asyncio.create_task(client.get(one)) for one in ("/v1/search", path)]
            await asyncio.sleep(0.01)
            assert (await client.get("/v1/search")).status_code == 429
            slow.may_answer.set()
            assert [(await task).status_code for task in busy] == [200, 200]

    run_alone(run())


def test_whoever_waits_too_long_is_refused_and_leaves_the_queue() -> None:
    async def run() -> None:
        slow = SlowApp()
        limit = LoadLimit(slow, at_once=1, waiting=1, longest_wait=0.02)
        async with client_of(limit) as client:
            first = asyncio.create_task(client.get("/v1/search"))
            await asyncio.sleep(0)
            assert (await client.get("/v1/search")).status_code == 429
            slow.may_answer.set()
            assert (await first).status_code == 200
            assert (await client.get("/v1/search")).status_code == 200

    run_alone(run())


def test_a_failing_request_gives_its_place_back() -> None:
    async def run() -> None:
        slow = SlowApp()
        slow.may_answer.set()
        async with client_of(LoadLimit(slow, at_once=1, waiting=0)) as client:
            for _ in range(3):
                assert (await client.get("/v1/broken")).status_code == 500
            assert (await client.get("/v1/search")).status_code == 200

    run_alone(run())


def test_who_sends_slowly_takes_no_place_and_is_refused_in_the_end() -> None:
    async def half() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(3600)

    async def run() -> None:
        slow = SlowApp()
        slow.may_answer.set()
        limit = LoadLimit(slow, at_once=1, waiting=0, body_seconds=0.2)
        async with client_of(limit) as client:
            sending = asyncio.create_task(client.post("/v1/sessions", content=half()))
            await asyncio.sleep(0.05)
            assert (await client.get("/v1/search")).status_code == 200
            late = await sending
        assert (late.status_code, late.json()["code"]) == (408, "body_too_slow")
        assert late.headers["Connection"] == "close"
        assert slow.order == ["/v1/search"]

    run_alone(run())


def test_body_that_was_read_ahead_is_what_was_sent() -> None:
    received: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        received.append(await receive())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b" two"

    async def run() -> None:
        async with client_of(LoadLimit(app, at_once=1, waiting=0)) as client:
            await client.post("/v1/events", content=pieces())

    run_alone(run())
    assert received == [{"type": "http.request", "body": b"one two", "more_body": False}]
