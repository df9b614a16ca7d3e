"""When work that failed is worth another delivery."""

from shopguide.domain.errors import ShopGuideError, UnavailableError

LAST_DELIVERY = 5
"""The last delivery at which work is tried."""

MAX_DELIVERIES = LAST_DELIVERY + 1
"""``maxReceiveCount`` of the queues. One more delivery than tries: work that ended its process each
time (memory, time limit) could never say so itself, and its import would stand open for ever."""


def check_worth_trying(delivery: int) -> None:
    """Refuse work that never came to an end.

    Raises:
        UnavailableError: `delivery` (from 1) is beyond `LAST_DELIVERY`.
    """
    if delivery > LAST_DELIVERY:
        raise UnavailableError(
            f"The work ended its process {LAST_DELIVERY} times.",
            fix="Give the function more memory or time, then upload the file again.",
        )


def is_worth_retry(error: Exception, delivery: int) -> bool:
    """Whether the same work may succeed later, and will be delivered again.

    Args:
        error: What ended delivery number `delivery`. An error of ours says itself whether it may
            pass; one that nobody foresaw may.
        delivery: From 1.
    """
    may_pass = isinstance(error, UnavailableError) or not isinstance(error, ShopGuideError)
    return may_pass and delivery < LAST_DELIVERY
