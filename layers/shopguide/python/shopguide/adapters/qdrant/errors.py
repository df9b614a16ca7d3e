"""What Qdrant and the network raise, in ShopGuide's words."""

import httpx
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from shopguide.domain.errors import (
    IndexUnavailableError,
    NotFoundError,
    ShopGuideError,
    StorageFullError,
)

URL_SETTING = "SHOPGUIDE_QDRANT_URL"
KEY_SETTING = "SHOPGUIDE_QDRANT_API_KEY_SECRET"

_BUSY = frozenset({429, 502, 503, 504})
_REFUSES_KEY = frozenset({401, 403})


class RequestRefusedError(IndexUnavailableError):
    """Qdrant answered that it will not do what was asked."""


def is_worth_a_retry(error: Exception) -> bool:
    """Whether the same request may pass in a moment; a timeout has used up the caller's time."""
    if isinstance(error, ResponseHandlingException):
        cause = error.source
        return isinstance(cause, httpx.TransportError) and not isinstance(
            cause, httpx.TimeoutException
        )
    if isinstance(error, UnexpectedResponse):
        return error.status_code in _BUSY
    return isinstance(error, ResourceExhaustedResponse)


def refuses_key(error: Exception) -> bool:
    """Whether the server does not accept the key that it was sent."""
    return isinstance(error, UnexpectedResponse) and error.status_code in _REFUSES_KEY


def is_outage(error: Exception) -> bool:
    """Whether the server could not, rather than would not, do what was asked."""
    if isinstance(error, ResponseHandlingException):
        return isinstance(error.source, httpx.TransportError)
    if isinstance(error, UnexpectedResponse):
        return error.status_code in _BUSY or (error.status_code or 0) >= 500
    return isinstance(error, ResourceExhaustedResponse)


def translated(error: Exception, name: str, address: str) -> ShopGuideError:
    """The error to raise for what went wrong with index `name` on the server at `address`."""
    if isinstance(error, UnexpectedResponse):
        return _refused(error.status_code or 0, error.content.decode("utf-8", "replace"), name)
    if isinstance(error, ResponseHandlingException):
        cause = error.source
        return IndexUnavailableError(
            f"Qdrant at {address} does not answer: {cause or type(cause).__name__}.",
            fix=f"Check that the server runs and that {URL_SETTING} is its address.",
            field=URL_SETTING,
        )
    if isinstance(error, ValueError) and "not found" in str(error) and name in str(error):
        return NotFoundError(f"There is no index {name!r}.")  # the client without a server
    return RequestRefusedError(f"Qdrant failed on index {name!r}: {error}")


def _refused(status: int, body: str, name: str) -> ShopGuideError:
    if status == 404 and "Collection" in body:
        return NotFoundError(f"There is no index {name!r}.")
    if status in _REFUSES_KEY:
        # No wrong setting to fail for: a key that has run out is replaced without a new process.
        return IndexUnavailableError(
            f"Qdrant refused the API key (status {status}).",
            fix=f"Store a key that may read and write in the secret that {KEY_SETTING} names.",
            field=KEY_SETTING,
        )
    if status == 507 or "no space left" in body.lower():
        return StorageFullError(
            f"Qdrant's disk is full: {body[:300]}", fix="Give the server more room."
        )
    return RequestRefusedError(f"Qdrant refused a request on index {name!r} ({status}): {body}")
