"""Whose rules, synonyms or canaries a command works on: a server's, a folder's, or the bucket's."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from infra.local.client import ShopClient
from infra.local.connection import connect
from infra.local.output import Document
from shopguide.bootstrap import Container
from shopguide.config import Settings, read_settings
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.merchandising_revision import MerchandisingKind
from shopguide.search.merchandising.documents import (
    check_document,
    content_document,
    history_document,
    publication_document,
    rollback_document,
)
from shopguide.search.merchandising.service import Author, MerchandisingService


class Merchandising(Protocol):
    """What the commands ask; each answers with the document that they show."""

    def check(self, kind: MerchandisingKind, content: bytes) -> Document:
        """Everything that is wrong in a file."""

    def publish(
        self,
        kind: MerchandisingKind,
        content: bytes,
        *,
        by: str = "",
        note: str = "",
        expected_version: str | None = None,
    ) -> Document:
        """Bring a file into use, unless something is wrong in it."""

    def rollback(
        self, kind: MerchandisingKind, version: str = "", *, by: str = "", note: str = ""
    ) -> Document:
        """Bring an earlier version back."""

    def history(self, kind: MerchandisingKind, limit: int | None = None) -> Document:
        """What was in use, the newest first."""

    def show(self, kind: MerchandisingKind, version: str = "") -> Document:
        """What a version says."""


class LocalMerchandising:
    """The verbs of the command line on a service in this process, as documents."""

    def __init__(self, service: MerchandisingService) -> None:
        self._service = service

    def check(self, kind: MerchandisingKind, content: bytes) -> Document:
        """See `MerchandisingService.check`."""
        return check_document(kind, self._service.check(kind, content))

    def publish(
        self,
        kind: MerchandisingKind,
        content: bytes,
        *,
        by: str = "",
        note: str = "",
        expected_version: str | None = None,
    ) -> Document:
        """See `MerchandisingService.publish`."""
        author = Author(by=by, note=note)
        done = self._service.publish(
            kind, content, author=author, expected_version=expected_version
        )
        return publication_document(kind, done)

    def rollback(
        self, kind: MerchandisingKind, version: str = "", *, by: str = "", note: str = ""
    ) -> Document:
        """See `MerchandisingService.rollback`."""
        author = Author(by=by, note=note)
        return rollback_document(self._service.rollback(kind, version, author=author))

    def history(self, kind: MerchandisingKind, limit: int | None = None) -> Document:
        """See `MerchandisingService.history`."""
        return history_document(kind, self._service.history(kind, limit))

    def show(self, kind: MerchandisingKind, version: str = "") -> Document:
        """See `MerchandisingService.content`."""
        content = self._service.content(kind, version)
        return content_document(kind, content, self._service.live(kind))


class RemoteMerchandising:
    """The same over HTTP."""

    def __init__(self, shop: ShopClient) -> None:
        self._shop = shop

    def check(self, kind: MerchandisingKind, content: bytes) -> Document:
        """As `Merchandising` says."""
        return self._shop.send("POST", f"{_path(kind)}/check", content=content)

    def publish(
        self,
        kind: MerchandisingKind,
        content: bytes,
        *,
        by: str = "",
        note: str = "",
        expected_version: str | None = None,
    ) -> Document:
        """As `Merchandising` says."""
        return self._shop.send(
            "PUT", _path(kind), content=content, by=by, note=note, expected_version=expected_version
        )

    def rollback(
        self, kind: MerchandisingKind, version: str = "", *, by: str = "", note: str = ""
    ) -> Document:
        """As `Merchandising` says."""
        return self._shop.send("POST", f"{_path(kind)}/rollback", version=version, by=by, note=note)

    def history(self, kind: MerchandisingKind, limit: int | None = None) -> Document:
        """As `Merchandising` says."""
        return self._shop.get(f"{_path(kind)}/history", limit=limit)

    def show(self, kind: MerchandisingKind, version: str = "") -> Document:
        """As `Merchandising` says."""
        return self._shop.get(_path(kind), version=version)


@contextmanager
def merchandising_of(
    url: str | None, data: Path | None, *, may_create: bool = False
) -> Iterator[Merchandising]:
    """The merchandisers' files of the shop at `url`, or of the one in folder `data`.

    With neither, of the folder or, where SHOPGUIDE_MODE is aws, the bucket that the settings name.
    No model is loaded for it.

    Args:
        url: Of a running server.
        data: Folder that this process opens and holds meanwhile.
        may_create: Whether an empty folder is a new shop and not a typing error.

    Raises:
        CommandError: both were given, or the URL is none.
        ShopGuideError: the folder cannot be opened; the message says why and what to do.
    """
    if url is not None:
        with connect(url, data) as shop:
            yield RemoteMerchandising(shop)
        return
    settings = read_settings() if data is None else read_settings(data_dir=data)
    with open_here(settings, may_create=may_create) as here:
        yield LocalMerchandising(here.merchandising)


@contextmanager
def open_here(settings: Settings, *, may_create: bool) -> Iterator[Container]:
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


def _path(kind: MerchandisingKind) -> str:
    return f"/local/merchandising/{kind.value}"
