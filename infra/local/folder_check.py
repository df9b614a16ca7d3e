"""Whether the parts of a data folder belong together, before anything is served or imported."""

from pathlib import Path

from shopguide.domain.errors import ConfigurationError, ObjectNotFoundError
from shopguide.domain.live_catalogue import live_from_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.ports.object_store import ObjectStore
from shopguide.ports.record_table import RecordTable
from shopguide.ports.vector_index import VectorIndex
from shopguide.text.index_layout import PASSAGES, PRODUCTS


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


def _missing(folder: Path, part: str) -> ConfigurationError:
    return ConfigurationError(
        f"The data folder {folder} is not whole: {part} is missing, but the rest is there.",
        fix="Restore the whole folder from a backup, or upload all files into a new one.",
        field="data_dir",
    )
