"""An import is prepared beside the shop, and goes live only if the canaries stay up."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from shopguide.domain.canary import CANARY_FELL
from shopguide.domain.catalog_import import ImportStatus, import_to_json
from shopguide.domain.errors import ConflictError, IndexLostError, UnavailableError
from shopguide.domain.indexed import TERMS_VECTOR, TEXT_VECTOR
from shopguide.domain.record_key import IMPORT_LOCK, import_key
from shopguide.text.index_layout import PASSAGES, PRODUCTS, index_name
from tests.unit.catalog.rehearsals import publish_canaries

HEADER = "id,title,price,material\n"
FIRST = HEADER + "".join(f"p{number},Product {number},5 USD,oak\n" for number in range(9))


def rows(*lines: str) -> str:
    return HEADER + "".join(f"{line}\n" for line in lines)


@pytest.fixture
def shop(shop_in_memory: Any) -> Any:
    """Nine products, of which three must stay; encodings are counted from here."""
    shop_in_memory.run("products", FIRST)
    publish_canaries(shop_in_memory, "p1", "p2", "p3")
    shop_in_memory.encoder.encoded_count = 0
    return shop_in_memory


def products_index(shop: Any) -> str:
    return str(shop.index.resolve(PRODUCTS))


def test_an_import_that_keeps_the_canaries_goes_live_in_a_second_index(shop: Any) -> None:
    before = products_index(shop)
    kept = "".join(f"p{number},Product {number},5 USD,oak\n" for number in range(1, 6))
    changes = (
        "p6,Other words,5 USD,oak\np7,Product 7,9 USD,oak\np8,Product 8,5 USD,elm\nn,New,1 USD,\n"
    )
    record = shop.run("products", HEADER + kept + changes)
    assert record.status is ImportStatus.PUBLISHED
    assert products_index(shop) == f"{before}-r{record.import_id}"
    found = shop.products()
    assert sorted(found) == ["n", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"]
    assert found["p6"].title == "Other words"
    assert str(found["p7"].price.amount) == "9"
    assert found["p8"].attributes["material"] == "elm"
    assert shop.encoder.encoded_count == 2, "only what is new or rewritten is embedded"
    assert shop.live().version == 2


def test_the_second_index_has_what_an_import_in_place_would_leave(
    new_shop: Callable[..., Any],
) -> None:
    after = rows(
        "p1,Product 1,5 USD,oak", "p2,Other,5 USD,elm", "p3,Product 3,7 USD,elm", "n,New,1 USD,"
    )
    ends = []
    for canaries in ((), ("p1",)):
        shop = new_shop(batch_rows=2, max_rejected_share=1, max_removed_share=1)
        shop.run("products", FIRST)
        if canaries:
            publish_canaries(shop, *canaries)
        assert bool(shop.run("products", after).rehearsal) is bool(canaries)
        documents = shop.index.scan(PRODUCTS, with_vectors=True).documents
        ends.append(
            {
                each.document_id: (
                    each.fields,
                    each.vectors[TEXT_VECTOR].tolist(),
                    each.sparse[TERMS_VECTOR].indices.tolist(),
                )
                for each in documents
            }
        )
    assert ends[0] == ends[1]


def test_a_canary_that_falls_holds_the_import_and_nothing_live_changes(shop: Any) -> None:
    before, names, live = products_index(shop), shop.index.names(), shop.live()
    record = shop.run("products", rows("p1,Product 1,5 USD,oak", "n,New,1 USD,"))
    assert (record.status, record.problem_code) == (ImportStatus.HELD, CANARY_FELL)
    assert "“query for p2” p2 from place 1 out of sight" in record.problem
    assert f"catalog approve {record.import_id}" in record.problem
    assert (products_index(shop), shop.index.names()) == (before, names)
    assert len(shop.products()) == 9
    assert shop.live().manifests == live.manifests
    assert not shop.live().unsettled.get("products")
    assert shop.records.get(IMPORT_LOCK) == {"import_id": None}
    assert not list(shop.objects.list(f"imports/{record.import_id}/batches/"))


def test_the_next_import_after_a_held_one_counts_as_if_that_had_never_been(shop: Any) -> None:
    shop.run("products", rows("n,New,1 USD,"))
    record = shop.run("products", FIRST.replace("Product 8", "Changed"))
    assert record.status is ImportStatus.PUBLISHED
    assert (record.counts.unchanged, record.counts.changed_text) == (8, 1)
    assert sorted(shop.products()) == [f"p{number}" for number in range(9)]


def test_prices_alone_are_not_rehearsed(shop: Any) -> None:
    before = products_index(shop)
    record = shop.run("products", FIRST.replace("5 USD", "6 USD"))
    assert (record.status, record.rehearsal) == (ImportStatus.PUBLISHED, "")
    assert products_index(shop) == before


def test_an_attribute_alone_is_rehearsed_because_its_words_are_searched(shop: Any) -> None:
    record = shop.run("products", FIRST.replace("p8,Product 8,5 USD,oak", "p8,Product 8,5 USD,elm"))
    assert (record.status, record.counts.changed_fields) == (ImportStatus.PUBLISHED, 1)
    assert record.rehearsal
    assert shop.products()["p8"].attributes["material"] == "elm"
    assert shop.encoder.encoded_count == 0


def test_without_canaries_nothing_is_rehearsed(shop: Any) -> None:
    publish_canaries(shop)
    assert not shop.run("products", rows("n,New,1 USD,")).rehearsal
    assert sorted(shop.products()) == ["n"]


def test_a_delta_is_rehearsed_with_everything_that_it_does_not_name(shop: Any) -> None:
    record = shop.run("products-delta", rows("p4,Other words,5 USD,oak", "n,New,1 USD,"))
    assert record.rehearsal
    assert len(shop.products()) == 10
    assert shop.products()["p4"].title == "Other words"


def test_the_index_before_is_kept_until_the_next_import(shop: Any) -> None:
    first = products_index(shop)
    shop.run("products-delta", rows("n1,New,1 USD,"))
    second = products_index(shop)
    assert first in shop.index.names()
    shop.run("products-delta", rows("n2,New,1 USD,"))
    assert first not in shop.index.names()
    assert second in shop.index.names()
    shop.run("products", rows(*(f"p{number},Product {number},6 USD,oak" for number in range(9))))
    assert second not in shop.index.names()


def test_what_a_killed_rehearsal_left_behind_is_cleared_away_by_the_next_import(shop: Any) -> None:
    schema = shop.index.schema(PRODUCTS)
    left = index_name(PRODUCTS, schema.encoder, schema.layout, "r0123456789abcdef-2")
    shop.index.create(left, schema)
    shop.run("products-delta", rows("p1,Product 1,6 USD,oak"))
    assert left not in shop.index.names()


def test_what_the_live_index_has_lost_fails_the_import_and_comes_back_with_the_next(
    shop: Any,
) -> None:
    shop.index.delete(PRODUCTS, ["p5"])
    upload = shop.upload("products", FIRST + "n,New,1 USD,\n")
    shop.importing.run(upload)
    with pytest.raises(IndexLostError, match=r"lost 1 of 10 products.*Upload"):
        shop.work()
    record = shop.importing.run(upload)
    assert (record.status, record.problem_code) == (ImportStatus.FAILED, "index_lost")
    assert shop.index.resolve(PRODUCTS) in shop.index.names()
    shop.index_queue = type(shop.index_queue)(shop.clock)
    record = shop.run("products", FIRST + "n,New,1 USD,\n", name="again.csv")
    assert (record.status, record.counts.added) == (ImportStatus.PUBLISHED, 10)
    assert len(shop.products()) == 10


@pytest.mark.parametrize(("alias", "kind"), [(PRODUCTS, "products"), (PASSAGES, "articles")])
def test_an_index_that_is_gone_fails_the_import_and_the_next_upload_writes_everything(
    shop: Any, alias: str, kind: str
) -> None:
    articles = "id,title,text\na1,Returns,Returns are free.\n"
    shop.run("articles", articles)
    shop.index.drop(alias)
    file = FIRST if kind == "products" else articles
    changed = file + ("n,New,1 USD,\n" if kind == "products" else "a2,Post,We post it.\n")
    shop.importing.run(shop.upload(kind, changed))
    with pytest.raises(IndexLostError):
        shop.work()
    assert kind not in shop.live().manifests
    shop.index_queue = type(shop.index_queue)(shop.clock)
    assert shop.run(kind, file, name="again.csv").status is ImportStatus.PUBLISHED
    assert len(shop.products()) == 9
    assert [each.text for each in shop.passages().values()] == ["Returns are free."]


def test_an_upload_with_nothing_to_change_notices_that_the_index_is_gone(shop: Any) -> None:
    shop.index.drop(PRODUCTS)
    shop.index.drop(PASSAGES)
    shop.importing.run(shop.upload("products", FIRST, "again.csv"))
    with pytest.raises(IndexLostError):
        shop.work()
    assert shop.live().manifests == {}


def test_old_indexes_are_not_dropped_while_an_import_is_rehearsed(shop: Any) -> None:
    upload = shop.upload("products-delta", rows("n,New,1 USD,"))
    record = shop.importing.run(upload)
    assert record.rehearsal
    with pytest.raises(ConflictError, match="is being built"):
        shop.indexing.drop_old_indexes()
    shop.work()
    assert shop.indexing.drop_old_indexes()
    assert len(shop.products()) == 10


def test_a_reindex_takes_up_an_index_that_was_kept_after_a_rehearsal(shop: Any) -> None:
    shop.run("products-delta", rows("n,New,1 USD,"))
    rehearsed, old = products_index(shop), shop.encoder.bundle.fingerprint
    shop.reindexing.request("newer@1")
    shop.work()
    assert rehearsed in shop.index.names()
    shop.encoder.encoded_count = 0
    shop.reindexing.request(old)
    shop.work()
    assert products_index(shop) == rehearsed
    assert shop.encoder.encoded_count == 0
    assert len(shop.products()) == 10


def test_a_batch_of_a_reading_before_an_approval_changes_nothing(shop: Any) -> None:
    upload = shop.upload("products-delta", rows("n,New,1 USD,"))
    record = shop.importing.run(upload)
    waiting = replace(record, status=ImportStatus.WAITING, approved=("too_many_removed",))
    shop.records.put(import_key(record.import_id), import_to_json(waiting))
    shop.work()
    assert "n" not in shop.products()


def test_changes_of_passages_that_outlive_a_worker_go_on_where_it_ended(shop: Any) -> None:
    questions = [f"q{number},v{number},Does it leak?,Never.\n" for number in range(12)]
    shop.run("qa", "id,product_id,question,answer\n" + "".join(questions))
    shop.encoder.encoded_count = 0
    embed, lives = shop.encoder.encode_passages, []

    def embed_until_killed(texts: Any) -> Any:
        if texts[0].endswith("Never."):
            lives.append(texts)
            if len(lives) % 2 == 0:
                raise UnavailableError("The worker has ended.")
        return embed(texts)

    shop.encoder.encode_passages = embed_until_killed
    vases = [f"v{number},Vase {number},9 USD," for number in range(12)]
    upload = shop.upload("products-delta", rows(*vases))
    assert shop.importing.run(upload).rehearsal
    for _ in range(3):
        with suppress(UnavailableError):
            shop.work()
        shop.clock.advance(3600)
    assert len(shop.passages()) == 12
    assert len(shop.products()) == 21
    assert shop.encoder.encoded_count == 24, "nothing is embedded twice"
