"""Publishes a version of the signals once ``signals.json``, the last of its files, is stored.

S3 tells of it through a queue, so that a publication that failed is delivered again; it is safe to
repeat: what was live stays live until the new version is whole. A document straight from S3 is
taken as well.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shopguide.api.deliveries import told
from shopguide.api.observability import count, observed
from shopguide.bootstrap import container
from shopguide.domain.signals import SIGNALS_PREFIX
from shopguide.domain.upload import created_in

logger = logging.getLogger(f"shopguide.{__name__}")

_LAST_FILE = "signals.json"


@observed("signals_publish")
def lambda_handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
    """Publish what the event tells of; say how that ended or, to SQS, what to deliver again."""
    if any(record.get("eventSource") == "aws:sqs" for record in event.get("Records", ())):
        return process_partial_response(
            event=event,
            record_handler=_publish_message,
            processor=BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False),
            context=context,
        )
    return [_publish(version) for version in _versions_in(event)]


@told("signals-dead-letters-alarm")
def _publish_message(record: SQSRecord) -> None:
    try:
        for version in _versions_in(json.loads(record.body)):
            _publish(version)
    except Exception:
        count("SignalsFailed")
        raise


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
