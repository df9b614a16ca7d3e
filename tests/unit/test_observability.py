"""Handlers write logs and metrics on Lambda, nothing anywhere else, and never what they handle."""

import json
import logging
import random
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from shopguide.api.observability import count, observed

_log = logging.getLogger("shopguide.test")


@observed("test_function")
def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    """Counts rows."""
    count("LakeLines", event["rows"])
    _log.info("Handled.")
    if event.get("fails"):
        raise ValueError("no")
    return {"result": "private-result"}


def test_on_lambda_a_handler_writes_logs_and_metrics(
    lambda_context: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    handler({"rows": 7, "secret": "private-event"}, lambda_context)
    written = capsys.readouterr().out
    lines = [json.loads(line) for line in written.splitlines()]
    assert any(line.get("message") == "Handled." for line in lines)
    assert [line["LakeLines"] for line in lines if "LakeLines" in line] == [7]
    assert "private" not in written


def test_metrics_of_a_stage_are_in_a_namespace_of_its_own(
    lambda_context: SimpleNamespace,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import_module("shopguide.bootstrap")  # it knows the settings
    monkeypatch.setenv("SHOPGUIDE_METRICS_NAMESPACE", "ShopGuide/prod")
    handler({"rows": 1}, lambda_context)
    told = [json.loads(line).get("_aws") for line in capsys.readouterr().out.splitlines()]
    [document] = [each for each in told if each]
    assert {each["Namespace"] for each in document["CloudWatchMetrics"]} == {"ShopGuide/prod"}


def test_failure_is_passed_on(lambda_context: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="no"):
        handler({"rows": 1, "fails": True}, lambda_context)


def test_elsewhere_nothing_is_written_however_much_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for _ in range(200):  # Powertools writes a metric out by itself after 100 values
        assert handler({"rows": 7}, None) == {"result": "private-result"}
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_processes_restored_from_one_snapshot_draw_different_numbers(
    lambda_context: SimpleNamespace,
) -> None:
    snapshot = random.getstate()

    def restored(number: int) -> float:
        random.setstate(snapshot)
        observed(f"restored_{number}")(lambda _event, _context: None)({}, lambda_context)
        return random.random()

    assert restored(1) != restored(2)


def test_documentation_of_the_handler_is_kept() -> None:
    assert handler.__doc__ == "Counts rows."
