"""Why a caller is turned away: the branch of `errors.ShopGuideError` that is about access.

::

    AccessError
    ├── CredentialError                what the caller brought proves nothing; 401
    │   ├── SessionRequiredError       nothing was brought, and a shopper is named
    │   ├── SessionInvalidError        a session's token that we did not sign, or no token at all
    │   ├── SessionExpiredError
    │   └── ApiKeyInvalidError         a key that was never made, or is revoked
    ├── NotYourShopperError            a session of one shopper, data of another; 403
    ├── OperatorsOnlyError             a route of those who run the shop; 403
    └── UploadTicketError              an address for an upload that is over, or was changed; 403

Messages never say which part of a credential is wrong, nor whose it is.
"""

from shopguide.domain.errors import ShopGuideError

NEW_SESSION = "Get a session with POST /v1/sessions, and send 'Authorization: Bearer <token>'."


class AccessError(ShopGuideError):
    """The caller may not do this."""

    code = "access_denied"


class CredentialError(AccessError):
    """What the caller brought does not prove who it is."""

    code = "credential_invalid"


class SessionRequiredError(CredentialError):
    """A shopper is named, and no credential was sent."""

    code = "session_required"

    def __init__(self, message: str = "This needs a session.", *, fix: str = NEW_SESSION) -> None:
        super().__init__(message, fix=fix)


class SessionInvalidError(CredentialError):
    """The token of a session is not one that we signed."""

    code = "session_invalid"

    def __init__(
        self, message: str = "The session's token is not valid.", *, fix: str = NEW_SESSION
    ) -> None:
        super().__init__(message, fix=fix)


class SessionExpiredError(CredentialError):
    """The session was ours, and is over."""

    code = "session_expired"

    def __init__(
        self, message: str = "The session has expired.", *, fix: str = NEW_SESSION
    ) -> None:
        super().__init__(message, fix=fix)


class ApiKeyInvalidError(CredentialError):
    """The API key was never made, or is revoked."""

    code = "api_key_invalid"

    def __init__(
        self,
        message: str = "The API key is not valid.",
        *,
        fix: str = "Ask whoever runs the shop for one; `shopguide access add-key` makes it.",
    ) -> None:
        super().__init__(message, fix=fix)


class NotYourShopperError(AccessError):
    """The session is another shopper's."""

    code = "not_your_shopper"

    def __init__(
        self,
        message: str = "The session is not that of this shopper.",
        *,
        fix: str = "Name the shopper that the session was made for.",
    ) -> None:
        super().__init__(message, fix=fix, field="shopper_id")


class OperatorsOnlyError(AccessError):
    """The route is for those who run the shop."""

    code = "operators_only"

    def __init__(
        self,
        message: str = "Only operators of the shop may do this.",
        *,
        fix: str = "Sign the request as docs/access.md says, or send an operator's API key.",
    ) -> None:
        super().__init__(message, fix=fix)


class UploadTicketError(AccessError):
    """The address for an upload is not as it was issued, or its time is over."""

    code = "upload_ticket_invalid"

    def __init__(
        self,
        message: str = "The address for this upload is not as it was issued.",
        *,
        fix: str = "Ask for another one with POST /v1/catalog/uploads, and send what it says.",
    ) -> None:
        super().__init__(message, fix=fix)
