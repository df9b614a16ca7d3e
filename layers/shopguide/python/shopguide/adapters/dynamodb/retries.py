"""Repeats requests that a transaction on the same record stood in the way of."""

from collections.abc import Callable
from typing import TypeVar

from botocore.exceptions import ClientError

from shopguide.adapters.aws.client import error_code
from shopguide.adapters.aws.pause import pause

ATTEMPTS = 8

_CONFLICTS = {"TransactionConflictException", "TransactionInProgressException"}

T = TypeVar("T")


def is_conflict(error: ClientError) -> bool:
    """Whether a transaction was at work on the same record."""
    return error_code(error) in _CONFLICTS


def without_conflict(request: Callable[[], T]) -> T:
    """Repeat a request while transactions stand in its way, at most `ATTEMPTS` times."""
    for attempt in range(ATTEMPTS - 1):
        try:
            return request()
        except ClientError as error:
            if not is_conflict(error):
                raise
            pause(attempt)
    return request()
