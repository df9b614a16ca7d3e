"""Uploaded files: those of the catalogue are read, validated, compared and split into batches,
those of merchandisers are published.

Takes S3's event documents, straight from the bucket or, for imports that had to wait, from SQS;
and from SQS also requests to rebuild the index or to go back to an earlier version, which take
their turn among the imports.
"""

import json
import logging
import random
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shopguide.api.deliveries import told
from shopguide.api.logs import log_ids
from shopguide.api.observability import count, count_failure, observed
from shopguide.bootstrap import container
from shopguide.domain.delivery import check_worth_trying, is_worth_retry
from shopguide.domain.merchandising_revision import MerchandisingKind, uploaded_kind
from shopguide.domain.reindex import reindex_in
from shopguide.domain.rollback import rollback_in
from shopguide.domain.upload import Upload, import_id_of, uploads_in
from shopguide.ports.work_queue import QueueMessage

if TYPE_CHECKING:
    from shopguide.catalog.reindex import ReindexService
    from shopguide.catalog.rollback import RollbackService

logger = logging.getLogger(f"shopguide.{__name__}")

LONGEST_REST_SECONDS = 900


@observed("catalog_import")
def lambda_handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
    """Import what the event tells of; for SQS, name the messages to deliver again."""
    count("UploadEvents")
    if _is_from_queue(event):
        return process_partial_response(
            event=event,
            record_handler=_import_message,
            processor=BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False),
            context=context,
        )
    for upload in uploads_in(event):
        with log_ids(import_id=import_id_of(upload)):
            _import(upload, delivery=1)
    return None


def _is_from_queue(event: dict[str, Any]) -> bool:
    return any(record.get("eventSource") == "aws:sqs" for record in event.get("Records", ()))


@told("import-dead-letters-alarm")
def _import_message(record: SQSRecord) -> None:
    delivery = int(record.attributes.approximate_receive_count)
    try:
        _do(json.loads(record.body), delivery)
    except Exception:
        # Else it would stay hidden as long as a function that is still at work may need.
        message = QueueMessage(record.message_id, record.body, record.receipt_handle, delivery)
        container().import_queue.release(message, delay_seconds=_rest_seconds(delivery))
        raise


def _rest_seconds(delivery: int) -> int:
    """How long a message rests after its n-th failure: doubling, with jitter, bounded."""
    ceiling: int = min(LONGEST_REST_SECONDS, 30 << delivery)
    return int(ceiling * random.uniform(0.5, 1))  # noqa: S311 - jitter, no secret


def _do(document: Any, delivery: int) -> None:  # noqa: ANN401 - what the message holds
    if import_id := reindex_in(document):
        _reindex(import_id, delivery=delivery)
        return
    if import_id := rollback_in(document):
        _roll_back(import_id, delivery=delivery)
        return
    for upload in uploads_in(document):
        with log_ids(import_id=import_id_of(upload)):
            _import(upload, delivery=delivery)


def _import(upload: Upload, *, delivery: int) -> None:
    """Import an upload; an error that will not pass ends the import, any other is raised."""
    if kind := uploaded_kind(upload.key):
        _publish(kind, upload, delivery=delivery)
        return
    service = container().catalog_import
    _try(
        upload.key,
        lambda: service.run(upload).status,
        lambda why: service.fail(upload, why).status,
        delivery,
    )
    # Not part of what is tried: where it cannot be announced how an import ended, the message comes
    # back for that alone, and nothing else is done again.
    container().conclusions.conclude(container().imports.find(import_id_of(upload)))


def _publish(kind: MerchandisingKind, upload: Upload, *, delivery: int) -> None:
    """Publish rules, synonyms or canaries; errors as for an import."""
    uploads = container().merchandising_uploads
    _try(
        upload.key,
        lambda: uploads.run(kind, upload),
        lambda why: uploads.fail(kind, upload, why),
        delivery,
    )


def _reindex(import_id: str, *, delivery: int) -> None:
    """Begin a reindex, or let it wait for its turn; errors as for an import."""
    _advance("reindex", import_id, container().reindex, delivery)


def _roll_back(import_id: str, *, delivery: int) -> None:
    """Begin one family's part of a rollback, or let it wait; errors as for an import."""
    _advance("rollback", import_id, container().rollback, delivery)
    container().conclusions.conclude(container().imports.find(import_id))


def _advance(
    what: str, import_id: str, service: "ReindexService | RollbackService", delivery: int
) -> None:
    _try(
        f"{what} {import_id}",
        lambda: service.run(import_id).status,
        lambda why: service.fail(import_id, why).status,
        delivery,
    )


def _try(
    subject: str,
    run: Callable[[], StrEnum],
    fail: Callable[[Exception], StrEnum],
    delivery: int,
) -> None:
    try:
        check_worth_trying(delivery)
        outcome = run()
    except Exception as error:
        if is_worth_retry(error, delivery):
            raise
        count_failure(error)
        logger.exception("%s is given up on at delivery %d", subject, delivery)
        outcome = fail(error)
    count(f"Imports{outcome.value.title()}")
