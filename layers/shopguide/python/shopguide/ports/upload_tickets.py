"""Port: leave to upload one file, handed to whoever may, used without any other credential."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UploadOrder:
    """What may be uploaded.

    Attributes:
        key: Where it will lie in the object store.
        content_type: What it must be said to be.
        max_bytes: Its greatest size.
        seconds: How long the leave holds.
    """

    key: str
    content_type: str
    max_bytes: int
    seconds: int


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """How the file is sent.

    Attributes:
        method: ``POST``: a form of `fields` and, last, the file as ``file``; ``PUT``: the file's
            bytes, with `headers`.
        url: Where to; one that begins with ``/`` is on the server that was asked.
        fields: Of the form.
        headers: To send with it.
        expires_at: Until when it must have begun.
    """

    method: str
    url: str
    expires_at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class UploadTickets(Protocol):
    """Issues tickets; what does not fit the order is refused where it is sent to."""

    def issue(self, order: UploadOrder) -> UploadTicket:
        """A ticket for one file.

        Raises:
            ObjectsUnavailableError: the store's credentials cannot be had.
        """


def expiry(now: datetime, seconds: int) -> datetime:
    """When a ticket that is issued now ends; whole seconds, as signatures have them."""
    return (now + timedelta(seconds=seconds)).replace(microsecond=0)
