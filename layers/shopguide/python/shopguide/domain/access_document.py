"""The one secret document of access: keys that sign sessions, and API keys by their hashes."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from shopguide.domain.caller import CallerKind
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.session import SigningKey

FORMAT = 1
SETTLING_SECONDS = 600
"""A new key signs only after this long: until then somebody may not have read of it yet."""

API_KEY_PREFIX = "sgk_"
KEY_SCOPES = (CallerKind.BACKEND, CallerKind.OPERATOR)
_SEED = "seed"
_MIN_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as we keep it: enough to recognise it, not enough to use it.

    Attributes:
        key_id: Stands in the key itself.
        name: Who uses it, for people.
        scope: ``backend`` or ``operator``.
        sha256: Of its secret half, in hexadecimal. The half is random, so a plain hash is enough.
        made_at: Seconds since 1970.
    """

    key_id: str
    name: str
    scope: CallerKind
    sha256: str
    made_at: int

    def fits(self, secret: str) -> bool:
        """Whether this is its secret half, compared in constant time."""
        return hmac.compare_digest(sha256_of(secret).encode(), self.sha256.encode())


@dataclass(frozen=True, slots=True)
class AccessDocument:
    """Everything that tells who a caller is; the newest session key last."""

    session_keys: tuple[SigningKey, ...] = ()
    api_keys: tuple[ApiKey, ...] = ()

    def signing_key(self, now: float) -> SigningKey:
        """The newest key that everybody has read of.

        Raises:
            ConfigurationError: there is none.
        """
        settled = [key for key in self.session_keys if key.made_at + SETTLING_SECONDS <= now]
        for key in (*settled[-1:], *self.session_keys):  # the first one of all signs at once
            return key
        raise _unusable("has no session key")

    def session_key(self, key_id: str) -> SigningKey | None:
        """A session key by its id."""
        return next((key for key in self.session_keys if key.key_id == key_id), None)

    def api_key(self, key_id: str) -> ApiKey | None:
        """An API key by its id."""
        return next((key for key in self.api_keys if key.key_id == key_id), None)

    def rotated(self, new: SigningKey, keep_seconds: int) -> "AccessDocument":
        """With a new session key; a retired one stays until its last token has expired.

        Args:
            new: Made now.
            keep_seconds: How long a session holds, at most.
        """
        retired_at = new.made_at + SETTLING_SECONDS
        older = (
            replace(key, retired_at=retired_at if key.retired_at is None else key.retired_at)
            for key in self.session_keys
        )
        kept = [key for key in older if (key.retired_at or 0) + keep_seconds > new.made_at]
        return replace(self, session_keys=(*kept, new))


def sha256_of(secret: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def document_to_text(document: AccessDocument) -> str:
    """JSON, as the secret store keeps it."""
    keys = [
        {
            "id": key.key_id,
            "secret": urlsafe_b64encode(key.secret).decode(),
            "made_at": key.made_at,
            "retired_at": key.retired_at,
        }
        for key in document.session_keys
    ]
    api_keys = [
        {
            "id": key.key_id,
            "name": key.name,
            "scope": key.scope.value,
            "sha256": key.sha256,
            "made_at": key.made_at,
        }
        for key in document.api_keys
    ]
    return json.dumps({"format": FORMAT, "session_keys": keys, "api_keys": api_keys}, indent=2)


def document_from_text(text: str) -> AccessDocument:
    """The document that a text holds.

    A document of ``{"seed": "..."}`` alone is what CloudFormation makes: one key, until the first
    rotation.

    Raises:
        ConfigurationError: it is none; the message quotes nothing of it.
    """
    try:
        read = json.loads(text)
        if read.get("format", FORMAT) != FORMAT:
            raise _unusable(f"is not of format {FORMAT}")
        keys = tuple(map(_session_key, read.get("session_keys", ())))
        if not keys and _SEED in read:
            keys = (_checked(SigningKey(_SEED, str(read[_SEED]).encode())),)
        return AccessDocument(keys, tuple(map(_api_key, read.get("api_keys", ()))))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _unusable("cannot be read") from None


def _session_key(raw: Mapping[str, Any]) -> SigningKey:
    retired_at = raw["retired_at"]
    key = SigningKey(
        str(raw["id"]),
        urlsafe_b64decode(str(raw["secret"])),
        int(raw["made_at"]),
        None if retired_at is None else int(retired_at),
    )
    return _checked(key)


def _checked(key: SigningKey) -> SigningKey:
    if len(key.secret) < _MIN_SECRET_BYTES:
        raise _unusable(f"has a session key of fewer than {_MIN_SECRET_BYTES} bytes")
    return key


def _api_key(raw: Mapping[str, Any]) -> ApiKey:
    scope = CallerKind(raw["scope"])
    if scope not in KEY_SCOPES:
        raise _unusable("has an API key of another scope than backend and operator")
    return ApiKey(str(raw["id"]), str(raw["name"]), scope, str(raw["sha256"]), int(raw["made_at"]))


def _unusable(why: str) -> ConfigurationError:
    return ConfigurationError(
        f"The secret document of access {why}.",
        fix="`shopguide access rotate --now` writes it anew; sessions and API keys end.",
        field="SHOPGUIDE_ACCESS_SECRET",
    )
