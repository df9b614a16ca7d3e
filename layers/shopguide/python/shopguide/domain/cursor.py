"""Where a page of search results ends: an opaque word that leads to the next page."""

import struct
from dataclasses import dataclass

from shopguide.domain.errors import InvalidParameterError
from shopguide.domain.opaque_token import seal, unseal

CATALOGUE_CHANGED = "catalogue_changed"
"""Note of a page: an import went live since the page before, so hits may repeat or be missing."""

MAX_OFFSET = 1000
"""Hits that one may leave out before a page; deeper pages of a ranking help nobody."""

_FORM = 1
_LAYOUT = struct.Struct(">HQ8s")
_MAX_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class SearchCursor:
    """The page that begins after `offset` hits.

    Attributes:
        offset: 0 to `MAX_OFFSET`.
        catalogue_version: That gave the page before.
        request: Fingerprint of all that was asked but for the page: 16 hex digits.
    """

    offset: int
    catalogue_version: int
    request: str

    def check_request(self, fingerprint: str) -> None:
        """Refuse the cursor of another request.

        Raises:
            InvalidParameterError: it belongs to a request with another fingerprint.
        """
        if self.request != fingerprint:
            raise InvalidParameterError(
                "The cursor belongs to another request.",
                fix="Send it with the very parameters of the page it came from, or send none.",
                field="cursor",
            )

    def notes(self, live_version: int) -> tuple[str, ...]:
        """What to say of the page where the catalogue is now in this version."""
        return () if live_version == self.catalogue_version else (CATALOGUE_CHANGED,)


def cursor_to_token(cursor: SearchCursor) -> str:
    """The cursor as a word of 31 URL-safe characters."""
    request = bytes.fromhex(cursor.request)
    return seal(_FORM, _LAYOUT.pack(cursor.offset, cursor.catalogue_version, request))


def cursor_from_token(token: str) -> SearchCursor:
    """Read what `cursor_to_token` wrote.

    Raises:
        InvalidParameterError: it is anything else.
    """
    try:
        payload = unseal(token, form=_FORM, max_characters=_MAX_CHARACTERS)
        offset, version, request = _LAYOUT.unpack(payload)
    except (ValueError, struct.error) as error:
        why = error if isinstance(error, ValueError) else "was altered"
        raise _wrong(f"The cursor {why}.") from None
    if offset > MAX_OFFSET:
        raise _wrong("The cursor leads too deep.")
    return SearchCursor(offset, version, request.hex())


def _wrong(message: str) -> InvalidParameterError:
    return InvalidParameterError(
        message,
        fix="Send `next_cursor` as the page before gave it, or none for the first page.",
        field="cursor",
    )
