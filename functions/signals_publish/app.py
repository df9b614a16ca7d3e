"""Publishes a version of the signals once ``signals.json``, the last of its files, is stored.

Lambda tries an event again twice when this raises, and a publication is safe to repeat: what was
live stays live until the new version is whole.
"""

import logging
from collections.abc import Iterator
from typing import Any

from shopguide.api.observability import count, observed
from shopguide.bootstrap import container
from shopguide.domain.signals import SIGNALS_PREFIX
from shopguide.domain.upload import created_in

logger = logging.getLogger(f"shopguide.{__name__}")

_LAST_FILE = "signals.json"


@observed("signals_publish")
def lambda_handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401, ARG001 - Lambda's
    """Publish what the event tells of; one entry a version, with how that ended."""
    return [_publish(version) for version in _versions_in(event)]


def _publish(version: str) -> dict[str, Any]:
    report = container().signals_publisher.publish(version)
    count("SignalsPublished" if report.outcome == "published" else "SignalsUnchanged")
    for note in report.notes:
        logger.warning("version %s of the signals: %s", version, note)
    return {
        "version": version,
        "outcome": report.outcome.value,
        "live": report.live.version,
        "notes": list(report.notes),
    }


def _versions_in(event: dict[str, Any]) -> Iterator[str]:
    """Versions whose last file was stored; other keys tell of none."""
    for stored in created_in(event):
        version, _, name = stored.key.removeprefix(SIGNALS_PREFIX).partition("/")
        if stored.key.startswith(SIGNALS_PREFIX) and name == _LAST_FILE:
            yield version
