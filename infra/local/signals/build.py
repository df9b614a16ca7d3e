"""From the journal to live signals: export the lake, run the batch, store its files, publish."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from infra.local.output import Document
from infra.local.signals.batch_process import SignalsBatch
from shopguide.domain.journal import LAKE
from shopguide.domain.signal_files import ADDED, MANIFEST
from shopguide.domain.signals import LiveSignals, live_signals_to_json
from shopguide.events.lake import LakeExport
from shopguide.ports.clock import Clock
from shopguide.ports.object_store import ObjectStore
from shopguide.recommend.signals.manifest import signals_key
from shopguide.recommend.signals.publisher import PublicationReport, SignalsPublisher

ADDED_PREFIX = "signals-added/"
"""Objects that other jobs made, and that go into every version: the click model, weights."""

_NO_INTERACTIONS = (
    "There are no interactions yet: nothing was built, and nothing has changed. Until then"
    " recommendations come from content, the catalogue and what is popular."
)

Told = Callable[[str], None]


class Shop(Protocol):
    """What building needs of the container."""

    @property
    def clock(self) -> Clock:
        """Dates builds."""

    @property
    def objects(self) -> ObjectStore:
        """Has the lake and the versions."""

    @property
    def lake_export(self) -> LakeExport:
        """Fills the lake."""

    @property
    def signals_publisher(self) -> SignalsPublisher:
        """Makes versions live."""

    def wanted_recommender(self) -> str:
        """Fingerprint of the recommender that is published; empty for none."""


class SignalsBuild:
    """Builds and publishes versions of the signals.

    Args:
        shop: The shop's parts.
        scratch: Where the batch may put files while it works.
        lake: Folder that has the objects of the lake as files; None: they are copied first.
    """

    def __init__(self, shop: Callable[[], Shop], scratch: Path, lake: Path | None = None) -> None:
        self._shop = shop
        self._scratch = scratch
        self._lake = lake

    def build(self, batch: SignalsBatch, told: Told) -> Document:
        """Make a version of what the shop's journal says, and publish it.

        Raises:
            ShopGuideError: a step failed; what was live stays live.
        """
        self._scratch.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix="signals-", dir=self._scratch) as name:
            made = self.make(Path(name), batch, told)
            if made is None:
                return nothing_to_build()
            self.store(Path(made["folder"]), told)
            return self.publish(str(made["version"]), told, made)

    def make(self, place: Path, batch: SignalsBatch, told: Told) -> Document | None:
        """Make a version in a folder; None where nobody has done anything yet."""
        shop = self._shop()
        told("lake")
        shop.lake_export.export()
        if next(iter(shop.objects.list(LAKE)), None) is None:
            return None
        made = batch.run(
            self._lake or _copied(shop.objects, LAKE, place / "lake"),
            place / "made",
            recommender=shop.wanted_recommender(),
            also=_added(shop.objects, place),
            told=told,
        )
        return made if made["interactions"] else None

    def store(self, folder: Path, told: Told) -> None:
        """Put a version's files into the object store, the manifest last."""
        told("store")
        names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
        for name in [*names, MANIFEST]:
            with (folder / name).open("rb") as file:
                self._shop().objects.put(signals_key(folder.name, name), file)

    def publish(self, version: str, told: Told, made: Document | None = None) -> Document:
        """Make a stored version live."""
        report = self._shop().signals_publisher.publish(
            version, lambda step: told(f"publish {step}")
        )
        return {**publication_document(report), "batch": _batch_document(made)}


def nothing_to_build() -> Document:
    """What a build answers while there are no interactions."""
    return {"outcome": "nothing", "version": None, "notes": [_NO_INTERACTIONS]}


def publication_document(report: PublicationReport) -> Document:
    """What a publication did, as JSON."""
    return {
        "outcome": report.outcome.value,
        "version": report.version,
        "live": live_document(report.live),
        "written": {
            "products": report.products,
            "shoppers": report.shoppers,
            "segments": report.segments,
            "indexed": report.indexed.indexed,
            "left_out": report.indexed.left_out,
        },
        "removed": list(report.removed),
        "notes": list(report.notes),
    }


def live_document(live: LiveSignals | None) -> Document | None:
    """What is live, as JSON."""
    return None if live is None else live_signals_to_json(live)


def _batch_document(made: Document | None) -> Document | None:
    """What the batch says of its work, without the settings, which ``signals show`` has."""
    if made is None:
        return None
    return {name: value for name, value in made.items() if name not in ("folder", "settings")}


def _added(objects: ObjectStore, place: Path) -> Sequence[Path]:
    folder = _copied(objects, ADDED_PREFIX, place / "added")
    return sorted(path for path in folder.iterdir() if path.name in ADDED)


def _copied(objects: ObjectStore, prefix: str, folder: Path) -> Path:
    """The objects under a prefix as files of a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for stored in objects.list(prefix):
        path = folder / stored.key.removeprefix(prefix)
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(objects.open(stored.key)) as stream, path.open("wb") as file:
            shutil.copyfileobj(stream, file)
    return folder
