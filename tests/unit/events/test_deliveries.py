"""However events are delivered, the journal and the history end up the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.record_key import JOURNAL_SHARDS, history_partition, journal_partition
from shopguide.events.dismissals import Dismissals
from shopguide.events.journal import Journal
from shopguide.events.service import EventOutcome, EventService, Report

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHOPPERS = ("s", "会话")

names = st.sampled_from(["p", "q", "耳机-1"])
times = st.timedeltas(timedelta(), timedelta(days=399)).map(lambda age: NOW - age)
reported = st.one_of(
    st.builds(
        ReportedInteraction,
        event_id=st.just(""),
        shopper_id=st.sampled_from(SHOPPERS),
        kind=st.sampled_from(InteractionKind),
        product_id=names,
        occurred_at=times,
    ),
    st.builds(
        ReportedImpression,
        event_id=st.just(""),
        shopper_id=st.sampled_from(SHOPPERS),
        product_ids=st.lists(names, min_size=1, unique=True).map(tuple),
        occurred_at=times,
    ),
)


def numbered(reports: list[Report]) -> list[Report]:
    return [replace(report, event_id=f"e{n}") for n, report in enumerate(reports)]


def state_after(deliveries: list[list[Report]]) -> tuple[object, ...]:
    records = InMemoryRecordTable(FixedClock(NOW))
    events = EventService(records, Journal(records), FixedClock(NOW))
    for batch in deliveries:
        outcomes = events.record(batch)
        assert set(outcomes) <= {EventOutcome.ACCEPTED, EventOutcome.DUPLICATE}
    journal = [
        row
        for shard in range(JOURNAL_SHARDS)
        for row in records.query(journal_partition("2026-06-01", shard))
    ]
    histories = [list(records.query(history_partition(shopper))) for shopper in SHOPPERS]
    dismissed = [Dismissals(records).of(shopper) for shopper in SHOPPERS]
    return journal, histories, dismissed


@settings(max_examples=60, deadline=None)
@given(st.lists(reported, min_size=1, max_size=12), st.data())
def test_order_batches_and_repetitions_change_nothing(
    reports: list[Report], data: st.DataObject
) -> None:
    events = numbered(reports)
    mixed = data.draw(st.permutations([*events, *events]))
    cut = data.draw(st.integers(0, len(mixed)))
    assert state_after([mixed[:cut], mixed[cut:]]) == state_after([events])
