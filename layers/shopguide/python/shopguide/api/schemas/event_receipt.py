"""The answer of ``POST /v1/events``: what became of each event."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, Field

from shopguide.domain.dismissal import MAX_DISMISSALS
from shopguide.events.service import EventOutcome, Report

INVALID_EVENT = "invalid_event"

_TIME = "Send when it happened, or leave the timestamp out."
_REFUSED = {
    EventOutcome.TIMESTAMP_IN_FUTURE: (
        "'timestamp' is more than 5 minutes ahead of our clock.",
        "timestamp",
        _TIME,
    ),
    EventOutcome.TIMESTAMP_TOO_OLD: (
        "'timestamp' is more than 400 days ago.",
        "timestamp",
        _TIME,
    ),
    EventOutcome.TOO_MANY_DISMISSALS: (
        f"The shopper has turned down {MAX_DISMISSALS:,} other products.",
        "product_id",
        "Take one back with DELETE /v1/shoppers/{shopper_id}/dismissals/{product_id}.",
    ),
}
"""Detail, field and fix by the outcomes that are refusals."""


class RejectedEvent(BaseModel):
    """Why one event of the batch was not recorded."""

    index: int = Field(description="Its place in the batch, from 0.")
    code: str = Field(
        description="'invalid_event', 'timestamp_in_future', 'timestamp_too_old' or"
        " 'too_many_dismissals'."
    )
    detail: str
    field: str | None = None
    fix: str | None = None


class EventReceipt(BaseModel):
    """What became of the events of a batch."""

    accepted: int
    duplicates: int
    rejected: list[RejectedEvent]

    @classmethod
    def of(cls, judged: Sequence[Report | RejectedEvent], outcomes: Sequence[EventOutcome]) -> Self:
        """The receipt of a batch; `outcomes` are of those events that could be reported."""
        rejected = [each for each in judged if isinstance(each, RejectedEvent)]
        places = [n for n, each in enumerate(judged) if not isinstance(each, RejectedEvent)]
        for place, outcome in zip(places, outcomes, strict=True):
            if outcome in _REFUSED:
                detail, field, fix = _REFUSED[outcome]
                rejected.append(
                    RejectedEvent(
                        index=place, code=outcome.value, detail=detail, field=field, fix=fix
                    )
                )
        return cls(
            accepted=sum(outcome is EventOutcome.ACCEPTED for outcome in outcomes),
            duplicates=sum(outcome is EventOutcome.DUPLICATE for outcome in outcomes),
            rejected=sorted(rejected, key=lambda each: each.index),
        )
