"""Interactions of shoppers: recorded once each, and seen by the very next request."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from shopguide.domain.interaction import (
    Interaction,
    ReportedInteraction,
    history_key,
    interaction_to_record,
)
from shopguide.domain.popularity import SCORE, popularity_increment
from shopguide.domain.record_key import event_key, popularity_key
from shopguide.events.leaders import keep_leaders
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Increment, Put, RecordTable, Write

HISTORY_KEPT = timedelta(days=400)
"""How long an interaction stays in its shopper's history."""

MARKER_KEPT = timedelta(days=30)
"""How long a second delivery of an event is recognised."""

MAX_CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours an app's clock may be."""


class EventOutcome(StrEnum):
    """What became of one reported event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    TIMESTAMP_IN_FUTURE = "timestamp_in_future"
    TIMESTAMP_TOO_OLD = "timestamp_too_old"


class EventService:
    """Writes histories and popularity.

    A product that is not in the shop is accepted: its event may arrive before its catalogue file,
    and what recommends looks products up in the index anyway.
    """

    def __init__(self, records: RecordTable, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    def record(self, reports: Sequence[ReportedInteraction]) -> Sequence[EventOutcome]:
        """Record events, durable when this returns; one outcome for each, in their order.

        An event whose id was seen in the last 30 days changes nothing.
        """
        now = self._clock.now()
        outcomes = [_judge(report.occurred_at, now) for report in reports]
        kept = [n for n, outcome in enumerate(outcomes) if outcome is EventOutcome.ACCEPTED]
        interactions = [_interaction(reports[n], now) for n in kept]
        written = self._records.write_groups([_writes(each, now) for each in interactions])
        for n, is_new in zip(kept, written, strict=True):
            if not is_new:
                outcomes[n] = EventOutcome.DUPLICATE
        new = zip(interactions, written, strict=True)
        keep_leaders(self._records, {each.product_id for each, is_new in new if is_new})
        return outcomes


def _judge(occurred_at: datetime | None, now: datetime) -> EventOutcome:
    if occurred_at is None:
        return EventOutcome.ACCEPTED
    if occurred_at > now + MAX_CLOCK_SKEW:
        return EventOutcome.TIMESTAMP_IN_FUTURE
    if occurred_at < now - HISTORY_KEPT:
        return EventOutcome.TIMESTAMP_TOO_OLD
    return EventOutcome.ACCEPTED


def _interaction(report: ReportedInteraction, now: datetime) -> Interaction:
    return Interaction(
        report.event_id,
        report.shopper_id,
        report.kind,
        report.product_id,
        report.occurred_at or now,
    )


def _writes(interaction: Interaction, now: datetime) -> Sequence[Write]:
    """All that one event changes: together, so that a crash never counts it by half."""
    history_ends = int((interaction.occurred_at + HISTORY_KEPT).timestamp())
    increment = popularity_increment(interaction.weight, interaction.occurred_at)
    return (
        Put(
            event_key(interaction.event_id),
            {"at": interaction.occurred_at.isoformat()},
            if_absent=True,
            expires_at=int((now + MARKER_KEPT).timestamp()),
        ),
        Put(history_key(interaction), interaction_to_record(interaction), expires_at=history_ends),
        Increment(popularity_key(interaction.product_id), {SCORE: increment}),
    )
