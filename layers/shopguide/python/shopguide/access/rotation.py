"""The session keys of access, replaced in Secrets Manager's four steps.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from enum import StrEnum

from shopguide.access.key_changes import new_session_key
from shopguide.domain.access_document import (
    AccessDocument,
    document_from_text,
    document_to_text,
)
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.session import Session, SessionKind, open_session, sign_session
from shopguide.ports.clock import Clock
from shopguide.ports.secret_store import SecretRotation


class RotationStep(StrEnum):
    """What Secrets Manager asks for, in this order; each may come twice."""

    CREATE = "createSecret"
    SET = "setSecret"
    TEST = "testSecret"
    FINISH = "finishSecret"


class KeyRotation:
    """One rotation, step by step.

    Args:
        secrets: Where the document is.
        clock: What time it is.
        keep_seconds: How long a session holds, at most.
    """

    def __init__(self, secrets: SecretRotation, clock: Clock, keep_seconds: int) -> None:
        self._secrets = secrets
        self._clock = clock
        self._keep_seconds = keep_seconds

    def take(self, step: RotationStep, name: str, version: str) -> None:
        """Take one step for the document `name`; `version` is what this rotation makes.

        Raises:
            ConfigurationError: the document is missing or damaged, as it is or as it would be.
            UnavailableError: Secrets Manager does not answer.
        """
        match step:
            case RotationStep.CREATE:
                self._create(name, version)
            case RotationStep.SET:
                pass  # nobody else keeps a copy of these keys
            case RotationStep.TEST:
                self._test(name, version)
            case RotationStep.FINISH:
                self._secrets.promote(name, version)

    def _create(self, name: str, version: str) -> None:
        if self._secrets.pending(name, version) is not None:
            return
        current = document_from_text(self._secrets.current(name))
        key = new_session_key(self._clock.now().timestamp())
        proposed = document_to_text(current.rotated(key, self._keep_seconds))
        self._secrets.propose(name, version, proposed)

    def _test(self, name: str, version: str) -> None:
        text = self._secrets.pending(name, version)
        if text is None:
            raise ConfigurationError(
                f"The rotation {version!r} has made nothing yet.",
                fix="Start the rotation again: `aws secretsmanager rotate-secret`.",
            )
        proposed = document_from_text(text)
        _check_keys(proposed)
        if proposed.api_keys != document_from_text(self._secrets.current(name)).api_keys:
            raise ConfigurationError(
                "API keys were changed while the session keys were rotated.",
                fix="Start the rotation again: `aws secretsmanager rotate-secret`.",
            )


def _check_keys(document: AccessDocument) -> None:
    """Every key opens what it has signed; a document without keys would lock everybody out."""
    session = Session("rotation", SessionKind.ANONYMOUS, 1)
    document.signing_key(0)
    for key in document.session_keys:
        if open_session(sign_session(session, key), key, 0) != session:
            raise ConfigurationError(f"The session key {key.key_id!r} does not work.")
