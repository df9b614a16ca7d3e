"""Leave to upload one file to the one-machine server, as a signed address of its upload route."""

import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from shopguide.domain.access_errors import UploadTicketError
from shopguide.domain.upload import UPLOAD_PREFIX
from shopguide.ports.clock import Clock
from shopguide.ports.upload_tickets import UploadOrder, UploadTicket, expiry

ROUTE = "/local/uploads/"
"""Where the server takes files; what follows is what follows ``catalog/`` in the object's key."""

_KEY_BYTES = 32


class FolderUploadTickets:
    """Addresses that are signed with a key of this process: they end with it.

    Args:
        clock: What time it is.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(_KEY_BYTES)

    def issue(self, order: UploadOrder) -> UploadTicket:
        """A signed address."""
        expires_at = expiry(self._clock.now(), order.seconds)
        bound = {"expires": str(int(expires_at.timestamp())), "bytes": str(order.max_bytes)}
        ticket = self._signature(order.key, order.content_type, bound)
        path = ROUTE + quote(order.key.removeprefix(UPLOAD_PREFIX))
        url = f"{path}?{urlencode({**bound, 'ticket': ticket})}"
        return UploadTicket("PUT", url, expires_at, headers={"Content-Type": order.content_type})

    def redeem(self, key: str, content_type: str, query: Mapping[str, str]) -> int:
        """The most bytes that may be sent under a key.

        Raises:
            UploadTicketError: the address was not signed like this, or its time is over.
        """
        bound = {name: query.get(name, "") for name in ("expires", "bytes")}
        signature = self._signature(key, content_type, bound)
        if not hmac.compare_digest(signature.encode(), query.get("ticket", "").encode()):
            raise UploadTicketError
        if self._clock.now().timestamp() >= int(bound["expires"]):
            raise UploadTicketError("The address for this upload has expired.")
        return int(bound["bytes"])

    def _signature(self, key: str, content_type: str, bound: Mapping[str, str]) -> str:
        signed = "\n".join((key, content_type, bound["expires"], bound["bytes"]))
        return hmac.digest(self._key, signed.encode(), "sha256").hex()
