"""The shop that a command works on where it needs no model: a server's, a folder's, a bucket's."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

from infra.local.client import ShopClient
from infra.local.connection import connect
from shopguide.bootstrap import Container
from shopguide.config import Settings, read_settings
from shopguide.domain.errors import ConfigurationError

_Verbs = TypeVar("_Verbs")


@contextmanager
def verbs_of(
    url: str | None,
    data: Path | None,
    there: Callable[[ShopClient], _Verbs],
    here: Callable[[Container], _Verbs],
    *,
    may_create: bool = False,
) -> Iterator[_Verbs]:
    """What a command asks of the shop at `url`, or of the one in folder `data`.

    With neither, of the folder or, where SHOPGUIDE_MODE is aws, the bucket that the settings name.

    Args:
        url: Of a running server.
        data: Folder that this process opens and holds meanwhile.
        there: Asks a server.
        here: Asks the parts in this process.
        may_create: Whether an empty folder is a new shop and not a typing error.

    Raises:
        CommandError: both were given, or the URL is none.
        ShopGuideError: the folder cannot be opened; the message says why and what to do.
    """
    if url is not None:
        with connect(url, data) as shop:
            yield there(shop)
        return
    settings = read_settings() if data is None else read_settings(data_dir=data)
    with _opened(settings, may_create=may_create) as container:
        yield here(container)


@contextmanager
def _opened(settings: Settings, *, may_create: bool) -> Iterator[Container]:
    """The parts of the shop that the settings name; a folder is held meanwhile."""
    if settings.mode == "aws":
        with closing(Container(settings)) as here:
            yield here
        return
    if not may_create and not (settings.data_dir / "records.sqlite").exists():
        raise ConfigurationError(
            f"There is no shop in the folder {settings.data_dir}.",
            fix="Name another one with --data, a server with --url, or upload products first.",
            field="data",
        )
    from shopguide.adapters.folder.lock import DataFolderLock

    with DataFolderLock(settings.data_dir), closing(Container(settings)) as here:
        yield here
