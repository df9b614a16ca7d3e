"""One contract for all keepers of secrets: in memory, in a folder, in Secrets Manager."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import boto3
import pytest

from shopguide.adapters.folder.secrets import FolderSecrets
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.secrets import InMemorySecrets
from shopguide.adapters.secretsmanager.secrets import SecretsManagerStore
from shopguide.adapters.system.kept_secrets import KeptSecrets
from shopguide.domain.errors import ConfigurationError, UnavailableError
from shopguide.ports.secret_store import SecretRotation, SecretWriter

NAME = "access.json"
VERSION = "b7a5f0a4-7a3c-4a57-9f36-2f0b3f1f2c11"


class _Keeper(SecretWriter, SecretRotation, Protocol):
    """Both halves of the port."""


@pytest.fixture
def secrets_manager(aws: None) -> SecretsManagerStore:
    client = boto3.client("secretsmanager")
    client.create_secret(Name=NAME, SecretString="first")
    client.close()
    return SecretsManagerStore()


@pytest.fixture(params=["memory", "folder", "secretsmanager"])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> SecretWriter:
    if request.param == "secretsmanager":
        store: SecretsManagerStore = request.getfixturevalue("secrets_manager")
        return store
    made: SecretWriter = InMemorySecrets() if request.param == "memory" else FolderSecrets(tmp_path)
    made.write(NAME, "first")
    return made


@pytest.fixture(params=["memory", "secretsmanager"])
def rotating(request: pytest.FixtureRequest) -> Any:
    if request.param == "memory":
        made = InMemorySecrets()
        made.write(NAME, "first")
        return made
    return request.getfixturevalue("secrets_manager")


def test_secret_is_read_as_it_was_written_last(keeper: SecretWriter) -> None:
    assert keeper.read(NAME) == "first"
    keeper.write(NAME, '{"钥匙": 1}')
    assert keeper.read(NAME) == '{"钥匙": 1}'


def test_missing_secret_is_a_setting(keeper: SecretWriter) -> None:
    with pytest.raises(ConfigurationError):
        keeper.read("nobody")


def test_proposed_secret_is_read_by_nobody_until_promoted(rotating: _Keeper) -> None:
    assert rotating.pending(NAME, VERSION) is None
    rotating.propose(NAME, VERSION, "second")
    assert rotating.pending(NAME, VERSION) == "second"
    assert rotating.current(NAME) == rotating.read(NAME) == "first"
    rotating.promote(NAME, VERSION)
    rotating.promote(NAME, VERSION)  # each step may come twice
    assert rotating.current(NAME) == rotating.read(NAME) == "second"


def test_file_is_its_owners_alone(tmp_path: Path) -> None:
    FolderSecrets(tmp_path).write(NAME, "first")
    path = tmp_path / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        FolderSecrets(tmp_path).read(NAME)
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_file_that_cannot_be_replaced_leaves_no_second_copy(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        FolderSecrets(tmp_path).write(NAME, "first")
    assert [file.name for file in tmp_path.iterdir()] == [NAME]


def test_copy_is_used_for_minutes_and_then_asked_for_again() -> None:
    store, clock = InMemorySecrets(qdrant="first"), FixedClock()
    kept = KeptSecrets(store, clock)
    assert kept.read("qdrant") == "first"
    store.texts["qdrant"] = "second"
    clock.advance(299)
    assert kept.read("qdrant") == "first"
    clock.advance(1)
    assert kept.read("qdrant") == "second"


def test_fresh_asks_at_once_but_not_more_than_every_five_seconds() -> None:
    store, clock = InMemorySecrets(qdrant="first"), FixedClock()
    kept = KeptSecrets(store, clock)
    kept.read("qdrant")
    store.texts["qdrant"] = "second"
    assert kept.read("qdrant", fresh=True) == "first"  # read this very moment
    clock.advance(5)
    assert kept.read("qdrant", fresh=True) == "second"
    for _ in range(100):
        kept.read("qdrant", fresh=True)
    assert store.reads == 2


def test_nobody_with_a_copy_waits_for_the_one_who_asks() -> None:
    class SlowSecrets(InMemorySecrets):
        def read(self, name: str, *, fresh: bool = False) -> str:
            if self.reads:
                asked.set()
                assert may_answer.wait(5)
            return super().read(name, fresh=fresh)

    asked, may_answer = threading.Event(), threading.Event()
    clock = FixedClock()
    store = SlowSecrets(qdrant="first")
    kept = KeptSecrets(store, clock)
    kept.read("qdrant")
    store.texts["qdrant"] = "second"
    clock.advance(300)
    with ThreadPoolExecutor(2) as threads:
        try:
            renewing = threads.submit(kept.read, "qdrant")
            assert asked.wait(5)
            clock.advance(5)
            assert threads.submit(kept.read, "qdrant").result(5) == "first"
        finally:
            may_answer.set()
        assert renewing.result(5) == "second"


def test_copy_outlives_an_outage_of_its_keeper_for_an_hour() -> None:
    store, clock = InMemorySecrets(qdrant="first"), FixedClock()
    kept = KeptSecrets(store, clock)
    kept.read("qdrant")
    store.down = True
    clock.advance(3600)
    assert kept.read("qdrant") == "first"
    clock.advance(6)
    with pytest.raises(UnavailableError):
        kept.read("qdrant")
