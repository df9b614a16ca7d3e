"""What DynamoDB says of a request that it refuses."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import error_code
from shopguide.adapters.dynamodb.attributes import Item
from shopguide.domain.errors import InvalidInputError


def is_refused(error: ClientError) -> bool:
    """Whether the record is not as the request's condition wants it."""
    return error_code(error) == "ConditionalCheckFailedException"


def refused_item(error: ClientError) -> Item:
    """The item that a condition did not fit; empty if there is none."""
    response: Mapping[str, Any] = error.response
    item: Item = response.get("Item", {})
    return item


def cancellation_reasons(error: ClientError) -> list[str]:
    """A word for each write of a cancelled transaction, in order; empty for any other error."""
    response: Mapping[str, Any] = error.response
    return [str(reason.get("Code")) for reason in response.get("CancellationReasons", [])]


def invalid_request(error: ClientError) -> InvalidInputError:
    """The error for a request that DynamoDB will never take."""
    message = error.response.get("Error", {}).get("Message", str(error))
    return InvalidInputError(
        f"DynamoDB refuses the request: {message}.", fix="Check the record's key and members."
    )
