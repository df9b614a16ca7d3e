"""Copies of secrets end when their keeper says so, or has been silent for too long."""

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.secrets import InMemorySecrets
from shopguide.adapters.system.kept_secrets import KeptSecrets
from shopguide.domain.errors import ConfigurationError, UnavailableError

HOUR = 3600


def test_copy_whose_keeper_is_silent_ends_after_an_hour_for_every_request() -> None:
    store, clock = InMemorySecrets(access="keys"), FixedClock()
    kept = KeptSecrets(store, clock)
    kept.read("access")
    store.down = True
    clock.advance(HOUR)
    assert kept.read("access") == "keys"
    clock.advance(5)
    for _ in range(3):  # the first of them asks, the others go by what it was told
        with pytest.raises(UnavailableError):
            kept.read("access")
    assert store.reads == 3
    store.down = False
    clock.advance(5)
    assert kept.read("access") == "keys"


def test_copy_of_a_secret_that_is_gone_is_used_no_more() -> None:
    store, clock = InMemorySecrets(access="keys"), FixedClock()
    kept = KeptSecrets(store, clock)
    kept.read("access")
    text = store.texts.pop("access")
    clock.advance(300)
    for _ in range(3):
        with pytest.raises(ConfigurationError):
            kept.read("access")
    store.texts["access"] = text
    clock.advance(5)
    assert kept.read("access") == "keys", "it is looked for again, not only after minutes"
