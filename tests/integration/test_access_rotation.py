"""The keys of sessions as Secrets Manager rotates them, step by step."""

from typing import Any

import pytest

from functions.access_rotate.app import lambda_handler
from shopguide.access.rotation import KeyRotation
from shopguide.adapters.memory.secrets import InMemorySecrets
from shopguide.adapters.system.kept_secrets import KeptSecrets
from shopguide.bootstrap import Container
from shopguide.domain.caller import CallerKind
from shopguide.domain.errors import ConfigurationError, InvalidInputError

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")


class Rotation:
    """The function, over a secret in memory."""

    def __init__(self, new_container: Any, event: dict[str, Any], context: Any) -> None:
        self.name = event["SecretId"]
        self.here: Container = new_container(access="sessions", access_secret=self.name)
        self.store = InMemorySecrets()
        self.here.__dict__.update(
            secret_writer=self.store,
            secrets=KeptSecrets(self.store, self.here.clock),
            key_rotation=KeyRotation(self.store, self.here.clock, 3600),
        )
        self.here.key_changes.make()
        self._event, self._context = event, context

    def take(self, step: str) -> None:
        assert lambda_handler({**self._event, "Step": step}, self._context) == {"step": step}


@pytest.fixture
def rotation(new_container: Any, load_event: Any, lambda_context: Any) -> Rotation:
    return Rotation(new_container, load_event("secretsmanager-rotate"), lambda_context)


def test_four_steps_twice_each_make_one_new_key_and_end_no_session(rotation: Rotation) -> None:
    begun = rotation.here.access.begin()
    _, api_key = rotation.here.key_changes.add_api_key("checkout", CallerKind.BACKEND)
    before = rotation.here.key_changes.document()
    for step in STEPS:
        rotation.take(step)
        rotation.take(step)
    after = rotation.here.key_changes.document()
    assert len(after.session_keys) == len(before.session_keys) + 1
    assert after.api_keys == before.api_keys
    rotation.here.clock.advance(700)  # type: ignore[attr-defined]
    access = rotation.here.access
    assert access.identify(f"Bearer {begun.token}").kind is CallerKind.SHOPPER
    assert access.identify(f"Bearer {api_key}").kind is CallerKind.BACKEND
    assert access.begin().token.split(".")[1] == after.session_keys[-1].key_id


def test_nothing_changes_before_the_last_step(rotation: Rotation) -> None:
    before = rotation.store.texts[rotation.name]
    for step in STEPS[:3]:
        rotation.take(step)
    assert rotation.store.texts[rotation.name] == before


def test_key_that_was_added_meanwhile_is_not_lost(rotation: Rotation) -> None:
    rotation.take("createSecret")
    rotation.here.key_changes.add_api_key("checkout", CallerKind.BACKEND)
    with pytest.raises(ConfigurationError, match="changed while"):
        rotation.take("testSecret")


def test_test_before_create_fails(rotation: Rotation) -> None:
    with pytest.raises(ConfigurationError, match="made nothing"):
        rotation.take("testSecret")


@pytest.mark.parametrize(
    "change", [{"Step": "eraseSecret"}, {"SecretId": "another"}, {"Step": None}]
)
def test_event_of_something_else_is_refused(
    rotation: Rotation, load_event: Any, lambda_context: Any, change: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInputError):
        lambda_handler({**load_event("secretsmanager-rotate"), **change}, lambda_context)
