"""Calls to Qdrant: bounded in time and number, with errors that name the setting at fault."""

import logging
import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

from shopguide.adapters.qdrant.breaker import BreakerState, CircuitBreaker
from shopguide.domain.errors import ConfigurationError, IndexUnavailableError
from shopguide.domain.stages import happened
from shopguide.domain.time_left import is_over, seconds_left

if TYPE_CHECKING:
    import httpx

    from shopguide.adapters.qdrant.index import QdrantVectorIndex
    from shopguide.adapters.qdrant.storage import CollectionStorage

TIMEOUT_SECONDS = 5
"""For one answer."""
CONNECT_SECONDS = 1.0
ATTEMPTS = 3
LONGEST_PAUSE_SECONDS = 0.1
"""Before the second attempt; twice as long before the third."""

_SHORTEST_SECONDS = 0.05
_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")
_log = logging.getLogger(__name__)


class ReadKey(Protocol):
    """Gives the server's API key; `fresh` where the one that it gave was refused."""

    def __call__(self, *, fresh: bool = False) -> str:
        """The key, empty where the server wants none."""


def no_key(*, fresh: bool = False) -> str:  # noqa: ARG001 - there is none either way
    """Of a server that wants no key."""
    return ""


def connect_qdrant(
    url: str, read_key: ReadKey = no_key, storage: "CollectionStorage | None" = None
) -> "QdrantVectorIndex":
    """The index on the server at `url`; nothing is sent, and no key read, before the first call.

    Args:
        url: Of the server.
        read_key: Asked for the key with every request, so that a new one needs no new process.
        storage: How collections that are made are kept.

    Raises:
        ConfigurationError: `url` is not one.
    """
    # qdrant_client takes half a second to import.
    from shopguide.adapters.qdrant.errors import URL_SETTING
    from shopguide.adapters.qdrant.index import QdrantVectorIndex
    from shopguide.adapters.qdrant.sdk import QdrantClient

    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(
            f"{URL_SETTING} is {url!r}, which is not a URL.",
            fix="Set it to the server's address, such as https://qdrant.example.com:6333.",
            field=URL_SETTING,
        )

    def prepare(request: "httpx.Request") -> None:
        """Give a request the key of this moment, and no more time than its caller has."""
        if key := read_key():
            request.headers["api-key"] = key
        request.extensions["timeout"] = _timeouts()

    client = QdrantClient(
        url=url,
        timeout=TIMEOUT_SECONDS,
        check_compatibility=False,
        event_hooks={"request": [prepare]},
    )
    return QdrantVectorIndex(client, caller=PatientCaller(url, read_key), storage=storage)


class PatientCaller:
    """Calls methods of the client, again where that may help, three times at most.

    A server that keeps failing is not asked for a while; one that refuses the key is asked once
    more with the key read anew.

    Args:
        address: The server's, for error messages.
        read_key: As of `connect_qdrant`.
        breaker: Knows whether the server is worth asking.
    """

    def __init__(
        self,
        address: str,
        read_key: ReadKey = no_key,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._address = address
        self._read_key = read_key
        self._breaker = breaker or CircuitBreaker(on_change=self._tell)

    @property
    def state(self) -> BreakerState:
        """Whether the server is asked at all."""
        return self._breaker.state

    def __call__(
        self,
        index: str,
        send: Callable[_Parameters, _Answer],
        *args: _Parameters.args,
        **kwargs: _Parameters.kwargs,
    ) -> _Answer:
        """What ``send(*args, **kwargs)`` returns; it must be safe to send twice.

        Raises:
            NotFoundError: there is no such index.
            IndexUnavailableError: the server does not answer or refuses, it has failed so often
                that it is not asked, or nobody waits for the answer any more.
            StorageFullError: its disk is full.
        """
        from shopguide.adapters.qdrant.errors import (
            is_outage,
            is_worth_a_retry,
            refuses_key,
            translated,
        )

        key = self._read_key()
        for attempt in range(1, ATTEMPTS + 1):
            self._require_hope()
            try:
                answer = send(*args, **kwargs)
            except Exception as error:
                self._count(failed=is_outage(error))
                again = is_worth_a_retry(error)
                if refuses_key(error):
                    refused, key = key, self._read_key(fresh=True)
                    again = key != refused
                    if not again:
                        happened("index_key_refused")
                if attempt == ATTEMPTS or not again:
                    raise translated(error, index, self._address) from error
            else:
                self._count(failed=False)
                return answer
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS * attempt))  # noqa: S311
        raise AssertionError("the last attempt returns or raises")

    def _require_hope(self) -> None:
        """Refuse what cannot be answered in time."""
        if is_over():
            raise IndexUnavailableError(
                "The time for this request was over before Qdrant was asked.",
                fix="See which stage took it; docs/faults.md has the times of each.",
            )
        if wait := self._breaker.seconds_to_wait():
            raise IndexUnavailableError(
                f"Qdrant at {self._address} keeps failing; it is asked again in {wait:.1f} s.",
                fix="See why it failed: the log has each failure before this one.",
            )

    def _count(self, *, failed: bool) -> None:
        if failed:
            self._breaker.failed()
        else:
            self._breaker.answered()

    def _tell(self, state: BreakerState) -> None:
        happened(f"breaker_{state.value}")
        words = "The circuit breaker of Qdrant at %s is %s."
        level = logging.WARNING if state is BreakerState.OPEN else logging.INFO
        _log.log(level, words, self._address, state.value, extra={"breaker": state.value})


def _timeouts() -> dict[str, float]:
    """What httpx waits for each step of a request."""
    left = seconds_left()
    most = TIMEOUT_SECONDS if left is None else max(_SHORTEST_SECONDS, min(TIMEOUT_SECONDS, left))
    connect = min(CONNECT_SECONDS, most)
    return {"connect": connect, "read": most, "write": most, "pool": connect}
