"""What only the SQLite record table has to get right: crashes, full disks, damaged files."""

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest

from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.domain.errors import ConfigurationError, RecordsUnavailableError, StorageFullError
from shopguide.domain.record_key import Key
from shopguide.ports.record_table import Increment, Put

KEY = Key("p", "s")

# Writes groups of two records and acknowledges each on standard output, until it is killed.
WRITER = """
import itertools, sys
from pathlib import Path
from shopguide.adapters.memory.clock import FixedClock
from shopguide.adapters.sqlite.records import SqliteRecordTable
from shopguide.domain.record_key import Key
from shopguide.ports.record_table import Increment, Put

table = SqliteRecordTable(Path(sys.argv[1]), FixedClock())
for number in itertools.count():
    event = Put(Key("events", f"{number:06d}"), {"text": "x" * 500}, if_absent=True)
    table.write_groups([[event, Increment(Key("count", "all"), {"n": 1})]])
    print(number, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "records.sqlite"


def open_table(path: Path, clock: FixedClock | None = None) -> SqliteRecordTable:
    return SqliteRecordTable(path, clock or FixedClock())


def test_records_are_there_after_reopening(path: Path) -> None:
    table = open_table(path)
    table.put(KEY, {"标题": "耳机"})
    table.close()
    table = open_table(path)
    assert table.get(KEY) == {"标题": "耳机"}
    table.close()


def test_kill_loses_nothing_acknowledged_and_leaves_no_half_group(path: Path) -> None:
    acknowledged = 0
    for _ in range(2):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        with writer.stdout as lines:
            for _ in range(200):
                acknowledged = max(acknowledged, int(lines.readline()))
            os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
    table = open_table(path)
    events = [key.sort for key, _ in table.query("events")]
    assert events[: acknowledged + 1] == [f"{n:06d}" for n in range(acknowledged + 1)]
    assert table.get(Key("count", "all")) == {"n": len(events)}
    table.close()


def test_expired_records_are_removed_while_others_are_written(path: Path) -> None:
    clock = FixedClock()
    table = open_table(path, clock)
    soon = int(clock.now().timestamp()) + 60
    table.write_groups([[Put(Key("old", f"{n:03d}"), {}, expires_at=soon)] for n in range(400)])
    clock.advance(60)
    table.write_groups([[Put(Key("new", f"{n:03d}"), {}, expires_at=2**40)] for n in range(400)])
    table.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT DISTINCT partition FROM records").fetchall() == [("new",)]
    connection.close()


def test_full_disk_is_told_and_leaves_what_was_there(path: Path) -> None:
    table = open_table(path)
    table.put(KEY, {"n": 1})
    with table._database.writing() as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    table._database._writer.execute(f"PRAGMA max_page_count = {pages + 5}")
    groups = [
        [Put(Key("big", str(n)), {"text": "x" * 9000}), Increment(KEY, {"n": 1})] for n in "123"
    ]
    with pytest.raises(StorageFullError, match=r"records\.sqlite"):
        table.write_groups(groups)
    assert table.get(KEY) == {"n": 1}
    assert list(table.query("big")) == []
    table._database._writer.execute("PRAGMA max_page_count = 10000")
    assert table.write_groups(groups) == [True] * 3
    table.close()


@pytest.mark.parametrize(
    "damage", [b"this is no database" * 400, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_damaged_file_is_named_with_the_way_out(path: Path, damage: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(damage)
    with pytest.raises(RecordsUnavailableError, match="backup") as caught:
        open_table(path)
    assert str(path) in str(caught.value)


def test_file_that_gets_damaged_is_named(path: Path) -> None:
    table = open_table(path)
    table.write_groups([[Put(Key("p", str(n)), {"text": "x" * 2000})] for n in range(200)])
    table.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xff" * (size - 16384))
    table = open_table(path)
    with pytest.raises(RecordsUnavailableError, match="damaged"):
        list(table.query("p"))
    table.close()


def test_file_of_a_newer_version_is_left_alone(path: Path) -> None:
    open_table(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigurationError, match="newer"):
        open_table(path)


def test_file_below_a_file_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordsUnavailableError, match="cannot be created"):
        open_table(tmp_path / "file" / "records.sqlite")


def test_readers_see_whole_groups_while_others_write(path: Path) -> None:
    table = open_table(path)
    keys = [Key("a", "1"), Key("b", "2")]

    def write(_: int) -> None:
        table.write_groups([[Increment(key, {"n": 1}) for key in keys]])

    def read(_: int) -> tuple[int, int]:
        found = table.get_many(keys)
        return tuple(found.get(key, {}).get("n", 0) for key in keys)  # type: ignore[return-value]

    with ThreadPoolExecutor(4) as executor:
        written = executor.map(write, range(200))
        seen = list(executor.map(read, range(200)))
        list(written)
    assert all(first == second for first, second in seen)
    assert read(0) == (200, 200)
    table.close()


def test_query_returns_each_record_once_while_others_write(path: Path) -> None:
    table = open_table(path)
    table.write_groups([[Put(Key("p", f"{n:04d}"), {})] for n in range(300)])
    seen = []
    for key, _ in table.query("p"):
        seen.append(key.sort)
        table.put(Key("p", key.sort + "-after"), {})
    assert all(first < second for first, second in pairwise(seen))
    assert {f"{n:04d}" for n in range(300)} <= set(seen)
    table.close()
