"""How the keys of access change: rotation, new API keys, and their end."""

import secrets
from dataclasses import replace

from shopguide.domain.access_document import (
    API_KEY_PREFIX,
    AccessDocument,
    ApiKey,
    document_from_text,
    document_to_text,
    sha256_of,
)
from shopguide.domain.caller import CallerKind
from shopguide.domain.errors import ConfigurationError, InvalidInputError, InvalidParameterError
from shopguide.domain.session import SigningKey
from shopguide.ports.clock import Clock
from shopguide.ports.secret_store import SecretWriter

MAX_NAME_CHARACTERS = 60
_SECRET_BYTES = 32


def new_session_key(now: float) -> SigningKey:
    """A key of 256 random bits."""
    return SigningKey(secrets.token_hex(4), secrets.token_bytes(_SECRET_BYTES), int(now))


class KeyChanges:
    """Changes the secret document; what is running follows within minutes.

    Two changes at the same moment are one too many: the later one wins.

    Args:
        store: Where the document is; asked without a copy in between.
        name: Of the document there.
        clock: What time it is.
        keep_seconds: How long a session holds, at most.
    """

    def __init__(self, store: SecretWriter, name: str, clock: Clock, keep_seconds: int) -> None:
        self._store = store
        self._name = name
        self._clock = clock
        self._keep_seconds = keep_seconds

    def document(self) -> AccessDocument:
        """As it stands now.

        Raises:
            ConfigurationError: it is missing or damaged.
        """
        return document_from_text(self._store.read(self._name, fresh=True))

    def make(self) -> None:
        """A first document, with one session key and no API key."""
        self._write(AccessDocument((new_session_key(self._now()),)))

    def rotate(self) -> SigningKey:
        """Make a session key; sessions that were begun with older ones go on."""
        key = new_session_key(self._now())
        self._write(self.document().rotated(key, self._keep_seconds))
        return key

    def replace_all(self) -> SigningKey:
        """Make a session key and end all sessions; API keys stay if the document can be read."""
        key = new_session_key(self._now())
        try:
            before = self.document()
        except ConfigurationError:
            before = AccessDocument()
        self._write(replace(before, session_keys=(key,)))
        return key

    def add_api_key(self, name: str, scope: CallerKind) -> tuple[ApiKey, str]:
        """A new API key, and the only sight of its text.

        Raises:
            InvalidParameterError: the name is empty or too long.
        """
        name = name.strip()
        if not 0 < len(name) <= MAX_NAME_CHARACTERS or not name.isprintable():
            raise InvalidParameterError(
                f"A key's name has 1 to {MAX_NAME_CHARACTERS} printable characters.",
                fix="Name the person or system that uses it.",
                field="name",
            )
        key_id, secret = secrets.token_hex(4), secrets.token_urlsafe(_SECRET_BYTES)
        key = ApiKey(key_id, name, scope, sha256_of(secret), int(self._now()))
        before = self.document()
        self._write(replace(before, api_keys=(*before.api_keys, key)))
        return key, f"{API_KEY_PREFIX}{key_id}_{secret}"

    def revoke_api_key(self, key_id: str) -> ApiKey:
        """Forget an API key.

        Raises:
            InvalidInputError: there is no such key.
        """
        before = self.document()
        key = before.api_key(key_id)
        if key is None:
            raise InvalidInputError(
                f"There is no API key {key_id[:40]!r}.",
                fix="`shopguide access keys` lists them.",
                field="key_id",
            )
        kept = tuple(each for each in before.api_keys if each is not key)
        self._write(replace(before, api_keys=kept))
        return key

    def _write(self, document: AccessDocument) -> None:
        self._store.write(self._name, document_to_text(document))

    def _now(self) -> float:
        return self._clock.now().timestamp()
