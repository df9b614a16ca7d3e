"""Port: telling the shop's people what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Announcement:
    """One piece of news: a line, a short plain text, and words that receivers filter by."""

    subject: str
    text: str
    attributes: Mapping[str, str]


class Announcer(Protocol):
    """Hands news to whoever subscribed to it."""

    def announce(self, announcement: Announcement) -> None:
        """Tell it; when this returns it is on its way.

        Raises:
            UnavailableError: it could not be told; try again later.
        """
