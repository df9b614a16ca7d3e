"""Announcements, written to the log: on one machine whoever runs the shop reads it."""

import logging

from shopguide.ports.announcer import Announcement

logger = logging.getLogger(__name__)


class LogAnnouncer:
    """Writes each announcement as one entry of the log."""

    def announce(self, announcement: Announcement) -> None:
        """Write it."""
        logger.info("%s\n%s", announcement.subject, announcement.text)
