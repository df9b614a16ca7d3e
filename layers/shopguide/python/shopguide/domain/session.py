"""Sessions as signed text: who a shopper is, and until when, checked without asking anybody.

A token is ``sgs1.<key id>.<claims>.<signature>``: claims are JSON in base64url, the signature is
HMAC-SHA256 (RFC 2104) over all that stands before it. It says nothing that its holder may not read,
and nothing of it can be changed without the key.
"""

import binascii
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum

from shopguide.domain.access_errors import SessionExpiredError, SessionInvalidError

TOKEN_PREFIX = "sgs1."  # noqa: S105 - how every token begins
MAX_TOKEN_CHARACTERS = 2048


class SessionKind(StrEnum):
    """How a shopper was told from others."""

    ANONYMOUS = "anonymous"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says; `expires_at` in seconds since 1970."""

    shopper_id: str
    kind: SessionKind
    expires_at: int


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key of sessions.

    Attributes:
        key_id: Stands in the tokens that it signed.
        secret: 32 bytes or more.
        made_at: Seconds since 1970.
        retired_at: Since when a newer one signs; None for the newest.
    """

    key_id: str
    secret: bytes
    made_at: int = 0
    retired_at: int | None = None

    def __repr__(self) -> str:
        """Without the secret, so that no log and no traceback has it."""
        return f"SigningKey({self.key_id!r})"


def shopper_id_of_account(issuer: str, subject: str) -> str:
    """The shopper of an account: always the same, and another one for every issuer.

    ``acct-`` and the first 32 hex digits of SHA-256 over issuer, a line feed, and subject.
    """
    return "acct-" + hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()[:32]


def sign_session(session: Session, key: SigningKey) -> str:
    """The token of a session."""
    claims = {"s": session.shopper_id, "k": session.kind.value, "e": session.expires_at}
    packed = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    signed = f"{TOKEN_PREFIX}{key.key_id}.{_encode(packed)}"
    return f"{signed}.{_signature(signed, key)}"


def key_id_of(token: str) -> str:
    """The id of the key that a token says it was signed with.

    Raises:
        SessionInvalidError: it has not the form of a token.
    """
    parts = token.split(".")
    if len(token) > MAX_TOKEN_CHARACTERS or len(parts) != 4 or f"{parts[0]}." != TOKEN_PREFIX:
        raise SessionInvalidError
    return parts[1]


def open_session(token: str, key: SigningKey, now: float) -> Session:
    """What a token says, once its signature and its time are checked; `now` in seconds since 1970.

    Raises:
        SessionInvalidError: it was not signed with this key.
        SessionExpiredError: it is over.
    """
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(signed, key).encode(), signature.encode()):
        raise SessionInvalidError
    session = _read_claims(signed.rpartition(".")[2])
    if now >= session.expires_at:
        raise SessionExpiredError
    return session


def _signature(signed: str, key: SigningKey) -> str:
    return _encode(hmac.digest(key.secret, signed.encode(), "sha256"))


def _read_claims(packed: str) -> Session:
    """Ours by their signature; a key that leaked could have signed nonsense all the same."""
    try:
        claims = json.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
        return Session(str(claims["s"]), SessionKind(claims["k"]), int(claims["e"]))
    except (ValueError, KeyError, TypeError, OverflowError, binascii.Error):
        raise SessionInvalidError from None


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
