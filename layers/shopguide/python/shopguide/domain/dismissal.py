"""Products that a shopper has turned down: never shown to them again, until taken back."""

from datetime import datetime

from shopguide.domain.journal import utc_text
from shopguide.domain.json_value import JsonObject
from shopguide.domain.record_key import Key, dismissed_partition

MAX_DISMISSALS = 1_000
"""How many products one shopper can have turned down at a time."""


def dismissal_key(shopper_id: str, product_id: str) -> Key:
    """The record of one product that a shopper turned down; it never expires."""
    return Key(dismissed_partition(shopper_id), product_id)


def dismissal_to_record(dismissed_at: datetime) -> JsonObject:
    """What is kept of it; shopper and product stand in the key."""
    return {"dismissed_at": utc_text(dismissed_at)}
