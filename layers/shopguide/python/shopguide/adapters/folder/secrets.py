"""Secrets as files of the data folder that only their owner may read."""

import os
import stat
import tempfile
from pathlib import Path

from shopguide.adapters.system.durable import make_folders, sync_to_disk
from shopguide.domain.errors import ConfigurationError, StorageFullError, means_full_disk

OWNER_ONLY = 0o600


class FolderSecrets:
    """A secret is the file ``<folder>/<name>``, mode 0600.

    One that others may read is refused: it is no secret any more.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str, *, fresh: bool = False) -> str:  # noqa: ARG002 - always fresh
        """The text of a secret.

        Raises:
            ConfigurationError: there is none, or others may read it.
        """
        path = self._folder / name
        try:
            with path.open(encoding="utf-8") as file:
                self._check_private(path, os.fstat(file.fileno()).st_mode)
                return file.read()
        except FileNotFoundError:
            raise ConfigurationError(
                f"There is no secret {path}.", fix="`shopguide access rotate` makes it."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(
                f"The secret {path} cannot be read ({type(error).__name__}).",
                fix="Check that it belongs to this user, or make it anew.",
            ) from error

    def write(self, name: str, text: str) -> None:
        """Put `text` in the place of a secret, on the disk when this returns."""
        path = self._folder / name
        try:
            make_folders(self._folder)
            self._replace(path, text)
        except OSError as error:
            if means_full_disk(error):
                raise StorageFullError(
                    f"No room is left for {path}.", fix="Free some space and try again."
                ) from error
            raise ConfigurationError(
                f"The secret {path} cannot be written ({error.strerror}).",
                fix="Check that this user may write to the data folder.",
            ) from error

    def _replace(self, path: Path, text: str) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=f".{path.name}.")
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp makes it 0600
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)  # no second copy of a secret is left behind
            raise
        sync_to_disk(self._folder)

    def _check_private(self, path: Path, mode: int) -> None:
        if stat.S_IMODE(mode) & 0o077:
            raise ConfigurationError(
                f"The secret {path} may be read by other users of this machine.",
                fix=f"`chmod 600 {path}`, then rotate its keys.",
            )
