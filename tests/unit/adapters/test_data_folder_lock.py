"""One process at a time holds a data folder."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shopguide.adapters.folder.lock import DataFolderLock
from shopguide.domain.errors import ConfigurationError, DataFolderInUseError

HOLDER = """
import sys, time
from pathlib import Path
from shopguide.adapters.folder.lock import DataFolderLock

lock = DataFolderLock(Path(sys.argv[1]))
lock.acquire("http://127.0.0.1:8080")
print("held", flush=True)
time.sleep(60)
"""


def test_second_process_is_told_who_holds_the_folder_until_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    with holder.stdout as lines:
        assert lines.readline() == b"held\n"
    lock = DataFolderLock(folder)
    with pytest.raises(DataFolderInUseError) as caught:
        lock.acquire("http://127.0.0.1:9090")
    for part in (str(folder), str(holder.pid), "--url http://127.0.0.1:8080", "--data"):
        assert part in str(caught.value)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    lock.acquire("http://127.0.0.1:9090")
    lock.release()


def test_holder_that_serves_nobody_has_no_url(tmp_path: Path) -> None:
    refused = pytest.raises(DataFolderInUseError, match=f"process {os.getpid()}\\. Wait")
    with DataFolderLock(tmp_path), refused:
        DataFolderLock(tmp_path).acquire("http://127.0.0.1:9090")
    with DataFolderLock(tmp_path, "http://127.0.0.1:1"):
        pass


def test_lock_file_says_who_holds_it(tmp_path: Path) -> None:
    lock = DataFolderLock(tmp_path)
    lock.acquire("http://127.0.0.1:54321")
    lock.acquire("http://127.0.0.1:1")
    holder = json.loads((tmp_path / "server.lock").read_text())
    assert holder["pid"] == os.getpid()
    assert holder["url"] == "http://127.0.0.1:1"
    assert holder["started_at"].endswith("+00:00")
    lock.release()
    lock.release()
    assert (tmp_path / "server.lock").read_text() == ""


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(ConfigurationError, match="is a file") as caught:
            DataFolderLock(folder).acquire("")
        assert caught.value.field == "data_dir"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="cannot be written to"):
        DataFolderLock(tmp_path).acquire("")
