"""Rebuilding the index for another encoder: what readers, uploads and operators see."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from shopguide.domain.batch import reference_from_message
from shopguide.domain.catalog_import import ImportStatus
from shopguide.domain.errors import ConflictError, ImportNotFoundError, UnavailableError
from shopguide.domain.filters import EVERYTHING
from shopguide.domain.record_key import IMPORT_LOCK
from shopguide.indexing.layout import drop_indexes_but
from shopguide.text.index_layout import PASSAGES, PRODUCTS, index_name
from tests.unit.catalog.test_interruptions import (
    PORTS,
    Fault,
    FaultyPort,
    KilledError,
    faults,
    work,
)

OLD, NEW, NEWEST = "hashing@1", "newer@1", "newest@1"
PRODUCTS_FILE = "id,title,price\n" + "".join(f"p{n},Product {n},5 USD\n" for n in range(9))
ARTICLES_FILE = 'id,title,text\nreturns,Returns,"One.\nTwo.\nThree."\nold,Old,Here.\n'


def filled(shop: Any) -> Any:
    shop.run("products", PRODUCTS_FILE)
    shop.run("articles", ARTICLES_FILE)
    return shop


def reindex(shop: Any, encoder: str) -> Any:
    """Rebuild for an encoder and go on with it, as a process does."""
    record = shop.reindexing.request(encoder).record
    shop.work()
    shop.encoder = shop.encoder_of(shop.index.schema(PRODUCTS).encoder)
    return shop.imports.find(record.import_id)


def contents(shop: Any) -> dict[str, Any]:
    return {
        f"{alias} {document.document_id}": document.fields
        for alias in (PRODUCTS, PASSAGES)
        for document in shop.index.scan(alias, limit=1000).documents
    }


def test_everything_live_is_embedded_anew_and_nothing_else_changes(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    before = contents(shop)
    record = reindex(shop, NEW)
    assert (record.status, record.problem) == (ImportStatus.PUBLISHED, "")
    assert (record.counts.read, record.batches_done) == (11, record.batches_total)
    for alias in (PRODUCTS, PASSAGES):
        schema = shop.index.schema(alias)
        assert (schema.encoder, schema.dense) == (NEW, {"text": 24})
    assert contents(shop) == before
    page = shop.index.scan(PRODUCTS, with_vectors=True)
    assert all(document.vectors["text"].shape == (24,) for document in page.documents)


def test_catalogue_version_rises_so_that_searches_look_again(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    record = reindex(shop, NEW)
    assert shop.live().version == record.catalogue_version == 3
    assert set(shop.live().manifests) == {"products", "articles"}


def test_readers_keep_the_old_index_until_the_last_batch(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    before = contents(shop)
    shop.reindexing.run(shop.reindexing.request(NEW).record.import_id)
    (first, *_) = shop.index_queue.receive()
    shop.indexing.index_batch(reference_from_message(first.body))
    assert shop.index.schema(PRODUCTS).encoder == OLD
    assert contents(shop) == before


def test_searches_are_told_to_look_before_the_index_is_exchanged(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    point, told = shop.index.point_aliases, list[bool]()

    def watch(names: Any) -> None:
        told.append(shop.live().switching)
        point(names)

    shop.index.point_aliases = watch
    reindex(shop, "new@1")
    assert (told, shop.live().switching) == ([True], False)


def test_index_that_the_encoder_made_already_needs_nothing(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    request = shop.reindexing.request(OLD)
    assert (request.record, request.live) == (None, OLD)
    assert shop.import_queue.depth().waiting == 0


def test_empty_shop_needs_nothing(shop_in_memory: Any) -> None:
    request = shop_in_memory.reindexing.request(NEW)
    assert (request.record, request.live) == (None, "")


def test_shop_whose_last_row_was_removed_changes_its_encoder_all_the_same(
    shop_in_memory: Any,
) -> None:
    shop = shop_in_memory
    shop.run("articles", ARTICLES_FILE)
    for manifest in shop.live().manifests.values():
        shop.objects.put(manifest, gzip.compress(b""))
    shop.index.delete_matching(PASSAGES, EVERYTHING)
    assert reindex(shop, NEW).status is ImportStatus.PUBLISHED
    assert shop.index.schema(PRODUCTS).encoder == NEW


def test_second_request_joins_the_first(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    first = shop.reindexing.request(NEW).record
    shop.clock.advance(5)
    assert shop.reindexing.request(NEW).record.import_id == first.import_id
    shop.work()
    assert shop.imports.find(first.import_id).status is ImportStatus.PUBLISHED
    assert shop.live().version == 3


def test_request_for_a_second_encoder_has_to_wait(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    shop.reindexing.request(NEW)
    with pytest.raises(ConflictError, match="is being rebuilt for encoder newer@1"):
        shop.reindexing.request(NEWEST)


def test_upload_during_a_reindex_waits_and_lands_in_the_new_index(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    request = shop.reindexing.request(NEW)
    shop.reindexing.run(request.record.import_id)
    waiting = shop.importing.run(shop.upload("products-delta", "id,title\nfresh,Fresh\n"))
    assert waiting.status is ImportStatus.WAITING
    for message in shop.index_queue.receive(limit=10):
        shop.indexing.index_batch(reference_from_message(message.body))
        shop.index_queue.acknowledge(message)
    shop.encoder = shop.encoder_of(NEW)  # what a worker loads once it is refused
    shop.work()
    assert shop.imports.find(waiting.import_id).status is ImportStatus.PUBLISHED
    assert shop.products()["fresh"].title == "Fresh"


def test_reindex_waits_for_the_import_before_it(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    shop.importing.run(shop.upload("products-delta", "id,title\nfresh,Fresh\n"))
    request = shop.reindexing.request(NEW)
    assert shop.reindexing.run(request.record.import_id).status is ImportStatus.WAITING
    shop.work()
    assert shop.imports.find(request.record.import_id).status is ImportStatus.PUBLISHED
    assert "fresh" in shop.products()


def test_way_back_embeds_only_what_changed_since(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    first = shop.encoder
    reindex(shop, NEW)
    changes = "p0,Changed,5 USD\np1,Product 1,6 USD\nfresh,Fresh,1 USD\n"
    shop.run("products-delta", f"id,title,price\n{changes}")
    shop.run("articles", 'id,title,text\nreturns,Returns,"One.\nTwo."\n')
    before = contents(shop)
    known = first.encoded_count
    shop.encoder_of = lambda _: first
    record = reindex(shop, OLD)
    assert record.status is ImportStatus.PUBLISHED
    assert contents(shop) == before
    assert "article:old" not in "".join(before)
    assert first.encoded_count - known == 3


def test_the_index_before_is_kept_and_the_one_before_that_goes(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    shop.index.create("products-of-somebody-else", shop.index.schema(PRODUCTS))
    reindex(shop, NEW)
    assert index_name(PRODUCTS, OLD) in shop.index.names()
    shop.clock.advance(1)
    reindex(shop, NEWEST)
    kept = {index_name(alias, one) for alias in (PRODUCTS, PASSAGES) for one in (NEW, NEWEST)}
    assert set(shop.index.names()) == kept | {"products-of-somebody-else"}


def test_old_indexes_can_be_dropped_and_the_live_one_never(shop_in_memory: Any) -> None:
    shop = filled(shop_in_memory)
    reindex(shop, NEW)
    before = contents(shop)
    dropped = drop_indexes_but(shop.index, [])
    assert set(dropped) == {index_name(PRODUCTS, OLD), index_name(PASSAGES, OLD)}
    assert contents(shop) == before


def test_reindex_that_fails_leaves_the_old_index_live_and_the_line_free(
    shop_in_memory: Any,
) -> None:
    shop = filled(shop_in_memory)
    record = shop.reindexing.request(NEW).record
    shop.reindexing.run(record.import_id)
    (message,) = shop.index_queue.receive()
    error = UnavailableError("Qdrant is gone.")
    shop.indexing.give_up(reference_from_message(message.body), error)
    failed = shop.imports.find(record.import_id)
    assert (failed.status, failed.problem_code) == (ImportStatus.FAILED, "unavailable")
    assert shop.index.schema(PRODUCTS).encoder == OLD
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}
    shop.index_queue.acknowledge(message)
    shop.clock.advance(1)
    assert reindex(shop, NEW).status is ImportStatus.PUBLISHED


def test_import_of_a_file_is_no_reindex(shop_in_memory: Any) -> None:
    record = shop_in_memory.run("products", PRODUCTS_FILE)
    with pytest.raises(ImportNotFoundError, match="is no reindex"):
        shop_in_memory.reindexing.run(record.import_id)


def run_with_fault(new_shop: Callable[..., Any], fault: Fault) -> dict[str, Any]:
    """Rebuild with the fault, asking again where the request was cut off; the state in the end."""
    shop = filled(new_shop(batch_rows=4, max_rejected_share=1, max_removed_share=1))
    plain = {name: getattr(shop, name) for name in PORTS}
    vars(shop).update({name: FaultyPort(port, fault) for name, port in plain.items()})
    for _ in range(2):
        try:
            shop.reindexing.request(NEW)
            break
        except KilledError:
            continue
    work(shop)
    vars(shop).update(plain)
    request = shop.reindexing.request(NEW)
    assert request.record is None, fault
    return {
        "documents": contents(shop),
        "live": {**vars_of(shop.live()), "imports": sorted(shop.live().imports)},
        "schemas": [shop.index.schema(alias) for alias in (PRODUCTS, PASSAGES)],
        "names": shop.index.names(),
        "objects": [stored.key for stored in shop.objects.list()],
        "lock": shop.records.get(IMPORT_LOCK),
        "dead": [shop.index_queue.depth().dead, shop.import_queue.depth().dead],
    }


def vars_of(live: Any) -> dict[str, Any]:
    return {"version": live.version, "manifests": live.manifests, "unsettled": live.unsettled}


def test_reindex_killed_at_any_step_ends_like_one_that_was_not(
    new_shop: Callable[..., Any],
) -> None:
    undisturbed = Fault(step=10**9, after=False)
    expected = run_with_fault(new_shop, undisturbed)
    assert expected["lock"] == {"import_id": None}
    assert undisturbed.calls > 40
    for fault in faults(undisturbed.calls):
        assert run_with_fault(new_shop, fault) == expected, fault
