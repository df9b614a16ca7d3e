"""What one event changes: a group of writes, so that a crash never counts it by half."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import (
    HISTORY_KEPT,
    Interaction,
    InteractionKind,
    history_key,
    interaction_to_record,
)
from shopguide.domain.journal import impression_line, interaction_line
from shopguide.domain.popularity import SCORE, popularity_increment
from shopguide.domain.record_key import event_key, popularity_key
from shopguide.events.allowance import DayAllowances
from shopguide.events.dismissals import DismissalBatch
from shopguide.events.journal import Journal
from shopguide.ports.record_table import Increment, Put, Write

MARKER_KEPT = timedelta(days=30)
"""How long a second delivery of an event is recognised."""

Event: TypeAlias = Interaction | ReportedImpression
"""An accepted event; its time is known."""


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """The writes of one event, and what is brought up to date after them.

    Attributes:
        writes: All or nothing; refused where the event was recorded before.
        grown: What is added to the popularity of its product.
        shown: Products that count as shown once more.
    """

    writes: Sequence[Write]
    grown: Mapping[str, float] = field(default_factory=dict)
    shown: Sequence[str] = ()


class EventPlanner:
    """Plans the events of one batch, which have to be asked for in its order."""

    def __init__(
        self,
        journal: Journal,
        allowances: DayAllowances,
        dismissals: DismissalBatch,
        now: datetime,
    ) -> None:
        self._journal = journal
        self._allowances = allowances
        self._dismissals = dismissals
        self._now = now

    def plan(self, event: Event) -> PlannedEvent:
        """The writes of an event."""
        if isinstance(event, ReportedImpression):
            return self._impression(event)
        if event.kind is InteractionKind.DISMISS:
            return self._dismissal(event)
        return self._interaction(event)

    def _impression(self, impression: ReportedImpression) -> PlannedEvent:
        line = impression_line(impression, impression.occurred_at or self._now)
        writes = (self._marker(impression), self._journal.put(impression.event_id, line, self._now))
        return PlannedEvent(writes, shown=self._allowances.shown(impression))

    def _dismissal(self, dismissal: Interaction) -> PlannedEvent:
        """Not a taste, so not in the history, from which it would go after `HISTORY_KEPT`."""
        return PlannedEvent((*self._recorded(dismissal), *self._dismissals.writes(dismissal)))

    def _interaction(self, interaction: Interaction) -> PlannedEvent:
        ends = int((interaction.occurred_at + HISTORY_KEPT).timestamp())
        history = Put(history_key(interaction), interaction_to_record(interaction), expires_at=ends)
        writes = (*self._recorded(interaction), history)
        weight = self._allowances.count(interaction)
        if not weight:
            return PlannedEvent(writes)
        score = popularity_increment(weight, interaction.occurred_at)
        grows = Increment(popularity_key(interaction.product_id), {SCORE: score})
        counted = self._allowances.counted_write(interaction)
        return PlannedEvent((*writes, grows, counted), grown={interaction.product_id: score})

    def _recorded(self, interaction: Interaction) -> tuple[Put, Put]:
        line = interaction_line(interaction)
        return self._marker(interaction), self._journal.put(interaction.event_id, line, self._now)

    def _marker(self, event: Event) -> Put:
        ends = int((self._now + MARKER_KEPT).timestamp())
        return Put(event_key(event.event_id), {}, if_absent=True, expires_at=ends)
