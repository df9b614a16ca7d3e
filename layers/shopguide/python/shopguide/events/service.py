"""What shoppers do and see: recorded once each, and known to the very next request."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import compress
from typing import TypeAlias

from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import (
    HISTORY_KEPT,
    Interaction,
    InteractionKind,
    ReportedInteraction,
)
from shopguide.events.allowance import DayAllowances
from shopguide.events.dismissals import DismissalBatch, Dismissals
from shopguide.events.journal import Journal
from shopguide.events.leaders import foreseen_entry, keep_leaders
from shopguide.events.plan import Event, EventPlanner, PlannedEvent
from shopguide.events.shown import count_shown
from shopguide.ports.clock import Clock
from shopguide.ports.record_table import Put, RecordTable

MAX_CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours an app's clock may be."""

Report: TypeAlias = ReportedInteraction | ReportedImpression


class EventOutcome(StrEnum):
    """What became of one reported event."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    TIMESTAMP_IN_FUTURE = "timestamp_in_future"
    TIMESTAMP_TOO_OLD = "timestamp_too_old"
    TOO_MANY_DISMISSALS = "too_many_dismissals"


class EventService:
    """Writes histories, dismissals, popularity and the journal.

    A product that is not in the shop is accepted: its event may arrive before its catalogue file,
    and what recommends looks products up in the index anyway. So is any shopper: a session begins
    with its first event.
    """

    def __init__(self, records: RecordTable, journal: Journal, clock: Clock) -> None:
        self._records = records
        self._clock = clock
        self._journal = journal
        self._dismissals = Dismissals(records)

    def record(self, reports: Sequence[Report]) -> Sequence[EventOutcome]:
        """Record events, durable when this returns; one outcome for each, in their order.

        An event whose id was seen in the last 30 days changes nothing.
        """
        now = self._clock.now()
        dismissals = DismissalBatch(self._dismissals)
        outcomes = self._judge(reports, dismissals, now)
        kept = [n for n, outcome in enumerate(outcomes) if outcome is EventOutcome.ACCEPTED]
        if not kept:
            return outcomes
        events = [_event(reports[n], now) for n in kept]
        written = self._write(events, dismissals, now)
        for n, is_new in zip(kept, written, strict=True):
            if not is_new:
                outcomes[n] = EventOutcome.DUPLICATE
        return outcomes

    def _judge(
        self, reports: Sequence[Report], dismissals: DismissalBatch, now: datetime
    ) -> list[EventOutcome]:
        outcomes = [_judge_time(report.occurred_at, now) for report in reports]
        for n, report in enumerate(reports):
            if (
                outcomes[n] is EventOutcome.ACCEPTED
                and isinstance(report, ReportedInteraction)
                and report.kind is InteractionKind.DISMISS
                and not dismissals.take_in(report.shopper_id, report.product_id)
            ):
                outcomes[n] = EventOutcome.TOO_MANY_DISMISSALS
        return outcomes

    def _write(
        self, events: Sequence[Event], dismissals: DismissalBatch, now: datetime
    ) -> Sequence[bool]:
        """Whether each event was new."""
        allowances = DayAllowances(self._records, events, now)
        planner = EventPlanner(self._journal, allowances, dismissals, now)
        planned = [planner.plan(event) for event in events]
        entering = self._entering(planned)
        self._journal.open_day(now)
        before = allowances.writes()
        groups = [*before, *(each.writes for each in planned), *entering]
        written = self._records.write_groups(groups)[len(before) :]
        new = list(compress(planned, written))
        if not all(written[len(planned) :]):  # another writer let others in
            keep_leaders(self._records, {name for each in new for name in each.grown})
        count_shown(self._records, (name for each in new for name in each.shown), now)
        return written[: len(planned)]

    def _entering(self, planned: Sequence[PlannedEvent]) -> list[tuple[Put]]:
        """The group that lets products into the leaders, if any are about to belong to them."""
        growing: defaultdict[str, float] = defaultdict(float)
        for each in planned:
            for name, score in each.grown.items():
                growing[name] += score
        entry = foreseen_entry(self._records, growing) if growing else None
        return [] if entry is None else [(entry,)]


def _judge_time(occurred_at: datetime | None, now: datetime) -> EventOutcome:
    if occurred_at is None:
        return EventOutcome.ACCEPTED
    if occurred_at > now + MAX_CLOCK_SKEW:
        return EventOutcome.TIMESTAMP_IN_FUTURE
    if occurred_at < now - HISTORY_KEPT:
        return EventOutcome.TIMESTAMP_TOO_OLD
    return EventOutcome.ACCEPTED


def _event(report: Report, now: datetime) -> Event:
    # By an app's clock that is ahead; a later time would outlive a wish to be forgotten.
    occurred_at = min(report.occurred_at or now, now)
    if isinstance(report, ReportedImpression):
        return replace(report, occurred_at=occurred_at)
    return Interaction(
        report.event_id,
        report.shopper_id,
        report.kind,
        report.product_id,
        occurred_at,
        report.ranking_id,
        report.value,
        report.context,
    )
