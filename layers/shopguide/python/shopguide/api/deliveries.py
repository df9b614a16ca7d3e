"""What is told of messages whose handling fails, so that one that never succeeds is seen."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from shopguide.api.logs import log_ids
from shopguide.api.observability import count_failure
from shopguide.domain.delivery import MAX_DELIVERIES
from shopguide.domain.errors import ShopGuideError

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

_log = logging.getLogger(__name__)

RUNBOOK = "docs/runbook/{page}.md"


def told(page: str) -> "Callable[[Callable[[SQSRecord], None]], Callable[[SQSRecord], None]]":
    """Decorate the handler of one message: a failure is counted, logged once and passed on.

    Args:
        page: The runbook's page about the queue's dead letters, which the line names.
    """

    def decorate(handle: "Callable[[SQSRecord], None]") -> "Callable[[SQSRecord], None]":
        @wraps(handle)
        def handle_told(record: "SQSRecord") -> None:
            with log_ids(message_id=record.message_id):
                try:
                    handle(record)
                except Exception as error:
                    count_failure(error)
                    _tell(error, int(record.attributes.approximate_receive_count), page)
                    raise

        return handle_told

    return decorate


def _tell(error: Exception, delivery: int, page: str) -> None:
    facts: dict[str, object] = {"delivery": delivery}
    if not (isinstance(error, ShopGuideError) and error.fix):
        where = RUNBOOK.format(page=page)
        facts["fix"] = f"After {MAX_DELIVERIES} deliveries it is a dead letter: see {where}."
    _log.error("Delivery %d of a message failed: %s", delivery, error, extra=facts, exc_info=error)
