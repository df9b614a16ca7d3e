"""Batches of changed rows: embed, store; the last one publishes. Then the catalogue's words."""

import logging
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from shopguide.api.deliveries import told
from shopguide.api.logs import log_ids
from shopguide.api.observability import count, count_failure, observed
from shopguide.bootstrap import container, with_live_encoder
from shopguide.domain.batch import BatchReference, reference_from_message
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.delivery import check_worth_trying, is_worth_retry
from shopguide.domain.lexicon_pointer import asks_for_lexicon

logger = logging.getLogger(f"shopguide.{__name__}")


@observed("catalog_index")
def lambda_handler(event: dict[str, Any], context: Any) -> Any:  # noqa: ANN401 - Lambda's own types
    """Do what the messages ask for; name the messages to deliver again."""
    count("BatchesDelivered", len(event["Records"]))
    return process_partial_response(
        event=event,
        record_handler=_handle_message,
        processor=BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False),
        context=context,
    )


@told("index-dead-letters-alarm")
def _handle_message(record: SQSRecord) -> None:
    delivery = int(record.attributes.approximate_receive_count)
    if asks_for_lexicon(record.body):
        _build_lexicon(delivery)
    else:
        reference = reference_from_message(record.body)
        with log_ids(import_id=reference.import_id):
            _index_batch(reference, delivery)


def _index_batch(reference: BatchReference, delivery: int) -> None:
    """Index one batch; an error that will not pass ends its import, any other is raised."""
    try:
        check_worth_trying(delivery)
        with_live_encoder(lambda here: here.indexing.index_batch(reference))
    except Exception as error:
        if is_worth_retry(error, delivery):
            raise
        count_failure(error)
        logger.exception("batch %s is given up on at delivery %d", reference.key, delivery)
        container().indexing.give_up(reference, error)
        count("ImportsFailed")
    # Where it cannot be announced how the import ended, the message comes back for that alone.
    record = container().imports.find(reference.import_id)
    if container().conclusions.conclude(record) and record.status is not ImportStatus.FAILED:
        count(f"Imports{record.status.value.title()}")


def _build_lexicon(delivery: int) -> None:
    """Count the catalogue's words; where that cannot be done, the words before stay in use."""
    try:
        check_worth_trying(delivery)
        container().lexicon.build()
    except Exception as error:
        if is_worth_retry(error, delivery):
            raise
        count_failure(error)
        logger.exception("the lexicon is given up on at delivery %d", delivery)
        count("LexiconBuildsFailed")
