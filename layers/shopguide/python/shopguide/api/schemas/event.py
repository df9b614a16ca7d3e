"""``POST /v1/events``: each event is judged by itself, so a bad one never costs the others."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    Field,
    SkipValidation,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError

from shopguide.api.schemas.request import Identifier, RequestModel
from shopguide.api.validation import explain
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.events.service import EventOutcome

MAX_EVENTS = 500
INVALID_EVENT = "invalid_event"

_DETAILS = {
    EventOutcome.TIMESTAMP_IN_FUTURE: "'timestamp' is more than 5 minutes ahead of our clock.",
    EventOutcome.TIMESTAMP_TOO_OLD: "'timestamp' is more than 400 days ago.",
}


class EventInput(RequestModel):
    """One interaction of a shopper with a product."""

    event_id: Identifier = Field(
        description="Unique across shoppers (a UUID); sent again, it changes nothing."
    )
    event_name: InteractionKind = Field(description="GA4's name of the event.")
    shopper_id: Identifier = Field(description="An account or an anonymous session.")
    product_id: Identifier
    timestamp: AwareDatetime | None = Field(
        None, description="ISO 8601 with a time zone; now, where it is missing."
    )

    @field_validator("timestamp", mode="before")
    @classmethod
    def _refuse_numbers(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the caller sent
        """Seconds or milliseconds? Who sends a number may mean either."""
        if value is None or (isinstance(value, str) and "-" in value[1:]):
            return value
        raise PydanticCustomError("datetime_type", "Input should be an ISO 8601 date and time")

    def report(self) -> ReportedInteraction:
        """The event as the service takes it."""
        return ReportedInteraction(
            self.event_id, self.shopper_id, self.event_name, self.product_id, self.timestamp
        )


class RejectedEvent(BaseModel):
    """Why one event of the batch was not recorded."""

    index: int = Field(description="Its place in the batch, from 0.")
    code: str = Field(description="'invalid_event', 'timestamp_in_future' or 'timestamp_too_old'.")
    detail: str
    field: str | None = None
    fix: str | None = None


class EventBatch(RequestModel):
    """Up to 500 events."""

    # Judged one by one in `judged`; the type is what each of them should be.
    events: list[SkipValidation[EventInput]] = Field(min_length=1, max_length=MAX_EVENTS)

    def judged(self) -> Iterator[ReportedInteraction | RejectedEvent]:
        """Each event of the batch, in order, as the service takes it or with its problem."""
        for index, raw in enumerate(self.events):
            try:
                yield EventInput.model_validate(raw).report()
            except ValidationError as error:
                first = error.errors(include_url=False, include_input=False)[0]
                field, detail, fix = explain(first, first["loc"])
                yield RejectedEvent(
                    index=index, code=INVALID_EVENT, detail=detail, field=field, fix=fix
                )


class EventReceipt(BaseModel):
    """What became of the events of a batch."""

    accepted: int
    duplicates: int
    rejected: list[RejectedEvent]

    @classmethod
    def of(
        cls,
        judged: Sequence[ReportedInteraction | RejectedEvent],
        outcomes: Sequence[EventOutcome],
    ) -> Self:
        """The receipt of a batch; `outcomes` are of those events that could be reported."""
        rejected = [each for each in judged if isinstance(each, RejectedEvent)]
        places = [n for n, each in enumerate(judged) if isinstance(each, ReportedInteraction)]
        for place, outcome in zip(places, outcomes, strict=True):
            if outcome in _DETAILS:
                rejected.append(
                    RejectedEvent(
                        index=place,
                        code=outcome.value,
                        detail=_DETAILS[outcome],
                        field="timestamp",
                        fix="Send when it happened, or leave the timestamp out.",
                    )
                )
        return cls(
            accepted=sum(outcome is EventOutcome.ACCEPTED for outcome in outcomes),
            duplicates=sum(outcome is EventOutcome.DUPLICATE for outcome in outcomes),
            rejected=sorted(rejected, key=lambda each: each.index),
        )
