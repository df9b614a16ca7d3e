"""What Qdrant Edge's folder survives: kill -9, half a creation, a second process, a full disk."""

import json
import random
import subprocess
import sys
import threading
import time
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest

from shopguide.adapters.edge.configuration import Sealing
from shopguide.adapters.edge.index import EdgeVectorIndex
from shopguide.domain.errors import (
    DataFolderInUseError,
    IndexUnavailableError,
    InvalidInputError,
    NotFoundError,
    StorageFullError,
)
from shopguide.domain.filters import Filter, Match, Range
from shopguide.domain.indexed import (
    FieldKind,
    HybridQuery,
    IndexedDocument,
    IndexSchema,
    NearestQuery,
    SparseVector,
    stable_uuid,
)
from tests.contract import edge_writer
from tests.contract.edge_writer import DOCUMENTS, document_after, name_of

KILLS = 6
SEALED_OFTEN = Sealing(documents=20, small_shop=0)
SCHEMA = IndexSchema({"text": 4}, {"brand": FieldKind.KEYWORD}, "none")


def document(document_id: str, brand: str = "acme") -> IndexedDocument:
    return IndexedDocument(document_id, {"brand": brand}, {"text": np.eye(4, dtype=np.float32)[0]})


# kill -9


def run_and_kill(folder: Path, first: int, seconds: float, sealed_documents: int) -> int:
    """Start a writer at change `first`, kill it, and return the last change it saw flushed."""
    arguments = (str(folder), str(first), str(sealed_documents))
    command = [sys.executable, edge_writer.__file__, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(seconds)
        writer.kill()
        said = writer.stdout.read().split("\n")[:-1]
    return int(said[-1]) if said else first - 1


def stored(folder: Path) -> dict[str, IndexedDocument]:
    """All documents, after checking that filters see each as scans do."""
    index = EdgeVectorIndex(folder)
    page = index.scan("shop", with_vectors=True)
    assert index.count("shop") == len(page.documents)
    for found in page.documents:
        label = Filter(must=(Match("label", (str(found.fields["label"]),)),))
        assert index.count("shop", label) == 1
    index.close()
    return {found.document_id: found for found in page.documents}


def same(one: IndexedDocument | None, other: IndexedDocument | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.fields == other.fields and np.allclose(
        one.vectors["text"], other.vectors["text"], atol=1e-6
    )


@pytest.mark.parametrize("sealed_documents", [4096, 40], ids=["never sealed", "sealed often"])
def test_killed_writer_loses_nothing_flushed_and_leaves_no_document_half_there(
    tmp_path: Path, sealed_documents: int
) -> None:
    moments = random.Random(7)
    before: dict[str, IndexedDocument] = {}
    first = 0
    for _ in range(KILLS):
        flushed = run_and_kill(tmp_path, first, moments.uniform(0, 0.5), sealed_documents)
        after = stored(tmp_path)
        for number in range(DOCUMENTS):
            name = name_of(number)
            known = [n for n in range(flushed, first - 1, -1) if n % DOCUMENTS == number][:1]
            settled = document_after(known[0]) if known else before.get(name)
            following = document_after(known[0] + DOCUMENTS if known else first + number)
            found = after.get(name)
            assert same(found, settled) or same(found, following), (name, known, found)
        before = after
        first = (flushed // (3 * DOCUMENTS) + 2) * 3 * DOCUMENTS


# Half a creation, half a removal


@pytest.mark.parametrize("left", ["nothing", "engine files", "draft of the schema"])
def test_index_whose_creation_was_cut_short_is_created_anew(tmp_path: Path, left: str) -> None:
    finished = EdgeVectorIndex(tmp_path)
    finished.create("shop", SCHEMA)
    finished.close()
    (tmp_path / "shop" / "schema.json").unlink()
    if left == "nothing":
        for path in sorted((tmp_path / "shop" / "shard").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    if left == "draft of the schema":
        (tmp_path / "shop" / "schema.new").write_text('{"dense": {"te')

    index = EdgeVectorIndex(tmp_path)
    assert index.names() == []
    with pytest.raises(NotFoundError):
        index.count("shop")
    index.create("shop", SCHEMA)
    index.upsert("shop", [document("a")])
    assert index.count("shop") == 1
    index.close()


def test_alias_of_an_index_that_is_gone_means_nothing(tmp_path: Path) -> None:
    (tmp_path / "aliases.json").write_text(json.dumps({"products": "products-1"}))
    index = EdgeVectorIndex(tmp_path)
    assert index.schema("products") is None
    with pytest.raises(NotFoundError):
        index.count("products")


def test_creation_removes_no_folder_that_is_not_an_unfinished_index(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").touch()
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", SCHEMA)
    assert (tmp_path / "photos" / "cat.jpg").exists()
    index.close()


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "x" * 300])
def test_index_name_that_is_no_folder_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot name an index"):
        EdgeVectorIndex(tmp_path / "index").create(name, SCHEMA)


# Reopening


def test_everything_is_there_after_close_and_reopen(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop-1", SCHEMA)
    index.point_aliases({"shop": "shop-1"})
    index.upsert("shop", [document("a"), document("b", "bolt")])
    index.close()
    with pytest.raises(IndexUnavailableError, match="closed"):
        index.count("shop")

    again = EdgeVectorIndex(tmp_path)
    assert again.names() == ["shop-1"]
    assert again.schema("shop") == SCHEMA
    assert again.count("shop", Filter(must=(Match("brand", ("bolt",)),))) == 1
    again.close()


def test_many_deleted_documents_are_compacted_away_on_opening(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", SCHEMA)
    index.upsert("shop", [document(f"p{n}") for n in range(3000)])
    index.delete("shop", [f"p{n}" for n in range(2000)])
    index.close()
    segments = set((tmp_path / "shop" / "shard" / "segments").iterdir())

    again = EdgeVectorIndex(tmp_path)
    assert again.count("shop") == 1000
    assert set((tmp_path / "shop" / "shard" / "segments").iterdir()) != segments
    again.upsert("shop", [document("p2999", "bolt"), document("new")])
    again.close()
    last = EdgeVectorIndex(tmp_path)
    assert last.count("shop") == 1001
    counts = {one.value: one.count for one in last.facet("shop", "brand")}
    assert counts == {"acme": 1000, "bolt": 1}
    assert last.fetch("shop", ["p2999"])[0].fields == {"brand": "bolt"}
    last.close()


def wide_document(number: int, price: float) -> IndexedDocument:
    """One whose vector takes a kilobyte, which is what the engine counts segments in."""
    vector = np.random.default_rng(number).standard_normal(256).astype(np.float32)
    return IndexedDocument(f"p{number}", {"price": price}, {"text": vector})


def test_documents_are_sealed_as_they_come_and_can_still_be_changed(tmp_path: Path) -> None:
    schema = IndexSchema({"text": 256}, {"price": FieldKind.FLOAT}, "none")
    segments = tmp_path / "shop" / "shard" / "segments"
    index = EdgeVectorIndex(tmp_path, sealing=SEALED_OFTEN)
    index.create("shop", schema)
    for start in range(0, 100, 20):
        index.upsert("shop", [wide_document(start + n, 1.0) for n in range(20)])
        index.flush()
    assert len(list(segments.iterdir())) == 6, "five are sealed, one is written to"

    index.replace_fields("shop", {f"p{n}": {"price": 2.0} for n in range(30)})
    index.merge_fields("shop", {f"p{n}": {"price": 2.0} for n in range(30, 60)})
    index.flush()
    index.delete("shop", ["p0", "p99"])
    for _ in range(2):
        assert index.count("shop") == 98
        assert index.count("shop", Filter(must=(Range("price", 2.0, None),))) == 59
        [found] = index.fetch("shop", ["p59"], with_vectors=True)
        assert same(replace(wide_document(59, 2.0), vectors=found.vectors), found)
        assert np.dot(found.vectors["text"], wide_document(59, 2.0).vectors["text"]) > 10
        [nearest] = index.nearest("shop", NearestQuery(wide_document(7, 0).vectors["text"], 1))
        assert (nearest.document.document_id, nearest.document.fields) == ("p7", {"price": 2.0})
        index.close()
        index = EdgeVectorIndex(tmp_path, sealing=SEALED_OFTEN)
    index.close()


def test_small_shop_is_never_sealed(tmp_path: Path) -> None:
    schema = IndexSchema({"text": 256}, {"price": FieldKind.FLOAT}, "none")
    for start in (0, 50):
        index = EdgeVectorIndex(tmp_path, sealing=Sealing(documents=20, small_shop=100))
        index.create("shop", schema)
        index.upsert("shop", [wide_document(start + n, 1.0) for n in range(50)])
        index.flush()
        index.close()
    assert len(list((tmp_path / "shop" / "shard" / "segments").iterdir())) == 1


def test_emptied_segments_do_not_pile_up(tmp_path: Path) -> None:
    schema = IndexSchema({"text": 256}, {"price": FieldKind.FLOAT}, "none")
    index = EdgeVectorIndex(tmp_path, sealing=SEALED_OFTEN)
    index.create("shop", schema)
    for price in range(14):
        index.upsert("shop", [wide_document(n, float(price)) for n in range(20)])
        index.flush()
    assert len(list((tmp_path / "shop" / "shard" / "segments").iterdir())) <= 12
    assert index.count("shop") == 20
    index.close()


def test_second_opener_is_told_that_the_folder_is_in_use(tmp_path: Path) -> None:
    holder = EdgeVectorIndex(tmp_path)
    holder.create("shop", SCHEMA)
    second = EdgeVectorIndex(tmp_path)
    with pytest.raises(DataFolderInUseError, match="Another process"):
        second.count("shop")
    holder.close()
    assert second.count("shop") == 0
    second.close()


def test_damaged_index_is_unavailable_with_the_engines_own_words(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", SCHEMA)
    index.close()
    (tmp_path / "shop" / "shard" / "edge_config.json").write_text("{")
    with pytest.raises(IndexUnavailableError, match=r"loading: .+"):
        EdgeVectorIndex(tmp_path).count("shop")


def test_damaged_list_of_aliases_is_unavailable_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "aliases.json").write_text("{")
    with pytest.raises(IndexUnavailableError, match="reading its list"):
        EdgeVectorIndex(tmp_path)


def test_full_disk_refuses_writes_before_anything_changes_and_still_reads(tmp_path: Path) -> None:
    roomy = EdgeVectorIndex(tmp_path)
    roomy.create("shop", SCHEMA)
    roomy.upsert("shop", [document("a")])
    roomy.close()

    full = EdgeVectorIndex(tmp_path, reserved_bytes=2**62)
    for write in (
        lambda: full.upsert("shop", [document("b")]),
        lambda: full.replace_fields("shop", {"a": {}}),
        lambda: full.merge_fields("shop", {"a": {"price": 1.0}}),
        lambda: full.create("other", SCHEMA),
    ):
        with pytest.raises(StorageFullError, match="is full"):
            write()
    assert full.names() == ["shop"]
    assert [found.document_id for found in full.scan("shop").documents] == ["a"]
    full.close()


# Sparse vectors


def terms(*indices: int) -> SparseVector:
    return SparseVector(np.array(indices, np.uint32), np.ones(len(indices), np.float32))


def scores(index: EdgeVectorIndex, term: int) -> dict[str, float]:
    query = NearestQuery(terms(term), 9, vector_name="terms")
    return {hit.document.document_id: hit.score for hit in index.nearest("shop", query)}


def idf(holders: int, documents: int) -> float:
    return log(1 + (documents - holders + 0.5) / (holders + 0.5))


def test_terms_outlive_the_process_with_their_rarity(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", replace(SCHEMA, sparse=("terms",), layout=2))
    for name, found in {"a": terms(1, 2), "b": terms(2), "c": terms(3)}.items():
        index.upsert("shop", [replace(document(name), sparse={"terms": found})])
    index.upsert("shop", [replace(document("c"), sparse={"terms": terms(2, 4)})])
    assert scores(index, 2) == pytest.approx(dict.fromkeys("abc", idf(3, 3)))
    index.close()

    again = EdgeVectorIndex(tmp_path)
    assert scores(again, 2) == pytest.approx(dict.fromkeys("abc", idf(3, 3)))
    assert scores(again, 3) == {}
    assert again.fetch("shop", ["c"], with_vectors=True)[0].sparse["terms"].indices.tolist() == [
        2,
        4,
    ]
    again.close()


def test_deleted_documents_count_as_holders_of_their_terms_until_the_next_opening(
    tmp_path: Path,
) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", replace(SCHEMA, sparse=("terms",)))
    for name, found in {"a": terms(1), "b": terms(1), "c": terms(2), "d": terms(2)}.items():
        index.upsert("shop", [replace(document(name), sparse={"terms": found})])
    index.delete("shop", ["b"])
    assert scores(index, 1) == pytest.approx({"a": idf(2, 4)})
    index.close()

    again = EdgeVectorIndex(tmp_path)
    assert scores(again, 1) == pytest.approx({"a": idf(1, 3)})
    again.close()


def test_index_made_before_there_were_sparse_vectors_goes_on_serving(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", SCHEMA)
    index.upsert("shop", [document("a")])
    index.close()
    path = tmp_path / "shop" / "schema.json"
    stored = json.loads(path.read_text())
    del stored["sparse"], stored["layout"]
    path.write_text(json.dumps(stored))

    old = EdgeVectorIndex(tmp_path)
    assert old.schema("shop") == SCHEMA
    old.create("shop", SCHEMA)
    old.upsert("shop", [document("b", "bolt")])
    found = old.candidates("shop", HybridQuery(np.eye(4, dtype=np.float32)[0], terms()))
    assert set(found.keys) == {stable_uuid("a"), stable_uuid("b")}
    old.close()


# Threads


def test_readers_see_whole_documents_while_others_write(tmp_path: Path) -> None:
    index = EdgeVectorIndex(tmp_path)
    index.create("shop", SCHEMA)
    axes = np.eye(4, dtype=np.float32)
    stop = threading.Event()
    faults: list[object] = []
    reads = 0

    def turn(version: int) -> IndexedDocument:
        brand = f"b{version % 4}"
        return IndexedDocument("p", {"brand": brand}, {"text": axes[version % 4]})

    def write() -> None:
        version = 0
        while not stop.is_set():
            version += 1
            index.upsert("shop", [turn(version)])
            index.flush()

    def read() -> None:
        nonlocal reads
        while not stop.is_set():
            query = NearestQuery(axes[0], 1, with_vectors=True)
            for hit in index.nearest("shop", query):
                axis = int(np.argmax(hit.document.vectors["text"]))
                if hit.document.fields != {"brand": f"b{axis}"}:
                    faults.append(hit)
            reads += 1

    threads = [threading.Thread(target=job) for job in (write, read, read)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert reads > 10
    index.close()


# an alias that moves on


def test_question_asked_while_the_alias_moves_is_answered_by_one_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a vector that fits the one is put to the other, and the shopper told of a failure."""
    index = EdgeVectorIndex(tmp_path)
    index.create("old", SCHEMA)
    index.create("new", replace(SCHEMA, dense={"text": 8}))
    index.upsert("old", [document("a")])
    index.point_aliases({"shop": "old"})
    known = index._folders.schema

    def move_on(name: str) -> IndexSchema | None:
        schema = known(name)
        index.point_aliases({"shop": "new"})
        return schema

    monkeypatch.setattr(index._folders, "schema", move_on)
    no_terms = SparseVector(np.zeros(0, np.uint32), np.zeros(0, np.float32))
    found = index.candidates("shop", HybridQuery(np.eye(4, dtype=np.float32)[0], no_terms))
    assert found.keys == [stable_uuid("a")]
    index.close()
