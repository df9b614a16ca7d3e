"""The API key that commands send to a server: in a file, never in a variable or an option."""

import os
import stat
from pathlib import Path

import httpx

from shopguide.config import Settings
from shopguide.domain.errors import ConfigurationError

_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def authorization_for(url: str, settings: Settings) -> dict[str, str]:
    """The header for requests to `url`; none where the settings name no file.

    Raises:
        ConfigurationError: the file cannot be used, or anyone on the way could read the key.
    """
    if not settings.api_key_file:
        return {}
    address = httpx.URL(url)
    if address.scheme != "https" and address.host not in _THIS_MACHINE:
        raise _wrong(
            f"The key in {settings.api_key_file} would be sent to {address.host} unencrypted.",
            "Use https://, or ask without a key.",
        )
    return {"Authorization": f"Bearer {_read(Path(settings.api_key_file).expanduser())}"}


def write_key_file(path: Path, key: str) -> None:
    """Write a key for its owner alone; a file that is there stays.

    Raises:
        ConfigurationError: it cannot be written, or is there.
    """
    try:
        descriptor = os.open(path.expanduser(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _wrong(
            f"{path} cannot be written ({error.strerror}).", "Name another file."
        ) from error
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")


def _read(path: Path) -> str:
    try:
        with path.open(encoding="ascii") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise _wrong(f"Others may read the key in {path}.", f"`chmod 600 {path}`.")
            return file.read().strip()
    except (OSError, UnicodeDecodeError) as error:
        fix = "`shopguide access add-key --to FILE` writes one."
        raise _wrong(f"{path} cannot be read ({type(error).__name__}).", fix) from error


def _wrong(what: str, fix: str) -> ConfigurationError:
    return ConfigurationError(what, fix=fix, field="SHOPGUIDE_API_KEY_FILE")
