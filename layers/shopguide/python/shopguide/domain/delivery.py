"""When work that failed is worth another delivery."""

from shopguide.domain.errors import ShopGuideError, UnavailableError

LAST_DELIVERY = 5
"""How often a message is delivered at most: ``maxReceiveCount`` of the queues."""


def is_worth_retry(error: Exception, delivery: int) -> bool:
    """Whether the same work may succeed later, and will be delivered again.

    Args:
        error: What ended delivery number `delivery`. An error of ours says itself whether it may
            pass; one that nobody foresaw may.
        delivery: From 1.
    """
    may_pass = isinstance(error, UnavailableError) or not isinstance(error, ShopGuideError)
    return may_pass and delivery < LAST_DELIVERY
