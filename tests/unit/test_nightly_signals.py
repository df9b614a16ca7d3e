"""Signals are built at the hour that was set, gently, and a failure waits for the next night."""

import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local.signals.batch_process import LOWEST_PRIORITY, SignalsBatch
from infra.local.signals.builds import SignalsBuilds
from infra.local.signals.nightly import NightlySignals, next_build
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.adapters.system.clock import SystemClock
from shopguide.config import read_settings
from shopguide.domain.errors import ConfigurationError, SignalsBuildError
from shopguide.domain.record_key import SIGNALS_BUILD


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-01T02:59:59", "2026-03-01T03:00:00"),
        ("2026-03-01T03:00:00", "2026-03-02T03:00:00"),
        ("2026-12-31T23:00:00", "2027-01-01T03:00:00"),
    ],
)
def test_the_next_build_is_at_the_next_such_hour(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert next_build(moment, 3) == datetime.fromisoformat(due).replace(tzinfo=UTC)


class OneDay:
    """A clock that has passed the hour when it is looked at for the second time."""

    def __init__(self) -> None:
        self.looks = 0

    def now(self) -> datetime:
        self.looks += 1
        past = timedelta(hours=4) if self.looks > 1 else timedelta(0)
        return datetime(2026, 1, 1, 1, tzinfo=UTC) + past


class FailingBuild:
    """A build whose batch does not work."""

    def __init__(self) -> None:
        self.gently: list[bool] = []
        self.begun = threading.Event()

    def build(self, batch: object, told: object) -> None:
        self.gently.append(batch._gently)  # type: ignore[attr-defined]
        self.begun.set()
        raise SignalsBuildError("The batch failed.", fix="Repair the lake.")


def test_a_failed_night_is_told_once_and_the_server_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    build, records, clock = FailingBuild(), InMemoryRecordTable(), SystemClock()
    builds = SignalsBuilds(build, lambda: records, lambda: clock)  # type: ignore[arg-type]
    day = OneDay()
    nightly = NightlySignals(builds, lambda: day, 3)
    nightly.start()
    assert build.begun.wait(5)
    builds.wait()
    nightly.stop()
    assert build.gently == [True]
    told = [record.getMessage() for record in caplog.records]
    assert told == ["The signals were not built: The batch failed. Repair the lake."]
    record = records.get(SIGNALS_BUILD)
    assert record is not None
    assert (record["code"], record["fix"]) == ("signals_build_failed", "Repair the lake.")


def test_a_gentle_batch_has_the_lowest_priority(tmp_path: Path) -> None:
    said = tmp_path / "priority"
    program = f"import os, time; time.sleep(0.5); open({str(said)!r}, 'w').write(str(os.nice(0)))"
    with said.open("w") as answer:
        code, _ = SignalsBatch(gently=True)._watch(
            [sys.executable, "-c", program], answer.fileno(), lambda _: None
        )
    assert (code, said.read_text()) == (0, str(LOWEST_PRIORITY))


def test_a_batch_that_is_stopped_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    batch = SignalsBatch()
    batch.stop()
    with pytest.raises(SignalsBuildError, match="was stopped"):
        batch.run(tmp_path, tmp_path / "out", told=lambda _: None)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("hour", ["24", "-2", "three"])
def test_an_hour_that_is_none_is_refused_at_the_start(hour: str) -> None:
    with pytest.raises(ConfigurationError, match="SHOPGUIDE_SIGNALS_HOUR"):
        read_settings({"SHOPGUIDE_SIGNALS_HOUR": hour})
