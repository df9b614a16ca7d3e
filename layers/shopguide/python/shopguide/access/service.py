"""Who a credential belongs to, and the sessions that we hand out ourselves."""

import secrets
from dataclasses import dataclass

from shopguide.access.key_ring import KeyRing
from shopguide.domain.access_document import API_KEY_PREFIX
from shopguide.domain.access_errors import ApiKeyInvalidError, SessionInvalidError
from shopguide.domain.caller import ANYONE, Caller, CallerKind
from shopguide.domain.session import (
    TOKEN_PREFIX,
    Session,
    SessionKind,
    key_id_of,
    open_session,
    shopper_id_of_account,
    sign_session,
)
from shopguide.ports.clock import Clock

EVERYBODY = Caller(CallerKind.OPERATOR)
"""Who asks where access is open: the shop's own backend stands in front, and lets in whom it will.
"""

_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long sessions hold, in seconds."""

    anonymous: int
    signed_in: int


@dataclass(frozen=True, slots=True)
class IssuedSession:
    """A session with its token, and whose anonymous one it follows, if one was shown."""

    session: Session
    token: str
    former_shopper_id: str = ""


class AccessService:
    """Tells callers apart by what they send in ``Authorization``.

    Args:
        keys: The keys of sessions and of callers.
        clock: What time it is.
        lifetimes: Of sessions.
        is_open: Whether everybody may do everything, as on one machine behind the shop's backend.
    """

    def __init__(
        self, keys: KeyRing, clock: Clock, lifetimes: Lifetimes, *, is_open: bool = False
    ) -> None:
        self._keys = keys
        self._clock = clock
        self._lifetimes = lifetimes
        self._is_open = is_open

    def identify(self, authorization: str) -> Caller:
        """Who sends this header; another scheme than ``Bearer`` is no credential of ours.

        Raises:
            CredentialError: a bearer's credential that is wrong, over or revoked.
            ConfigurationError, UnavailableError: as `KeyRing`.
        """
        if self._is_open:
            return EVERYBODY
        scheme, _, credential = authorization.strip().partition(" ")
        if scheme.lower() != _BEARER:
            return ANYONE
        credential = credential.strip()
        if credential.startswith(API_KEY_PREFIX):
            return self._holder_of(credential)
        return Caller(CallerKind.SHOPPER, self.session_of(credential).shopper_id)

    def check(self) -> None:
        """Whether sessions can be signed, and so be told apart; nothing where access is open.

        Raises:
            ConfigurationError, UnavailableError: as `KeyRing`.
        """
        if not self._is_open:
            self._keys.signing_key(self._now())

    def session_of(self, token: str) -> Session:
        """The session of a token.

        Raises:
            SessionInvalidError, SessionExpiredError: it is none, or over.
        """
        if not token.startswith(TOKEN_PREFIX) or not token.isascii():
            raise SessionInvalidError
        key = self._keys.session_key(key_id_of(token))
        if key is None:
            raise SessionInvalidError
        return open_session(token, key, self._now())

    def begin(self, token: str = "") -> IssuedSession:
        """An anonymous session, of a new shopper or, by an anonymous token, of the same one.

        Raises:
            SessionInvalidError, SessionExpiredError: the token is none, over, or of an account.
        """
        shopper_id = f"anon-{secrets.token_hex(16)}"
        if token:
            shopper_id = self._anonymous(token)
        return self._issue(shopper_id, SessionKind.ANONYMOUS, self._lifetimes.anonymous)

    def begin_signed_in(self, issuer: str, subject: str, token: str = "") -> IssuedSession:
        """A session of an account that somebody else has proved.

        Args:
            issuer: Who proved it.
            subject: The account's id there.
            token: Of the anonymous session before, so that the answer names its shopper.

        Raises:
            SessionInvalidError, SessionExpiredError: the token is none, over, or of an account.
        """
        former = self._anonymous(token) if token else ""
        shopper_id = shopper_id_of_account(issuer, subject)
        lifetime = self._lifetimes.signed_in
        return self._issue(shopper_id, SessionKind.SIGNED_IN, lifetime, former)

    def _anonymous(self, token: str) -> str:
        session = self.session_of(token)
        if session.kind is not SessionKind.ANONYMOUS:
            raise SessionInvalidError("The token is not of an anonymous session.")
        return session.shopper_id

    def _issue(
        self, shopper_id: str, kind: SessionKind, seconds: int, former: str = ""
    ) -> IssuedSession:
        now = self._now()
        session = Session(shopper_id, kind, int(now) + seconds)
        return IssuedSession(session, sign_session(session, self._keys.signing_key(now)), former)

    def _holder_of(self, credential: str) -> Caller:
        key_id, _, secret = credential.removeprefix(API_KEY_PREFIX).partition("_")
        key = self._keys.api_key(key_id)
        if key is None or not key.fits(secret):
            raise ApiKeyInvalidError
        return Caller(key.scope, name=f"{key.name} ({key.key_id})")

    def _now(self) -> float:
        return self._clock.now().timestamp()
