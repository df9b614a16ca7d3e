"""Shoppers who search, look around and report what they do, whatever the shop is going through."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

_QUESTION = {"question": "Which lamps are under 20 dollars?"}


@dataclass
class Seen:
    """What shoppers were answered.

    Attributes:
        answers: Path, status, and of an error its code.
        events: By shopper, the events that are to be taken, oldest first.
        degraded: Answers that said to be made without a part.
    """

    answers: list[tuple[str, int, str]] = field(default_factory=list)
    events: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    degraded: int = 0

    def statuses(self, path: str = "") -> set[tuple[int, str]]:
        """The different answers, with the code of each error."""
        return {(status, code) for at, status, code in self.answers if path in at}


class Shopper(threading.Thread):
    """One of them; goes on until `stop`. An event that is not taken is sent again, as apps do."""

    def __init__(self, url: str, number: int, seen: Seen) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._shopper = f"shopper-{number}"
        self._seen = seen
        self._stopping = threading.Event()
        self.unsent: list[dict[str, str]] = []

    def run(self) -> None:
        """Shop."""
        with httpx.Client(base_url=self._url, timeout=30) as http:
            number = 0
            while not self._stopping.is_set():
                self._ask(http, "GET", "/v1/search", params={"q": "oak lamp"})
                self._ask(http, "GET", "/v1/recommendations", params={"shopper_id": self._shopper})
                self._ask(http, "POST", "/v1/answers", json=_QUESTION)
                self._report(http, f"viewed-{number}")
                number += 1

    def stop(self) -> None:
        """Finish the question at hand, and send what was not taken."""
        self._stopping.set()
        self.join(60)
        deadline = time.monotonic() + 20
        with httpx.Client(base_url=self._url, timeout=30) as http:
            while self.unsent and time.monotonic() < deadline:
                self._send(http)

    def _report(self, http: httpx.Client, product_id: str) -> None:
        event = {
            "event_id": uuid4().hex,
            "event_name": "view_item",
            "shopper_id": self._shopper,
            "product_id": product_id,
        }
        self._seen.events.setdefault(self._shopper, []).append(event)
        self.unsent.append(event)
        self._send(http)

    def _send(self, http: httpx.Client) -> None:
        body = self._ask(http, "POST", "/v1/events", json={"events": self.unsent})
        if body is not None:
            self.unsent = []

    def _ask(self, http: httpx.Client, method: str, path: str, **named: Any) -> Any:
        answer = http.request(method, path, **named)
        body = answer.json()
        self._seen.answers.append((path, answer.status_code, body.get("code", "")))
        self._seen.degraded += bool(body.get("degraded"))
        return body if answer.status_code == 200 else None
