"""Whether the parts of a data folder belong together, before anything is served or imported."""

import logging
from pathlib import Path

from shopguide.domain.errors import (
    BundleError,
    ConfigurationError,
    ObjectNotFoundError,
    SignalsDamagedError,
    SignalsNotFoundError,
)
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE, LIVE_SIGNALS
from shopguide.domain.signals import live_signals_from_json
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.recommend.signals.publisher import SignalsPublisher
from shopguide.text.index_layout import PASSAGES, PRODUCTS

_log = logging.getLogger(__name__)


def check_folder_is_whole(
    folder: Path, *, records: RecordTable, objects: ObjectStore, index: VectorIndex
) -> None:
    """See that index, manifests and records tell of the same shop.

    Imports compare a file with the live manifest. Where the index is gone and the manifest is not,
    they would take every row for unchanged and the shop would stay empty; where the records are
    gone and the index is not, they would never remove what is in it.

    Raises:
        ConfigurationError: a part is missing; the message names it.
    """
    record = records.get(LIVE_CATALOGUE)
    if record is None and index.schema(PRODUCTS) is not None:
        raise _missing(folder, "the records (records.sqlite)")
    for family, manifest in live_from_json(record).manifests.items():
        if index.schema(PRODUCTS if family == "products" else PASSAGES) is None:
            raise _missing(folder, f"the index of the {family} (index/)")
        try:
            objects.head(manifest)
        except ObjectNotFoundError:
            raise _missing(folder, f"the object {manifest} (objects/)") from None


def mend_signals(*, records: RecordTable, index: VectorIndex, publisher: SignalsPublisher) -> None:
    """Make the index of the live signals again where it is gone; it can be made from their files.

    Where these are gone, too, the version before is served, and without one the shop goes on as
    before the first build: what is derived from events must not keep a shop from opening.
    """
    record = records.get(LIVE_SIGNALS)
    live = None if record is None else live_signals_from_json(record)
    if live is None or not live.index or index.schema(live.index) is not None:
        return
    _log.warning("The index %s of the signals is missing, and made again.", live.index)
    try:
        publisher.publish(live.version)
    except (BundleError, SignalsDamagedError, SignalsNotFoundError) as error:
        _log.warning("The signals are lost: %s `shopguide signals build` makes others.", error)
        _serve_version_before(records, publisher)


def _serve_version_before(records: RecordTable, publisher: SignalsPublisher) -> None:
    try:
        _log.warning("Version %s of the signals is served instead.", publisher.roll_back().version)
    except (SignalsDamagedError, SignalsNotFoundError):
        records.delete([LIVE_SIGNALS])


def _missing(folder: Path, part: str) -> ConfigurationError:
    return ConfigurationError(
        f"The data folder {folder} is not whole: {part} is missing, but the rest is there.",
        fix="Restore the whole folder from a backup, or upload all files into a new one.",
        field="data_dir",
    )
