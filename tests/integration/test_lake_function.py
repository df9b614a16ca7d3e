"""The function that copies the journal into the lake, from its event to the files."""

from collections.abc import Callable
from typing import Any

from functions.lake_export.app import lambda_handler
from shopguide.bootstrap import Container
from shopguide.domain.interaction import InteractionKind, ReportedInteraction
from shopguide.domain.journal import LAKE


def test_what_was_reported_lies_in_the_lake(
    container: Container, load_event: Callable[[str], dict[str, Any]], lambda_context: Any
) -> None:
    event = ReportedInteraction("e", "s", InteractionKind.VIEW_ITEM, "HP-1")
    container.events.record([event])
    answer = lambda_handler(load_event("schedule-lake-export"), lambda_context)
    assert (answer["days"], answer["lines"]) == (["2026-01-01"], 1)
    [stored] = container.objects.list(LAKE)
    assert stored.key.startswith("lake/day=2026-01-01/part-")
    assert stored.size == answer["bytes"]
