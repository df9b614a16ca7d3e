"""The journal: what was reported, a line each, and where the lake keeps the lines of a day.

A line is one JSON object with a ``type`` (``interaction``, ``impression``, ``exposure``); members
that say nothing are left out. docs/events.md lists the members of each type.
"""

from datetime import UTC, datetime, timedelta

from shopguide.domain.impression import ReportedImpression
from shopguide.domain.interaction import Interaction
from shopguide.domain.json_value import JsonObject, JsonValue
from shopguide.domain.recommending import NO_CONTEXT, Context
from shopguide.domain.record_key import Key, journal_partition, journal_shard

LAKE = "lake/"
"""Prefix of the lake in the object store."""

SETTLED_AFTER = timedelta(minutes=15)
"""How long after midnight a write that began before it may still come, clocks differing."""


def journal_key(event_id: str, received_at: datetime) -> Key:
    """Where a line lies: by the day of its receipt, so that a day that is over never changes."""
    received = received_at.astimezone(UTC)
    partition = journal_partition(received.date().isoformat(), journal_shard(event_id))
    return Key(partition, f"{utc_text(received)}#{event_id}")


def interaction_line(interaction: Interaction) -> JsonObject:
    """The line of an interaction."""
    value = interaction.value
    return _line(
        "interaction",
        interaction.event_id,
        interaction.shopper_id,
        interaction.occurred_at,
        interaction.context,
        kind=interaction.kind.value,
        product_id=interaction.product_id,
        ranking_id=interaction.ranking_id,
        value=None if value is None else float(value.amount),
        currency="" if value is None else value.currency,
    )


def impression_line(impression: ReportedImpression, occurred_at: datetime) -> JsonObject:
    """The line of an impression: ``product_ids`` in the order in which they were shown."""
    return _line(
        "impression",
        impression.event_id,
        impression.shopper_id,
        occurred_at,
        impression.context,
        product_ids=list(impression.product_ids),
        ranking_id=impression.ranking_id,
        scene=impression.scene,
    )


def exposure_line(
    event_id: str,
    shopper_id: str,
    experiment: str,
    variant: str,
    occurred_at: datetime,
    context: Context = NO_CONTEXT,
) -> JsonObject:
    """The line of a shopper's first sight of a variant of an experiment."""
    return _line(
        "exposure",
        event_id,
        shopper_id,
        occurred_at,
        context,
        experiment=experiment,
        variant=variant,
    )


def lake_day(day: str) -> str:
    """Prefix of the files of a day (ISO 8601), as Hive partitions are named."""
    return f"{LAKE}day={day}/"


def lake_part(day: str, shard: int) -> str:
    """The file of one shard of a day: gzipped lines, in the order of their receipt."""
    return f"{lake_day(day)}part-{shard:02d}.jsonl.gz"


def lake_done(day: str) -> str:
    """The file that says that a day is whole; engines leave out names that begin with ``_``."""
    return f"{lake_day(day)}_SUCCESS"


def utc_text(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as time does, and every engine reads it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _line(
    line_type: str,
    event_id: str,
    shopper_id: str,
    occurred_at: datetime,
    context: Context,
    **members: JsonValue,
) -> JsonObject:
    whole: dict[str, JsonValue] = {
        "type": line_type,
        "event_id": event_id,
        "shopper_id": shopper_id,
        "occurred_at": utc_text(occurred_at),
        **members,
        "device": context.device,
        "hour": context.hour,
        "country": context.country,
    }
    return {name: value for name, value in whole.items() if value not in ("", None)}
