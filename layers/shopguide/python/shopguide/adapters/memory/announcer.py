"""Announcements, kept in a list."""

from shopguide.ports.announcer import Announcement


class InMemoryAnnouncer:
    """Keeps what it is told, in order."""

    def __init__(self) -> None:
        self.announcements: list[Announcement] = []

    def announce(self, announcement: Announcement) -> None:
        """Keep it."""
        self.announcements.append(announcement)
