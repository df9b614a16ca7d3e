"""Whose rules, synonyms or canaries a command works on: a server's, a folder's, or the bucket's."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from infra.local.client import ShopClient
from infra.local.output import Document
from infra.local.without_models import verbs_of
from shopguide.bootstrap import Container
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


def merchandising_of(
    url: str | None, data: Path | None, *, may_create: bool = False
) -> AbstractContextManager[Merchandising]:
    """The merchandisers' files of a shop, as `without_models.verbs_of` finds it."""
    return verbs_of(url, data, RemoteMerchandising, _in_process, may_create=may_create)


def _in_process(here: Container) -> Merchandising:
    return LocalMerchandising(here.merchandising)


def _path(kind: MerchandisingKind) -> str:
    return f"/local/merchandising/{kind.value}"
