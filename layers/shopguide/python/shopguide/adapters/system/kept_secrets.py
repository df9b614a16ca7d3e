"""Secrets read once in a while, so that a request does not wait for them."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime

from shopguide.domain.errors import ShopGuideError, UnavailableError
from shopguide.ports.clock import Clock
from shopguide.ports.secret_store import SecretStore

KEPT_SECONDS = 300
"""How long a copy is used before it is asked for again."""
OUTAGE_SECONDS = 3600
"""How long a copy is used while its keeper does not answer."""
ASK_AGAIN_SECONDS = 5
"""`fresh` asks again no sooner than this: a caller may make us ask by sending nonsense."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Copy:
    text: str
    read_at: datetime
    asked_at: datetime
    failure: ShopGuideError | None = None
    """Why the last question was not answered."""

    def text_at(self, now: datetime) -> str:
        """The text, unless there is none any more or its keeper was silent for too long.

        Raises:
            ShopGuideError: as the last question was answered.
        """
        if self.failure is not None:
            is_silent = isinstance(self.failure, UnavailableError)
            if not is_silent or _is_forgotten(self, now):
                raise self.failure.with_traceback(None)  # else it grows with every request
        return self.text


class KeptSecrets:
    """A `SecretStore` over another one, with copies of what it has read.

    Ages are those of the wall clock: a process that is restored from a snapshot has old copies.
    One thread asks; others go on with the copy that they have, or wait where they have none to use.
    """

    def __init__(self, store: SecretStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._copies: dict[str, _Copy] = {}
        self._asking = threading.Lock()

    def read(self, name: str, *, fresh: bool = False) -> str:
        """The text of a secret, from the copy where it is young enough."""
        now = self._clock.now()
        copy = self._copies.get(name)
        if copy is not None and not self._is_due(copy, now, fresh):
            return copy.text_at(now)
        must_wait = copy is None or fresh or _is_forgotten(copy, now)
        if self._asking.acquire(blocking=must_wait):
            try:
                self._ask_if_due(name, fresh)
            finally:
                self._asking.release()
        return self._copies[name].text_at(now)

    def _ask_if_due(self, name: str, fresh: bool) -> None:
        """Ask, unless another thread has just done so."""
        now = self._clock.now()
        copy = self._copies.get(name)
        if copy is None:
            self._copies[name] = _Copy(self._store.read(name, fresh=True), now, now)
        elif self._is_due(copy, now, fresh):
            copy.asked_at = now
            self._renew(name, copy, now)

    def _is_due(self, copy: _Copy, now: datetime, fresh: bool) -> bool:
        asked = (now - copy.asked_at).total_seconds()
        if 0 <= asked < ASK_AGAIN_SECONDS:
            return False
        age = (now - copy.read_at).total_seconds()
        return fresh or copy.failure is not None or not 0 <= age < KEPT_SECONDS

    def _renew(self, name: str, copy: _Copy, now: datetime) -> None:
        try:
            copy.text = self._store.read(name, fresh=True)
        except ShopGuideError as error:
            copy.failure = error
            if isinstance(error, UnavailableError) and not _is_forgotten(copy, now):
                _log.warning("A kept copy of a secret is used: %s", error)
        else:
            copy.failure = None
            copy.read_at = now


def _is_forgotten(copy: _Copy, now: datetime) -> bool:
    return abs((now - copy.read_at).total_seconds()) > OUTAGE_SECONDS
