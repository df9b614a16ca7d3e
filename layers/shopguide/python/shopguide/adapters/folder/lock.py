"""One process at a time holds a data folder."""

import fcntl
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from shopguide.adapters.system.durable import make_folders
from shopguide.domain.errors import ConfigurationError, DataFolderInUseError

LOCK_NAME = "server.lock"


class DataFolderLock:
    """The lock ``server.lock`` of a data folder; the kernel lets go of it when its holder dies.

    The file says who holds it: ``{"pid", "url", "started_at"}``. It stays when the lock is let go,
    because a lock on a file that is being removed could be held twice.

    Args:
        folder: The data folder; created if need be.
        url: Where the holder answers requests, empty if it serves nobody.
    """

    def __init__(self, folder: Path, url: str = "") -> None:
        self._folder = folder
        self._url = url
        self._handle: int | None = None

    def acquire(self, url: str | None = None) -> None:
        """Take the lock, or, when this object holds it, change the URL that others are told.

        Raises:
            DataFolderInUseError: another process holds it; the message names its pid and URL.
            ConfigurationError: the folder cannot be written to, or is a file.
        """
        self._url = self._url if url is None else url
        if self._handle is None:
            handle = self._open()
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                os.close(handle)
                raise self._in_use() from error
            self._handle = handle
        self._write_holder(self._handle)

    def release(self) -> None:
        """Let go; a lock that is not held is ignored."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> "DataFolderLock":
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _open(self) -> int:
        try:
            make_folders(self._folder)
            return os.open(self._folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except (FileExistsError, NotADirectoryError) as error:
            raise ConfigurationError(
                f"The data folder {self._folder} is a file, or lies below one.",
                fix="Name a folder with --data.",
                field="data_dir",
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"The data folder {self._folder} cannot be written to: {error.strerror}.",
                fix="Name another folder with --data, or let this user write to it.",
                field="data_dir",
            ) from error

    def _write_holder(self, handle: int) -> None:
        holder = {
            "pid": os.getpid(),
            "url": self._url,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        text = json.dumps(holder).encode()
        # The old text is never longer for a reader than the new one plus spaces.
        size = os.fstat(handle).st_size
        os.pwrite(handle, text.ljust(size), 0)

    def _in_use(self) -> DataFolderInUseError:
        holder = read_holder(self._folder)
        pid, url = holder.get("pid", "unknown"), holder.get("url", "")
        return DataFolderInUseError(
            f"The data folder {self._folder} is in use by process {pid}"
            + (f", which answers at {url}." if url else "."),
            fix=(f"Use it with --url {url}, " if url else "Wait until it has ended, ")
            + "stop it, or name another folder with --data.",
            field="data_dir",
        )


def read_holder(folder: Path) -> dict[str, str | int]:
    """What the lock's last holder wrote: ``pid, url, started_at``; empty if there is nothing."""
    with suppress(OSError, ValueError):
        holder: dict[str, str | int] = json.loads((folder / LOCK_NAME).read_bytes())
        return holder
    return {}
