from pathlib import Path

import pytest

from infra.local.folder_check import check_folder_is_whole
from shopguide.adapters.memory.index import InMemoryVectorIndex
from shopguide.adapters.memory.models import HashingEncoder
from shopguide.adapters.memory.objects import InMemoryObjectStore
from shopguide.adapters.memory.records import InMemoryRecordTable
from shopguide.domain.errors import ConfigurationError
from shopguide.domain.live_catalogue import LiveCatalogue, live_to_json
from shopguide.domain.record_key import LIVE_CATALOGUE
from shopguide.indexing.layout import ensure_indexes

MANIFEST = "imports/1/manifest.jsonl"


class Folder:
    def __init__(self) -> None:
        self.records = InMemoryRecordTable()
        self.objects = InMemoryObjectStore()
        self.index = InMemoryVectorIndex()

    def fill(self, missing: str = "") -> None:
        if missing != "index":
            ensure_indexes(self.index, HashingEncoder(dimension=16))
        if missing != "records":
            live = LiveCatalogue(1, {"products": "1"}, {"products": MANIFEST})
            self.records.put(LIVE_CATALOGUE, live_to_json(live))
        if missing != "objects":
            self.objects.put(MANIFEST, b"")

    def check(self) -> None:
        check_folder_is_whole(
            Path("shop"), records=self.records, objects=self.objects, index=self.index
        )


def test_new_and_whole_folders_pass() -> None:
    folder = Folder()
    folder.check()
    folder.fill()
    folder.check()


def test_folder_whose_first_import_is_on_its_way_passes() -> None:
    folder = Folder()
    live = LiveCatalogue().with_unsettled("products", "1")
    folder.records.put(LIVE_CATALOGUE, live_to_json(live))
    folder.check()
    ensure_indexes(folder.index, HashingEncoder(dimension=16))
    folder.check()


@pytest.mark.parametrize("missing", ["index", "records", "objects"])
def test_folder_without_one_of_its_parts_is_refused_by_the_parts_name(missing: str) -> None:
    folder = Folder()
    folder.fill(missing)
    with pytest.raises(ConfigurationError, match=f"{missing}.* is missing") as caught:
        folder.check()
    assert "backup" in caught.value.fix
